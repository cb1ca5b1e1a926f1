using System.CommandLine;
using System.Globalization;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Output;
using Evenkeel.Lab;
using Evenkeel.Lab.Faults;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary><c>evenkeel lab heal</c>: ends every fault.</summary>
internal static class LabHealCommand
{
    private static readonly TimeSpan WholeWithin = TimeSpan.FromMinutes(3);

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var noWait = LabCommand.NoWait();
        var command = LabCommand.Make(
            tree, "heal", "End every fault, and wait until the lab is whole by itself",
            new(
                [
                    "Machines have power again, programs that stood still go on, disks take writes, and "
                    + "everybody hears everybody. The rest is up to the agents.",
                ],
                [("evenkeel lab heal --dir /tmp/lab", "ends what `evenkeel lab fail` began")],
                [
                    (ExitCodes.Held, "the lab is whole"),
                    (ExitCodes.Findings, "it is not whole after 3 minutes"),
                ]),
            (context, parsed, folder) => RunAsync(context, folder, !parsed.GetValue(noWait)));
        command.Options.Add(noWait);
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, LabFolder folder, bool isWaiting)
    {
        var runner = new LabRunner(folder, context.Host.Time);
        var healed = runner.Heal();
        var begun = context.Host.Time.GetTimestamp();
        var why = isWaiting ? await runner.AwaitWholeAsync(WholeWithin, CancellationToken.None) : null;
        double? seconds = isWaiting && why is null
            ? context.Host.Time.GetElapsedTime(begun).TotalSeconds : null;
        context.WriteResult(context.Format == OutputFormat.Json
            ? Json(healed, seconds, why)
            : Text(healed, seconds, why));
        return why is null ? ExitCodes.Held : ExitCodes.Findings;
    }

    private static string Json(IReadOnlyList<Fault> healed, double? seconds, string? why) =>
        JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteStrings("healed", healed.Select(f => f.ToString()));
            json.WriteSeconds("wholeSeconds", seconds);
            json.WriteString("why", why);
            json.WriteEndObject();
        });

    private static string Text(IReadOnlyList<Fault> healed, double? seconds, string? why) =>
        (healed.Count == 0 ? "no fault was in force" : $"over: {string.Join(", ", healed)}") + "\n"
        + (why is not null ? $"the lab is not whole: {why}\n"
            : seconds is { } took ? string.Create(
                CultureInfo.InvariantCulture, $"the lab is whole, {took:f1} s later\n")
            : "");
}
