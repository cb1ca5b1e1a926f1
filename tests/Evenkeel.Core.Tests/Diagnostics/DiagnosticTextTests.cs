using System.Text.Json;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Tests.Diagnostics;

public sealed class DiagnosticTextTests
{
    [Fact]
    public void A_diagnostic_shows_place_line_marker_and_fix() =>
        Format("a: 1\nspec: {zone: b}\n", 12, 4).ShouldBe(
        """
        f.yaml:2:8: error EK1: wrong
          2 | spec: {zone: b}
            |        ^^^^
          fix: mend it

        """);

    [Fact]
    public void Tabs_become_spaces_and_the_marker_follows() => Format("\tab\tcd", 4, 2).ShouldBe(
        """
        f.yaml:1:5: error EK1: wrong
          1 |     ab  cd
            |         ^^
          fix: mend it

        """);

    [Fact]
    public void Wide_characters_take_two_cells() =>
        Format("名: x", 3, 1).ShouldContain("  1 | 名: x\n    |     ^\n");

    [Fact]
    public void Control_and_direction_characters_are_escaped() =>
        Format("a\u001b[31m\u202eb", 1, 1).ShouldContain("  1 | a\\u{1b}[31m\\u{202e}b\n    |  ^^^^^^\n");

    [Fact]
    public void An_escape_sequence_in_a_value_does_not_reach_the_terminal() =>
        DisplayText.Quote("\u001b]0;x\u0007").ShouldBe("`\\u{1b}]0;x\\u{7}`");

    [Fact]
    public void Long_values_are_cut() => DisplayText.Quote(new string('x', 500)).Length.ShouldBeLessThan(70);

    [Fact]
    public void A_value_is_not_cut_inside_a_character() =>
        DisplayText.Quote(new string('x', 59) + "😀😀").ShouldBe("`" + new string('x', 59) + "…`");

    [Fact]
    public void Long_lines_show_a_window_around_the_place()
    {
        var text = Format(new string('a', 5000) + "HERE" + new string('b', 5000), 5000, 4);
        text.Split('\n').ShouldAllBe(line => line.Length < 110);
        var lines = text.Split('\n');
        lines[1][lines[2].IndexOf('^')].ShouldBe('H');
        lines[2].Count(c => c == '^').ShouldBe(4);
        lines[1].ShouldContain("…a");
        lines[1].ShouldEndWith("b…");
    }

    [Fact]
    public void A_place_at_the_end_has_a_marker() => Format("a:\n", 3, 0).ShouldContain("  2 | \n    | ^\n");

    [Fact]
    public void A_span_over_several_lines_is_marked_to_the_end_of_its_first() =>
        Format("ab: [1,\n2]", 4, 6).ShouldContain("  1 | ab: [1,\n    |     ^^^\n");

    [Fact]
    public void A_problem_of_a_file_has_no_place() =>
        DiagnosticText.Format(
                new Diagnostic("EK1", Severity.Warning, null, "wrong", "") { Path = "f" }, colour: false)
            .ShouldBe("f: warning EK1: wrong\n");

    [Fact]
    public void A_problem_without_file_has_neither() =>
        DiagnosticText.Format(new Diagnostic("EK1", Severity.Info, null, "wrong", "do"), colour: false)
            .ShouldBe("info EK1: wrong\n  fix: do\n");

    [Fact]
    public void Colour_changes_nothing_but_colour()
    {
        var diagnostic = Make("a: b", 3, 1);
        var coloured = DiagnosticText.Format(diagnostic, colour: true);
        coloured.ShouldContain("\u001b[1;31m");
        System.Text.RegularExpressions.Regex.Replace(coloured, "\u001b\\[[0-9;]*m", "")
            .ShouldBe(DiagnosticText.Format(diagnostic, colour: false));
    }

    [Fact]
    public void Json_has_the_same_facts()
    {
        var bag = new DiagnosticBag();
        bag.Add(Make("a: 1\nb: 2", 5, 1));
        bag.Add(new Diagnostic("EK2", Severity.Warning, null, "m", "f") { Path = "a.yaml" });
        using var json = JsonDocument.Parse(DiagnosticJson.ToJson(bag));
        var list = json.RootElement.GetProperty("diagnostics");
        list[0].GetRawText().ShouldContain("\"file\": \"a.yaml\"");
        list[0].GetProperty("line").ValueKind.ShouldBe(JsonValueKind.Null);
        list[1].GetProperty("code").GetString().ShouldBe("EK1");
        list[1].GetProperty("severity").GetString().ShouldBe("error");
        list[1].GetProperty("line").GetInt32().ShouldBe(2);
        list[1].GetProperty("column").GetInt32().ShouldBe(1);
        json.RootElement.GetProperty("omitted").GetInt32().ShouldBe(0);
    }

    private static string Format(string content, int start, int length) =>
        DiagnosticText.Format(Make(content, start, length), colour: false);

    private static Diagnostic Make(string content, int start, int length) =>
        new(
            "EK1",
            Severity.Error,
            new SourceSpan(new SourceText("f.yaml", content), start, length),
            "wrong",
            "mend it");
}
