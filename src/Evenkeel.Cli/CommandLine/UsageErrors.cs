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
        // An unknown option takes its value for a further argument, and an unknown command is also a missing
        // one.
        var unknownOption = parsed.UnmatchedTokens.FirstOrDefault(t => t.StartsWith('-'));
        foreach (var error in parsed.Errors)
        {
            var isConsequence = unknownOption is not null
                ? !error.Message.Contains($"'{unknownOption}'", StringComparison.Ordinal)
                : parsed.UnmatchedTokens.Count > 0
                    && error.Message.StartsWith("Required command", StringComparison.Ordinal);
            if (!isConsequence)
            {
                bag.Add(Explain(error.Message, parsed, command, tree));
            }
        }

        var context = tree.Options.Read(host, parsed);
        context.WriteDiagnostics(bag);
        host.Terminal.Error.WriteLine(command is RootCommand
            ? "evenkeel --help lists the commands"
            : $"evenkeel {command.Name} --help says how it is used");
        return ExitCodes.BadInput;
    }

    private static Diagnostic Explain(string message, ParseResult parsed, Command command, CommandTree tree)
    {
        var unknown = parsed.UnmatchedTokens.FirstOrDefault(
            t => message.Contains($"'{t}'", StringComparison.Ordinal));
        if (unknown is not null)
        {
            var isOption = unknown.StartsWith('-');
            var known = isOption
                ? command.Options.Concat(tree.Root.Options.Where(o => o.Recursive)).Select(o => o.Name)
                : command.Subcommands.Select(c => c.Name);
            return InputDiagnostics.UnknownWord(
                unknown, isOption, command is RootCommand ? null : command.Name, [.. known]);
        }

        if (message.StartsWith("Required argument missing", StringComparison.Ordinal)
            && parsed.Errors.All(e => e.SymbolResult is not System.CommandLine.Parsing.OptionResult))
        {
            return InputDiagnostics.MissingArgument(HelpText.Usage(command));
        }

        return InputDiagnostics.BadUsage(message.TrimEnd('.'));
    }
}
