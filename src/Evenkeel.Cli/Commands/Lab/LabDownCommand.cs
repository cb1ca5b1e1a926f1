using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Output;
using Evenkeel.Lab;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary><c>evenkeel lab down</c>: ends a lab and removes it.</summary>
internal static class LabDownCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree) => LabCommand.Make(
        tree, "down", "End a lab, whatever state it is in, and remove it",
        new(
            [
                "Ends every process of the lab, also where others of it were killed, and removes its "
                    + "disks, its "
                + "network and its files. Without a lab nothing happens.",
            ],
            [("evenkeel lab down --dir /tmp/lab", "nothing is left")],
            [(ExitCodes.Held, "nothing of it is left")]),
        (context, _, folder) =>
        {
            var ended = new LabRunner(folder, context.Host.Time).Down();
            context.WriteResult(context.Format == OutputFormat.Json
                ? JsonText.Write(json =>
                {
                    json.WriteStartObject();
                    json.WriteNumber("ended", ended);
                    json.WriteEndObject();
                })
                : ended == 0 ? "no lab ran\n" : $"{ended} processes were ended\n");
            return Task.FromResult(ExitCodes.Held);
        });
}
