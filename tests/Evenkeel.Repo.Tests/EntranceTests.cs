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
    public void What_the_readme_shows_is_what_is_printed()
    {
        var printed = File.ReadAllLines(RepositoryRoot.PathOf("tests", "transcripts", "prove-shop.txt"));
        var shown = File.ReadLines(RepositoryRoot.PathOf("README.md"))
            .SkipWhile(line => line != "## What you see").SkipWhile(line => line != "```").Skip(1)
            .TakeWhile(line => line != "```").Where(line => line.Trim() is not ("" or "…")).ToList();
        shown.Count.ShouldBeGreaterThan(10);
        shown.ShouldBeSubsetOf(printed);
    }

    [Fact]
    public void Continuous_integration_runs_the_tests() =>
        File.ReadAllText(RepositoryRoot.PathOf(".ci", "run")).ShouldContain("/../test\" \"$@\"");
}
