using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Lab;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary>
/// <c>evenkeel lab</c>: a control plane of real processes on this machine, and faults in it.
/// </summary>
internal static class LabCommand
{
    /// <summary>The folder of a lab where none is named.</summary>
    public const string UsualFolder = ".evenkeel/lab";

    /// <summary>The command, with its own.</summary>
    public static Command Make(CommandTree tree)
    {
        var command = tree.Group(
            "lab",
            "Run a control plane of real processes here, and let things go wrong in it",
            new(
                [
                    "A lab has slots in the zones a, b and c, each with the node agent and a real etcd of "
                        + "its "
                    + "own, and in front of them a balancer with the rules of a Network Load Balancer. With "
                    + "--kube-bin each slot also runs Kubernetes' own programs. Everything lies below one "
                    + "folder, so that several labs can run beside each other; nothing outside it is "
                    + "changed.",
                ],
                [
                    ("evenkeel lab up --dir /tmp/lab", "three slots that form a cluster"),
                    ("evenkeel lab drill --dir /tmp/lab --fail zone=b", "is anything lost, and for how long "
                        + "is it away?"),
                    ("evenkeel lab down --dir /tmp/lab", "nothing is left"),
                ],
                []));
        command.Subcommands.Add(LabUpCommand.Make(tree));
        command.Subcommands.Add(LabStatusCommand.Make(tree));
        command.Subcommands.Add(LabFailCommand.Make(tree));
        command.Subcommands.Add(LabHealCommand.Make(tree));
        command.Subcommands.Add(LabDrillCommand.Make(tree));
        command.Subcommands.Add(LabRestoreCommand.Make(tree));
        command.Subcommands.Add(LabHealthChecksCommand.Make(tree));
        command.Subcommands.Add(LabBenchCommand.Make(tree));
        command.Subcommands.Add(LabDownCommand.Make(tree));
        command.Subcommands.Add(LabBalancerCommand.Make(tree));
        return command;
    }

    /// <summary>A command of the group, which is about one lab.</summary>
    public static Command Make(
        CommandTree tree, string name, string description, CommandNotes notes,
        Func<CommandContext, ParseResult, LabFolder, Task<int>> run)
    {
        var folder = new Option<string>("--dir")
        {
            Description = "The lab's folder",
            HelpName = "DIR",
            DefaultValueFactory = _ => UsualFolder,
        };
        var command = tree.Command(name, description, notes, (context, parsed) => Run(
            context, () => run(context, parsed, new LabFolder(parsed.GetRequiredValue(folder)))));
        command.Options.Add(folder);
        return command;
    }

    /// <summary>How long a lab may take to be whole.</summary>
    public static Option<bool> NoWait() => new("--no-wait")
    {
        Description = "Do not wait until the lab is whole",
    };

    private static int Run(CommandContext context, Func<Task<int>> run)
    {
        try
        {
            return run().GetAwaiter().GetResult();
        }
        catch (LabException e)
        {
            var bag = new DiagnosticBag();
            bag.Add(InputDiagnostics.Lab(e.Message, e.Fix));
            context.WriteDiagnostics(bag);
            return e is LabToolException ? ExitCodes.Failed : ExitCodes.BadInput;
        }
    }
}
