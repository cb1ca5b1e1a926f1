using System.CommandLine;
using Evenkeel.Cli.Output;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Platform;

namespace Evenkeel.Cli.CommandLine;

/// <summary>Says what is wrong with a command line, and what was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>Reports every mistake.</summary>
    /// <returns><see cref="ExitCodes.BadInput"/>.</returns>
    public static int Report(Host host, CommandTree tree, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var bag = new DiagnosticBag();
        var culprit = Culprit(parsed, command);
        foreach (var error in parsed.Errors)
        {
            if (culprit is null || error.Message.Contains($"'{culprit}'", StringComparison.Ordinal))
            {
                bag.Add(Explain(error.Message, parsed, command, tree));
            }
        }

        var context = tree.Options.Read(host, parsed);
        context.WriteDiagnostics(bag);
        host.Terminal.Error.WriteLine(command is RootCommand
            ? "evenkeel --help lists the commands"
            : $"evenkeel {HelpText.Name(command)} --help says how it is used");
        return ExitCodes.BadInput;
    }

    /// <summary>
    /// The word that the other mistakes follow from: behind an unknown command nothing is known, and an
    /// unknown option leaves its value behind as a further argument.
    /// </summary>
    private static string? Culprit(ParseResult parsed, Command command) =>
        (command is RootCommand ? parsed.UnmatchedTokens.FirstOrDefault(t => !t.StartsWith('-')) : null)
        ?? parsed.UnmatchedTokens.FirstOrDefault(t => t.StartsWith('-'));

    private static Diagnostic Explain(string message, ParseResult parsed, Command command, CommandTree tree)
    {
        var unknown = parsed.UnmatchedTokens.FirstOrDefault(
            t => message.Contains($"'{t}'", StringComparison.Ordinal));
        if (unknown is not null)
        {
            var isOption = unknown.StartsWith('-');
            var known = isOption
                ? command.Options.Concat(tree.Root.Options.Where(o => o.Recursive)).Select(o => o.Name)
                : command.Subcommands.Where(c => !c.Hidden).Select(c => c.Name);
            return InputDiagnostics.UnknownWord(
                unknown, isOption, command is RootCommand ? null : HelpText.Name(command), [.. known]);
        }

        if (message.StartsWith("Required argument missing", StringComparison.Ordinal)
            && parsed.Errors.All(e => e.SymbolResult is not System.CommandLine.Parsing.OptionResult))
        {
            return InputDiagnostics.MissingArgument(
                HelpText.Name(command), string.Join(' ', command.Arguments.Select(a => a.Name)));
        }

        return InputDiagnostics.BadUsage(message.TrimEnd('.'));
    }
}
