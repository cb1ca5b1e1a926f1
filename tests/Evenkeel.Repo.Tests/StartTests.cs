using System.Diagnostics;

namespace Evenkeel.Repo.Tests;

/// <summary><c>./evenkeel</c> as it is, with the real build.</summary>
public sealed class StartTests
{
    [Fact]
    [Trait("Speed", "Slow")]
    public void The_second_start_does_not_build()
    {
        Programs.Require("dotnet", "apt-get install dotnet-sdk-10.0");
        var first = Help();
        first.ExitCode.ShouldBe(0, first.Errors);
        first.Output.ShouldContain("prove");

        var stamp = RepositoryRoot.PathOf("artifacts", "launcher", "built");
        var (built, log) = (File.GetLastWriteTimeUtc(stamp), RepositoryRoot.PathOf("artifacts", "launcher", "build.log"));
        var logged = File.GetLastWriteTimeUtc(log);
        var second = Help();
        second.Errors.ShouldBeEmpty();
        second.Output.ShouldBe(first.Output);
        File.GetLastWriteTimeUtc(stamp).ShouldBe(built);
        File.GetLastWriteTimeUtc(log).ShouldBe(logged);
    }

    private static Outcome Help() => LauncherSandbox.Finish(Process.Start(
        new ProcessStartInfo(RepositoryRoot.PathOf("evenkeel"), ["--help"])
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!);
}
