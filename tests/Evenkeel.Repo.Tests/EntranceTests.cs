namespace Evenkeel.Repo.Tests;

/// <summary>What someone meets first: the launchers and the README.</summary>
public sealed class EntranceTests
{
    [Theory]
    [InlineData("evenkeel")]
    [InlineData("test")]
    [InlineData(".ci/run")]
    public void Launchers_can_be_run(string path)
    {
        var mode = File.GetUnixFileMode(RepositoryRoot.PathOf(path));
        mode.HasFlag(UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute).ShouldBeTrue();
        File.ReadLines(RepositoryRoot.PathOf(path)).First().ShouldBe("#!/bin/sh");
    }

    [Fact]
    public void The_readme_has_the_two_commands()
    {
        var readme = File.ReadAllText(RepositoryRoot.PathOf("README.md"));
        readme.ShouldContain("./evenkeel prove examples/shop");
        readme.ShouldContain("./test");
    }

    [Fact]
    public void Continuous_integration_runs_the_tests() =>
        File.ReadAllText(RepositoryRoot.PathOf(".ci", "run")).ShouldContain("/../test\" \"$@\"");
}
