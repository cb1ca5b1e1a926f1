namespace Evenkeel.Repo.Tests;

/// <summary>What the test projects share does what it says.</summary>
public sealed class SharedTestCodeTests
{
    [Fact]
    public void A_golden_file_passes_only_with_the_same_text()
    {
        using var sandbox = new LauncherSandbox();
        var path = sandbox.Path("a.txt");
        File.WriteAllText(path, "one\ntwo\nthree\n");
        Golden.Verify(path, "one\ntwo\nthree\n");
        var message = Should.Throw<Xunit.Sdk.FailException>(() => Golden.Verify(path, "one\n2\nthree\n")).Message;
        message.ShouldContain("-     2  two\n+     2  2\n");
        message.ShouldContain("EVENKEEL_UPDATE_GOLDEN=1");
        Should.Throw<Xunit.Sdk.FailException>(() => Golden.Verify(path + ".none", "new")).Message.ShouldContain("new");
    }

    [Fact]
    public void A_difference_shows_the_lines_before_it_and_counts_the_rest()
    {
        Golden.LineDiff("a\nb\nc", "a\nb\nc\nd").ShouldBe("      2  b\n      3  c\n+     4  d\n");
        var many = string.Join('\n', Enumerable.Range(0, 50));
        Golden.LineDiff("x", many).ShouldEndWith("+        … and 10 more lines\n");
    }

    [Fact]
    public void A_missing_program_skips_the_test_with_its_name_and_a_present_one_does_not()
    {
        Should.Throw<Xunit.Sdk.SkipException>(() => Programs.Require("no-such-program", "apt-get install it"))
            .Message.ShouldContain("needs no-such-program, which is not installed (apt-get install it)");
        File.Exists(Programs.Require("sh", "apt-get install dash")).ShouldBeTrue();
    }
}
