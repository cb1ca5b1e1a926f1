using System.Text.Json;
using Evenkeel.Core.Text;
using Evenkeel.Platform.Files;
using Evenkeel.Platform.Terminals;

namespace Evenkeel.Cli.Tests.CommandLine;

public sealed class ProgramTests
{
    [Fact]
    public void Version_says_the_same_as_a_command_and_as_an_option()
    {
        var command = new Session();
        var option = new Session();
        command.Run("version").ShouldBe(0);
        option.Run("--version").ShouldBe(0);
        command.Out.ShouldBe(option.Out);
        command.Out.ShouldMatch(@"^evenkeel \S+ \(models Kubernetes 1\.\d+ to 1\.\d+\)\n$");
    }

    [Fact]
    public void Version_as_JSON_lists_the_Kubernetes_versions()
    {
        var session = new Session();
        session.Run("version", "--output", "json").ShouldBe(0);
        var json = JsonDocument.Parse(session.Out).RootElement;
        json.GetProperty("kubernetes").EnumerateArray().Select(v => v.GetString()).ShouldContain("1.36");
    }

    [Fact]
    public void Help_goes_to_standard_output_whatever_else_is_wrong()
    {
        var session = new Session();
        session.Run("prove", "--help").ShouldBe(0);
        session.Out.ShouldContain("Usage: evenkeel prove FILE");
        session.Error.ShouldBe("");
    }

    [Theory]
    [InlineData("prove", "examples/nothing")]
    [InlineData("simulate", "examples/nothing")]
    [InlineData("prove", "--bogus")]
    public void Errors_are_JSON_where_the_result_was_to_be(params string[] args)
    {
        var session = new Session();
        session.Run([.. args, "--output", "json"]).ShouldBe(2);
        var json = JsonDocument.Parse(session.Out).RootElement;
        json.GetProperty("diagnostics").GetArrayLength().ShouldBeGreaterThan(0);
        session.Error.ShouldContain("error EK");
    }

    [Fact]
    public void A_bug_is_one_line_unless_traced()
    {
        var session = new Session(new BrokenFiles());
        session.Run("prove", "shop").ShouldBe(3);
        session.Error.ShouldMatch("^evenkeel: internal error, NotSupportedException: two lines [^\n]*\n$");

        var traced = new Session(new BrokenFiles()).With("EVENKEEL_TRACE", "1");
        traced.Run("prove", "shop").ShouldBe(3);
        traced.Error.ShouldContain("   at ");
    }

    [Fact]
    public void Colour_is_for_terminals_that_allow_it()
    {
        Coloured(new() { OutIsTerminal = true }).ShouldBeTrue();
        Coloured(new() { OutIsTerminal = true }, "--no-color").ShouldBeFalse();
        Coloured(new() { OutIsTerminal = true, ColourAllowed = false }).ShouldBeFalse();
        Coloured(new() { OutIsTerminal = false }).ShouldBeFalse();

        static bool Coloured(MemoryTerminal terminal, params string[] more)
        {
            var session = new Session { Terminal = terminal };
            session.Run(["prove", "examples/dns-needs-api", .. more]).ShouldBe(1);
            return session.Out.Contains('\u001b');
        }
    }

    [Fact]
    public void Colour_changes_no_word()
    {
        var plain = new Session();
        var painted = new Session { Terminal = new() { OutIsTerminal = true } };
        plain.Run("prove", "examples/dns-needs-api");
        painted.Run("prove", "examples/dns-needs-api");
        System.Text.RegularExpressions.Regex.Replace(
            painted.Out, "\u001b\\[[0-9;]*m", "").ShouldBe(plain.Out);
    }

    [Fact]
    public void A_narrow_terminal_gets_narrow_lines()
    {
        var session = new Session { Terminal = new() { OutIsTerminal = true, Width = 80 } };
        session.Run("simulate", "tests/fidelity/tight-capacity", "--no-color").ShouldBe(0);
        session.Out.Split('\n').Where(line => line.Length > 80).ShouldBeEmpty();
    }

    [Fact]
    public void Warnings_are_printed_unless_quiet_was_asked_for()
    {
        var files = new MemoryFileSystem()
            .With("c/cluster.yaml", """
                apiVersion: evenkeel.dev/v1alpha1
                kind: Cluster
                metadata: {name: c}
                spec:
                  region: eu-west-1
                  zones: [eu-west-1a, eu-west-1b, eu-west-1c]
                  distribution: k3s
                  version: "1.36"
                  nodePools: [{name: general, min: 3}]
                """);
        var loud = new Session(files);
        loud.Run("prove", "c").ShouldBe(0);
        loud.Error.ShouldContain("c/cluster.yaml: warning EK2011");
        var quiet = new Session(files);
        quiet.Run("prove", "c/cluster.yaml", "--quiet").ShouldBe(0);
        quiet.Error.ShouldBe("");
    }

    private sealed class BrokenFiles : IFileSystem
    {
        public bool FileExists(string path) => throw new NotSupportedException("two\nlines");

        public bool FolderExists(string path) => throw new NotSupportedException("two\nlines");

        public SourceText ReadText(string path, long maxBytes) => throw new NotSupportedException();

        public IReadOnlyList<string> ListManifests(string folder) => throw new NotSupportedException();
    }
}
