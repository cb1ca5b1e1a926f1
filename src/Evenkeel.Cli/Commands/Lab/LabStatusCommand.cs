using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Output.Lab;
using Evenkeel.Lab;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary><c>evenkeel lab status</c>: what a lab is like.</summary>
internal static class LabStatusCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree) => LabCommand.Make(
        tree, "status", "Show each slot, the balancer's view of it, and the faults in force",
        new(
            [
                "A lab is whole when every slot's verdict holds, and all of them are voters of one cluster "
                    + "of "
                + "etcd that has a leader.",
            ],
            [("evenkeel lab status --dir /tmp/lab", "slots, targets, faults, and how to reach etcd")],
            [(ExitCodes.Held, "the lab is whole"), (ExitCodes.Findings, "it is not")]),
        async (context, _, folder) =>
        {
            var status = await new LabRunner(folder, context.Host.Time).StatusAsync(CancellationToken.None);
            context.WriteResult(context.Format == OutputFormat.Json
                ? LabJsonOutput.Status(status)
                : LabText.Status(status, folder.Root, context.OutLayout));
            return status.IsWhole ? ExitCodes.Held : ExitCodes.Findings;
        });
}
