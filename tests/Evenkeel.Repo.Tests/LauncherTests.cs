namespace Evenkeel.Repo.Tests;

/// <summary><c>./evenkeel</c>: when it builds, and that it passes everything through.</summary>
public sealed class LauncherTests : IDisposable
{
    private const string Launcher = "repo/evenkeel";

    private readonly LauncherSandbox _sandbox = new();

    [Fact]
    public void It_builds_the_first_time_and_not_the_second()
    {
        _sandbox.Run(Launcher).Errors.ShouldBe("building evenkeel…\n");
        _sandbox.Run(Launcher).Errors.ShouldBeEmpty();
        _sandbox.Builds.ShouldBe(1);
        _sandbox.Calls.Count.ShouldBe(2, "--list-sdks and publish, both of the first start");
    }

    [Fact]
    public void It_builds_again_when_a_source_is_newer_added_renamed_or_deleted()
    {
        _sandbox.Run(Launcher);
        Action[] changes =
        [
            () => _sandbox.Write("repo/src/sub/B.cs", "class B2;"),
            () => _sandbox.Write("repo/src/sub/C.cs", "class C;"),
            () => File.Move(_sandbox.Path("repo/src/sub/C.cs"), _sandbox.Path("repo/src/sub/D.cs")),
            () => File.Delete(_sandbox.Path("repo/src/sub/D.cs")),
            () => _sandbox.Write("repo/Directory.Build.props", "<Project></Project>"),
            () => Directory.Delete(_sandbox.Path("repo/artifacts/launcher"), recursive: true),
        ];
        foreach (var change in changes)
        {
            var before = _sandbox.Builds;
            Thread.Sleep(20); // the file system's clock ticks every few milliseconds
            change();
            _sandbox.Run(Launcher);
            _sandbox.Run(Launcher);
            _sandbox.Builds.ShouldBe(before + 1);
        }
    }

    [Fact]
    public void Output_and_reports_elsewhere_do_not_cause_a_build()
    {
        _sandbox.Run(Launcher);
        Thread.Sleep(20);
        _sandbox.Write("repo/report.html", "<html>");
        _sandbox.Write("repo/docs/page.md", "text");
        _sandbox.Write("repo/artifacts/bin/x.dll", "");
        _sandbox.Run(Launcher);
        _sandbox.Builds.ShouldBe(1);
    }

    [Fact]
    public void Arguments_input_folder_and_exit_code_pass_through()
    {
        var run = _sandbox.Run(Launcher, ["prove", "a b", "", "*", "--x=\"y\""], "typed\n", "repo/src");
        run.ExitCode.ShouldBe(7);
        run.Output.ShouldBe(
            $"root={_sandbox.Path("dotnet")}\nin={_sandbox.Path("repo/src")}\n<prove>\n<a b>\n<>\n<*>\n<--x=\"y\">\ntyped\n");
    }

    [Fact]
    public void It_works_through_links_that_are_absolute_relative_and_chained()
    {
        _sandbox.Link("elsewhere/first", _sandbox.Path(Launcher));
        _sandbox.Link("elsewhere/second", "first");
        _sandbox.Link("elsewhere/third", "../repo/evenkeel");
        foreach (var link in (string[])["first", "second", "third"])
        {
            _sandbox.Run($"elsewhere/{link}", inFolder: "repo/src").ExitCode.ShouldBe(7);
        }

        _sandbox.Builds.ShouldBe(1);
        Directory.Exists(_sandbox.Path("elsewhere/artifacts")).ShouldBeFalse();
    }

    [Fact]
    public void A_failed_build_shows_the_errors_and_runs_nothing_old()
    {
        _sandbox.Run(Launcher);
        Thread.Sleep(20);
        _sandbox.Write("repo/src/A.cs", "class");
        var run = _sandbox.Run(Launcher, settings: ("BROKEN", "1"));
        run.ExitCode.ShouldBe(3);
        run.Output.ShouldBeEmpty();
        run.Errors.ShouldContain("\nsrc/A.cs(1,2): error CS1002: ; expected\n");
        _sandbox.Builds.ShouldBe(2, "a compiler's error is no reason to try the plain build");
        _sandbox.Run(Launcher).ExitCode.ShouldBe(7);
    }

    [Fact]
    public void Without_the_compiler_packages_it_builds_plainly_and_says_so()
    {
        var run = _sandbox.Run(Launcher, settings: ("NO_CROSSGEN", "1"));
        run.ExitCode.ShouldBe(7);
        run.Errors.ShouldContain("built without ahead-of-time compilation");
        _sandbox.Builds.ShouldBe(2);
        _sandbox.Run(Launcher, settings: ("NO_CROSSGEN", "1")).Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("evenkeel")]
    [InlineData("test")]
    public void A_missing_dotnet_is_named_with_what_to_install(string launcher)
    {
        File.Delete(_sandbox.Path("bin/dotnet"));
        var run = _sandbox.Run($"repo/{launcher}");
        run.ExitCode.ShouldBe(3);
        run.Output.ShouldBeEmpty();
        run.Errors.ShouldContain("needs the .NET 10 SDK (no dotnet on PATH)");
        run.Errors.ShouldContain("https://dotnet.microsoft.com/download");
        run.Errors.ShouldContain("dotnet-sdk-10.0");
    }

    [Theory]
    [InlineData("8.0.404 [/usr/share/dotnet/sdk]", "found only: 8.0.404 ")]
    [InlineData("", "a dotnet without any SDK")]
    public void An_older_sdk_is_named_with_what_to_install(string sdks, string says)
    {
        var run = _sandbox.Run(Launcher, settings: ("SDKS", sdks));
        run.ExitCode.ShouldBe(3);
        run.Errors.ShouldContain(says);
        run.Errors.ShouldContain("dotnet-sdk-10.0");
    }

    [Fact]
    public void Two_at_once_build_once()
    {
        Programs.Require("flock", "apt-get install util-linux");
        var both = Enumerable.Range(0, 2)
            .Select(_ => _sandbox.Start(Launcher, null, "", "repo", ("SLOW", "0.5"))).ToList();
        both.Select(LauncherSandbox.Finish).ShouldAllBe(run => run.ExitCode == 7);
        _sandbox.Builds.ShouldBe(1);
    }

    [Fact]
    public void The_previous_build_stays_for_who_still_runs_it_and_older_ones_go()
    {
        for (var round = 0; round < 4; round++)
        {
            _sandbox.Run(Launcher);
            Thread.Sleep(20);
            _sandbox.Write("repo/src/A.cs", $"class A{round};");
        }

        Directory.GetDirectories(_sandbox.Path("repo/artifacts/launcher"), "app.*").Length.ShouldBe(2);
    }

    public void Dispose() => _sandbox.Dispose();
}
