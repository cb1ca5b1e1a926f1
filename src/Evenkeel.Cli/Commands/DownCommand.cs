using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Provisioning.Runs;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel down FILE</c>: removes the cluster, and keeps its snapshots.</summary>
internal static class DownCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var file = ClusterFileArgument.Make();
        var yes = Confirmation.Option();
        var snapshots = new Option<bool>("--delete-snapshots")
        {
            Description = "Remove the bucket of etcd snapshots, too, and take no last ones of volumes",
        };
        var command = tree.Command(
            "down",
            "Remove the cluster; its snapshots are kept",
            new(
                [
                    "Everything that the cluster is made of is removed: machines, disks, balancers, "
                    + "addresses, networks, roles, secrets. Kept are the bucket with etcd snapshots, where "
                    + "it has any, and a last snapshot of each etcd volume.",
                    "Volumes and balancers that workloads made are not the cluster's: they are listed, and "
                    + "stay. Without --yes the cluster's name is asked for.",
                ],
                [
                    ("evenkeel down cluster.yaml", "asks for the cluster's name"),
                    ("evenkeel down cluster.yaml --yes --delete-snapshots", "asks nothing and keeps nothing"),
                ],
                [
                    (ExitCodes.Held, "nothing is left but what was to be kept, or is listed"),
                    (ExitCodes.BadInput, "the file or the usage is wrong, or the answer was no"),
                    (ExitCodes.Failed, "Terraform or AWS failed; run it again"),
                ]),
            (context, parsed) => Run(
                context, parsed.GetRequiredValue(file), parsed.GetValue(yes), parsed.GetValue(snapshots)));
        command.Arguments.Add(file);
        command.Options.Add(yes);
        command.Options.Add(snapshots);
        return command;
    }

    private static int Run(CommandContext context, string file, bool yes, bool snapshotsToo)
    {
        var input = ClusterInput.Read(context, file);
        if (input is null) return ExitCodes.BadInput;

        var name = input.Model.Name;
        var question = snapshotsToo
            ? $"Everything of {name} is removed, snapshots included."
            : $"Everything of {name} is removed, but its snapshots.";
        if (!yes && Confirmation.Ask(context, question, name, "down") is { } exit) return exit;

        return RunOutput.Guard(context, async cancellation =>
        {
            using var run = ClusterRun.Begin(
                context.Host, input.Request(), "down", new RunLines(context));
            var outcome = await new RemovalRun(run).RemoveAsync(snapshotsToo, cancellation);
            context.WriteResult(
                context.Format == OutputFormat.Json ? Json(name, outcome) : Text(name, outcome));
            return ExitCodes.Held;
        });
    }

    private static string Json(string name, RemovalOutcome outcome) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("cluster", name);
        json.WriteNumber("destroyed", outcome.Destroyed);
        json.WriteStrings("kept", outcome.Kept);
        json.WriteStrings("left", outcome.Left);
        json.WriteEndObject();
    });

    private static string Text(string name, RemovalOutcome outcome) =>
        (outcome.Destroyed == 0 ? $"{name}: nothing to remove\n" : $"{name}: {outcome.Destroyed} removed\n")
        + string.Concat(outcome.Kept.Select(static what => $"  kept  {what}\n"))
        + string.Concat(outcome.Left.Select(
            static what => $"  left  {what}: it was made in the cluster, and not with it\n"));
}
