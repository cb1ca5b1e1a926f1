using System.CommandLine;
using System.Globalization;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Output;
using Evenkeel.Cli.Output.Lab;
using Evenkeel.Lab;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary><c>evenkeel lab up</c>: starts a lab, or what of it does not run.</summary>
internal static class LabUpCommand
{
    private static readonly TimeSpan WholeWithin = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan TargetsWithin = TimeSpan.FromMinutes(1);

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var options = new LabUpOptions();
        var noWait = LabCommand.NoWait();
        var command = LabCommand.Make(
            tree, "up", "Start a lab, or what of it does not run",
            new(
                [
                    "Starts what does not run: a lab that runs stays as it is, and options of a lab that "
                    + "exists do not count. etcd, 3.4 or later, is taken from PATH. The lab lives on when "
                    + "this command ends, until `evenkeel lab down`.",
                ],
                [("evenkeel lab up --dir /tmp/lab", "three slots, as AWS would have them in three zones")],
                [
                    (ExitCodes.Held, "the lab is whole"),
                    (ExitCodes.Findings, "it is not whole after 3 minutes"),
                ]),
            (context, parsed, folder) => RunAsync(
                context, folder, options.Read(parsed), parsed.GetValue(noWait)));
        options.AddTo(command);
        command.Options.Add(noWait);
        return command;
    }

    private static async Task<int> RunAsync(
        CommandContext context, LabFolder folder, LabOptions options, bool noWait)
    {
        var runner = new LabRunner(folder, context.Host.Time);
        var begun = context.Host.Time.GetTimestamp();
        var started = await runner.UpAsync(
            options, LabProgramPaths.Find(context.Host.Environment), CancellationToken.None);
        var why = noWait ? null : await runner.AwaitWholeAsync(WholeWithin, CancellationToken.None);
        var took = context.Host.Time.GetElapsedTime(begun);
        if (!noWait)
        {
            why ??= await runner.AwaitTargetsAsync(TargetsWithin, CancellationToken.None);
        }

        if (!noWait && why is null && started.Count > 0)
        {
            context.WriteRemark(string.Create(
                CultureInfo.InvariantCulture, $"the lab is whole after {took.TotalSeconds:f1} s"));
        }

        if (runner.WriteKubeconfig() is { } kubeconfig)
        {
            context.WriteRemark($"for kubectl: export KUBECONFIG={ReplayOutput.Quoted(kubeconfig)}");
        }

        var status = await runner.StatusAsync(CancellationToken.None);
        context.WriteResult(context.Format == OutputFormat.Json
            ? LabJsonOutput.Status(status)
            : LabText.Status(status, folder.Root, context.OutLayout));
        return why is null ? ExitCodes.Held : ExitCodes.Findings;
    }
}
