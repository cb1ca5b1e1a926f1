using System.Text.RegularExpressions;

namespace Evenkeel.Repo.Tests;

/// <summary>A method, constructor or operator: its first and last line, counted from 1.</summary>
internal sealed record Member(string Header, int FirstLine, int LastLine)
{
    public int Length => LastLine - FirstLine + 1;
}

/// <summary>Finds members by their braces: enough for a length limit, no parser.</summary>
internal static partial class Members
{
    private enum Brace
    {
        Container,
        Member,
        Other,
    }

    public static IReadOnlyList<Member> Of(string source)
    {
        var text = CSharpText.Blank(source);
        var found = new List<Member>();
        var open = new Stack<(Brace Kind, string Header, int Line)>();
        var (headerStart, line, headerLine) = (0, 1, 1);
        for (var at = 0; at < text.Length; at++)
        {
            var next = text[at];
            if (string.IsNullOrWhiteSpace(text[headerStart..at])) headerLine = line;
            if (next == '\n') line++;
            if (next == '{')
            {
                var header = text[headerStart..at].Trim();
                open.Push((KindOf(header, open), header, headerLine));
            }
            else if (next == '}' && open.TryPop(out var closed) && closed.Kind == Brace.Member)
            {
                found.Add(new Member(OneLine(closed.Header), closed.Line, line));
            }

            if (next is '{' or '}' or ';') (headerStart, headerLine) = (at + 1, line);
        }

        return found;
    }

    private static Brace KindOf(string header, Stack<(Brace Kind, string Header, int Line)> open)
    {
        if (open.Count > 0 && open.Peek().Kind != Brace.Container) return Brace.Other;
        if (ContainerHeader().IsMatch(header)) return Brace.Container;

        // A field's initialiser has its '=' before any parenthesis; a method has its parameters first.
        return MemberHeader().IsMatch(header) ? Brace.Member : Brace.Other;
    }

    private static string OneLine(string header) => Spaces().Replace(header, " ");

    [GeneratedRegex(@"^[^=(]*\b(namespace|class|struct|interface|record|enum|extension)\b")]
    private static partial Regex ContainerHeader();

    [GeneratedRegex(@"^[^=(]*(operator\s*\S+\s*)?\(")]
    private static partial Regex MemberHeader();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
