using System.CommandLine;
using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Cli.CommandLine;

/// <summary>Asks before something is changed that costs money or is lost.</summary>
internal static class Confirmation
{
    /// <summary><c>--yes</c>.</summary>
    public static Option<bool> Option() => new("--yes", "-y")
    {
        Description = "Do not ask; without it, and where nobody can answer, nothing is done",
    };

    /// <summary>Says that nobody can be asked, where that is so.</summary>
    /// <param name="context">The command.</param>
    /// <param name="command">The command as it is written.</param>
    /// <returns>The exit code; null where somebody can be.</returns>
    public static int? Nobody(CommandContext context, string command)
    {
        if (context.Host.Terminal.InIsTerminal && context.Host.Terminal.ErrorIsTerminal
            && context.Format == OutputFormat.Text)
        {
            return null;
        }

        var bag = new DiagnosticBag();
        bag.Add(InputDiagnostics.NobodyToAsk(command));
        context.WriteDiagnostics(bag);
        return ExitCodes.BadInput;
    }

    /// <summary>Asks.</summary>
    /// <param name="context">The command.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="answer">The answer that means yes.</param>
    /// <param name="command">The command as it is written, for whom nobody can be asked.</param>
    /// <returns>Null to go on; otherwise the exit code.</returns>
    public static int? Ask(CommandContext context, string question, string answer, string command)
    {
        if (Nobody(context, command) is { } exit) return exit;
        context.Host.Terminal.Error.Write($"{question} Type {answer} to go on: ");
        if (string.Equals(context.Host.Terminal.ReadLine()?.Trim(), answer, StringComparison.Ordinal))
        {
            return null;
        }

        context.Host.Terminal.Error.Write("evenkeel: nothing was done\n");
        return ExitCodes.BadInput;
    }
}
