namespace Evenkeel.Repo.Tests;

/// <summary><c>./test</c>: its counts, its last line and its exit code.</summary>
public sealed class TestCommandTests : IDisposable
{
    private readonly LauncherSandbox _sandbox = new();

    public TestCommandTests()
    {
        Project("Repo", passed: 1);
        Project("Core", passed: 2);
    }

    [Fact]
    public void Counts_are_summed_and_stand_alone_in_the_last_line()
    {
        var run = _sandbox.Run("repo/test");
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldEndWith("\n3 passed, 0 failed, 0 skipped\n");
        run.Output.Split('\n').Count(line => line.Contains(" passed")).ShouldBe(1);
        _sandbox.Calls.Select(call => call.Split(' ')[0]).ShouldBe([
            "--list-sdks", "build", "artifacts/bin/Evenkeel.Core.Tests/release/Evenkeel.Core.Tests.dll",
            "artifacts/bin/Evenkeel.Repo.Tests/release/Evenkeel.Repo.Tests.dll",
        ]);
    }

    [Fact]
    public void What_runs_beside_the_others_is_told_and_counted_in_its_turn()
    {
        Project("Lab", passed: 4, failed: 1);
        _sandbox.Write("dotnet/Evenkeel.Lab.Tests.say", "    L.B [FAIL]\n      Expected: 1\n");
        var run = _sandbox.Run("repo/test");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("L.B [FAIL]\n      Expected: 1\nEvenkeel.Lab.Tests ");
        run.Output.IndexOf("Evenkeel.Core.Tests ").ShouldBeLessThan(run.Output.IndexOf("L.B [FAIL]"));
        run.Output.ShouldEndWith("\n7 passed, 1 failed, 0 skipped\n");
    }

    [Fact]
    public void A_failure_fails_the_run_and_is_shown()
    {
        Project("Core", passed: 2, failed: 1);
        _sandbox.Write("dotnet/Evenkeel.Core.Tests.say", "    A.B [FAIL]\n      Expected: 1\n");
        var run = _sandbox.Run("repo/test");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("A.B [FAIL]\n      Expected: 1\n");
        run.Output.ShouldEndWith("\n3 passed, 1 failed, 0 skipped\n");
    }

    [Fact]
    public void An_error_outside_of_tests_counts_as_a_failure()
    {
        Project("Core", passed: 2, errors: 2);
        _sandbox.Run("repo/test").Output.ShouldEndWith("\n3 passed, 2 failed, 0 skipped\n");
    }

    [Fact]
    public void A_project_that_crashes_counts_as_a_failure()
    {
        File.Delete(_sandbox.Path("dotnet/Evenkeel.Core.Tests.xml"));
        _sandbox.Write("dotnet/Evenkeel.Core.Tests.exit", "134");
        var run = _sandbox.Run("repo/test");
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("Evenkeel.Core.Tests ended with exit code 134 and without a report");
        run.Output.ShouldEndWith("\n1 passed, 1 failed, 0 skipped\n");
    }

    [Fact]
    public void An_exit_code_that_no_test_explains_counts_as_a_failure()
    {
        _sandbox.Write("dotnet/Evenkeel.Core.Tests.exit", "2");
        _sandbox.Run("repo/test").Output.ShouldEndWith("\n3 passed, 1 failed, 0 skipped\n");
    }

    [Fact]
    public void Each_reason_for_skipping_is_told_once_with_its_tests()
    {
        Project("Core", passed: 2, skipped: 3);
        _sandbox.Write("dotnet/Evenkeel.Core.Tests.say", "    A.B [SKIP]\n      needs x\n    C.D [FAIL]\n      because\n");
        var run = _sandbox.Run("repo/test");
        run.ExitCode.ShouldBe(0);
        run.Output.ShouldNotContain("[SKIP]");
        run.Output.ShouldContain("    C.D [FAIL]\n      because\n");
        run.Output.ShouldEndWith("\nskipped 3: needs x (apt-get install x)\n    A.B\n3 passed, 0 failed, 3 skipped\n");
    }

    [Fact]
    public void In_continuous_integration_a_skip_or_an_empty_run_fails()
    {
        _sandbox.Write("repo/eng/test-programs", "sh dash\n");
        _sandbox.Run("repo/test", settings: ("CI", "true")).ExitCode.ShouldBe(0);
        Project("Core", passed: 2, skipped: 1);
        _sandbox.Run("repo/test", settings: ("CI", "true")).ExitCode.ShouldBe(1);
        Project("Core", passed: 0);
        Project("Repo", passed: 0);
        _sandbox.Run("repo/test", settings: ("CI", "true")).ExitCode.ShouldBe(1);
        _sandbox.Run("repo/test").ExitCode.ShouldBe(0);
    }

    [Theory]
    [InlineData("--install", "false")]
    [InlineData("", "true")]
    public void Only_missing_programs_are_installed(string option, string ci)
    {
        _sandbox.Write("repo/eng/test-programs", "sh dash\nno-such-program its-package\n");
        _sandbox.Write("bin/apt-get", "#!/bin/sh\necho \"$*\" >>\"$CALLS\"\n");
        File.SetUnixFileMode(_sandbox.Path("bin/apt-get"), (UnixFileMode)0b111_101_101);
        _sandbox.Write("bin/sudo", "#!/bin/sh\nexec \"$@\"\n");
        File.SetUnixFileMode(_sandbox.Path("bin/sudo"), (UnixFileMode)0b111_101_101);
        _sandbox.Run("repo/test", option.Length == 0 ? [] : [option], settings: ("CI", ci)).ExitCode.ShouldBe(0);
        _sandbox.Calls.Where(call => call.Contains("-qq")).ShouldBe(
            ["update -qq", "install -y -qq --no-install-recommends its-package"]);
    }

    [Fact]
    public void Texts_and_fast_become_filters_and_no_match_is_told()
    {
        _sandbox.Run("repo/test", ["Scheduler", "Yaml.Read", "--fast"]);
        _sandbox.Calls.Count(call => call.EndsWith(" -method *Scheduler* -method *Yaml.Read* -trait- Speed=Slow")).ShouldBe(2);
        Project("Core", passed: 0);
        Project("Repo", passed: 0);
        var run = _sandbox.Run("repo/test", ["Nothing"]);
        run.ExitCode.ShouldBe(1);
        run.Output.ShouldContain("no test's name contains Nothing");
    }

    [Fact]
    public void Long_runs_what_is_left_out_otherwise()
    {
        _sandbox.Run("repo/test");
        _sandbox.Calls.ShouldNotContain(call => call.Contains("-explicit"));
        _sandbox.Run("repo/test", ["Life", "--long"]);
        _sandbox.Calls.Count(call => call.EndsWith(" -method *Life* -explicit on")).ShouldBe(2);
    }

    [Fact]
    public void A_failed_build_shows_the_errors()
    {
        var run = _sandbox.Run("repo/test", settings: ("BROKEN", "1"));
        run.ExitCode.ShouldBe(3);
        run.Errors.ShouldContain("\nsrc/A.cs(1,2): error CS1002: ; expected\n");
    }

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("a b")]
    public void Wrong_usage_is_told(string argument) => _sandbox.Run("repo/test", [argument]).ExitCode.ShouldBe(2);

    public void Dispose() => _sandbox.Dispose();

    private void Project(string name, int passed, int failed = 0, int skipped = 0, int errors = 0)
    {
        Directory.CreateDirectory(_sandbox.Path($"repo/tests/Evenkeel.{name}.Tests"));
        var skips = string.Concat(Enumerable.Repeat(
            "<test name=\"A.B(x: 1)\" result=\"Skip\" type=\"A\" method=\"B\">"
            + "<reason><![CDATA[needs x (apt-get install x)]]></reason></test>", skipped));
        _sandbox.Write($"dotnet/Evenkeel.{name}.Tests.xml",
            $"<?xml version=\"1.0\"?><assemblies schema-version=\"3\"><assembly name=\"a\" errors=\"{errors}\" "
            + $"failed=\"{failed}\" not-run=\"0\" passed=\"{passed}\" skipped=\"{skipped}\" time=\"0.312\" "
            + $"time-rtf=\"x\" total=\"{passed + failed + skipped}\">{skips}</assembly></assemblies>");
    }
}
