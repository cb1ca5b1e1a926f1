using System.CommandLine;
using Evenkeel.Cli.Output;

namespace Evenkeel.Cli.CommandLine;

/// <summary>
/// Help as it is printed: what a command does, how it is written, examples, options, exit codes.
/// </summary>
internal static class HelpText
{
    private const int Width = 100;

    /// <summary>Writes the help on a command.</summary>
    public static void Write(TextWriter output, Command command, CommandTree tree)
    {
        var isRoot = command is RootCommand;
        Paragraph(output, command.Description ?? "");
        var isGroup = !isRoot && command.Subcommands.Count > 0;
        var usage = isRoot ? "COMMAND" : Path(command) + (isGroup ? " COMMAND" : "");
        output.Write($"\nUsage: evenkeel {usage} [OPTIONS]\n");
        Rows(output, "Commands", [.. command.Subcommands.Where(c => !c.Hidden)
            .Select(c => (Usage(c), c.Description ?? ""))]);

        if (tree.Notes.GetValueOrDefault(command) is { } notes)
        {
            foreach (var paragraph in notes.Text)
            {
                output.Write('\n');
                Paragraph(output, paragraph);
            }

            Rows(output, "Examples", [.. notes.Examples.Select(e => (e.Command, e.Does))]);
        }

        Rows(output, "Arguments", [.. command.Arguments.Select(a => (a.Name, a.Description ?? ""))]);
        Rows(output, "Options", [.. Options(command, tree).Select(o => (Names(o), Described(o)))]);
        Rows(output, "Exit codes", [.. Exits(command, tree)
            .Select(e => (e.Code.ToString(), e.When))]);
        if (isGroup)
        {
            output.Write($"\nevenkeel {Path(command)} COMMAND --help says more of a command.\n");
        }
        else if (isRoot)
        {
            output.Write("\nevenkeel COMMAND --help says more of a command.\n");
        }
    }

    /// <summary>A command's name, within its group: <c>lab fail</c>.</summary>
    public static string Name(Command command) => string.Join(
        ' ',
        command.Parents.OfType<Command>().Where(p => p is not RootCommand).Append(command)
            .Select(c => c.Name));

    /// <summary>The same with its arguments: <c>lab fail FAULT</c>.</summary>
    public static string Path(Command command) =>
        string.Join(' ', [Name(command), .. command.Arguments.Select(a => a.Name)]);

    /// <summary>A command with its arguments: <c>simulate DIR</c>.</summary>
    public static string Usage(Command command) =>
        string.Join(' ', [command.Name, .. command.Arguments.Select(a => a.Name)]);

    private static IEnumerable<Option> Options(Command command, CommandTree tree) =>
        command is RootCommand
            ? command.Options
            : [.. command.Options, .. tree.Root.Options.Where(o => o.Recursive)];

    private static IEnumerable<(int Code, string When)> Exits(Command command, CommandTree tree)
    {
        IEnumerable<(int, string)> own = tree.Notes.GetValueOrDefault(command)?.Exit
            ??
            [
                (ExitCodes.Held, "done, every claim held"),
                (ExitCodes.Findings, "a claim is refuted or undecided"),
            ];
        return
        [
            .. own,
            (ExitCodes.BadInput, "the input or the usage is wrong"),
            (ExitCodes.Failed, "something outside failed, or an internal error"),
            (ExitCodes.Interrupted, "interrupted"),
        ];
    }

    private static string Names(Option option)
    {
        var names = string.Join(", ", [.. option.Aliases.Where(a => a is "-h" or "-q" or "-o"), option.Name]);
        return option.HelpName is { } value ? $"{names} {value}" : names;
    }

    private static string Described(Option option)
    {
        var given = option.HasDefaultValue && option.HelpName is not null ? option.GetDefaultValue() : null;
        return given is null
            ? option.Description ?? ""
            : $"{option.Description} (default: {given})";
    }

    private static void Paragraph(TextWriter output, string text)
    {
        foreach (var line in TextWrap.Lines(text, Width))
        {
            output.Write($"{line}\n");
        }
    }

    private static void Rows(TextWriter output, string title, IReadOnlyList<(string Left, string Right)> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        output.Write($"\n{title}:\n");
        var left = rows.Max(r => r.Left.Length);
        foreach (var row in rows)
        {
            var first = "  " + row.Left.PadRight(left + 2);
            foreach (var line in TextWrap.Lines(row.Right, Width - first.Length))
            {
                output.Write($"{first}{line}\n");
                first = new string(' ', first.Length);
            }
        }
    }
}
