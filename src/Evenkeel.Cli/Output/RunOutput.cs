using System.Text.Json;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Provisioning;
using Evenkeel.Provisioning.Runs;

namespace Evenkeel.Cli.Output;

/// <summary>What commands that touch AWS print.</summary>
internal static class RunOutput
{
    /// <summary>
    /// Runs what touches AWS, and says what failed. By then something may have been done, so that the last
    /// line of other mistakes would be wrong.
    /// </summary>
    public static int Guard(CommandContext context, Func<CancellationToken, Task<int>> run)
    {
        using var hold = context.Host.Interruption.HoldOff("what is under way to end in order");
        try
        {
            return run(context.Host.Interruption.Token).GetAwaiter().GetResult();
        }
        catch (ProvisioningException e)
        {
            return Fail(context, e.Diagnostic);
        }
        catch (Platform.Files.FileProblemException e)
        {
            return Fail(context, InputDiagnostics.Unreadable(e));
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Interrupted;
        }
    }

    /// <summary>Says that something outside failed.</summary>
    public static int Fail(CommandContext context, Diagnostic diagnostic)
    {
        context.Host.Terminal.Error.Write(DiagnosticText.Format(diagnostic, context.ErrorPalette.Enabled));
        if (context.Format == OutputFormat.Json)
        {
            var bag = new DiagnosticBag();
            bag.Add(diagnostic);
            context.WriteResult(DiagnosticJson.ToJson(bag));
        }

        return context.Host.Interruption.Token.IsCancellationRequested
            ? ExitCodes.Interrupted
            : ExitCodes.Failed;
    }

    /// <summary>How much changed, as a property.</summary>
    public static void WriteCounts(this Utf8JsonWriter json, string name, ChangeCounts counts)
    {
        json.WriteStartObject(name);
        json.WriteNumber("created", counts.Created);
        json.WriteNumber("updated", counts.Updated);
        json.WriteNumber("replaced", counts.Replaced);
        json.WriteNumber("destroyed", counts.Destroyed);
        json.WriteNumber("adopted", counts.Adopted);
        json.WriteEndObject();
    }

    /// <summary>The same in words: <c>3 created, 1 replaced</c>; <c>no changes</c> for none.</summary>
    public static string Words(ChangeCounts counts)
    {
        (int Count, string Word)[] all =
        [
            (counts.Created, "created"), (counts.Updated, "changed"), (counts.Replaced, "replaced"),
            (counts.Destroyed, "removed"), (counts.Adopted, "taken in"),
        ];
        var some = all.Where(static part => part.Count > 0)
            .Select(static part => $"{part.Count} {part.Word}");
        return counts.IsEmpty ? "no changes" : string.Join(", ", some);
    }
}
