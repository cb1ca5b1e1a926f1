using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Cli.Runs;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Platform.Aws;
using Evenkeel.Platform.Parameters;
using Evenkeel.Platform.Restores;
using Evenkeel.Provisioning;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel restore FILE</c>: lists snapshots of etcd, and orders one to be restored.</summary>
internal static class RestoreCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var file = ClusterFileArgument.Make();
        var from = new Option<string?>("--from")
        {
            Description = "The snapshot's name, or latest; without it the snapshots are listed",
            HelpName = "SNAPSHOT",
        };
        var gone = GoneOption();
        var yes = Confirmation.Option();
        var command = tree.Command(
            "restore",
            "List the snapshots of etcd, or have one restored by the cluster's servers",
            new(
                [
                    "For when the volumes of a quorum are lost, or what they hold is. Writes the order into "
                    + "the bucket of snapshots: every server stops what it runs, one makes a cluster of the "
                    + "snapshot, and the others join it. What was written after the snapshot is gone; what "
                    + "each had is kept on its volume, in archive/. Without --yes the cluster's name is "
                    + "asked for.",
                    "A server that is down is waited for, since it could go on serving what was before. "
                    + "Name it with --gone if it will not come back as it was.",
                ],
                [
                    ("evenkeel restore cluster.yaml", "lists snapshots, the latest first"),
                    ("evenkeel restore cluster.yaml --from latest", "the cluster as it was saved last"),
                ],
                [
                    (ExitCodes.Held, "the snapshots are listed, or the snapshot is restored"),
                    (ExitCodes.BadInput, "the file or the usage is wrong, or the answer was no"),
                    (ExitCodes.Failed, "there is no such snapshot, it is not restored in 15 minutes, or AWS "
                        + "refused"),
                ]),
            (context, parsed) => Run(
                context, parsed.GetRequiredValue(file),
                new(parsed.GetValue(from), parsed.GetValue(gone) ?? [], parsed.GetValue(yes))));
        command.Arguments.Add(file);
        command.Options.Add(from);
        command.Options.Add(gone);
        command.Options.Add(yes);
        return command;
    }

    /// <summary><c>--gone SLOT …</c>.</summary>
    public static Option<string[]> GoneOption() => new("--gone")
    {
        Description = "Slots that are gone for good: the restore does not wait for them to stop",
        HelpName = "SLOT",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    private static int Run(CommandContext context, string file, Wishes wishes)
    {
        var input = ClusterInput.Read(context, file);
        return input is null ? ExitCodes.BadInput : RunOutput.Guard(context, async cancellation =>
        {
            try
            {
                return await RunAsync(context, input, wishes, cancellation);
            }
            catch (IOException e)
            {
                throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
            }
        });
    }

    private static async Task<int> RunAsync(
        CommandContext context, ClusterInput input, Wishes wishes, CancellationToken cancellation)
    {
        var name = input.Model.Name;
        var (_, bucket) = await ClusterBucket.OpenAsync(
            context, input, ClusterLowering.SnapshotBucket, CallTimeout, cancellation);
        using var store = bucket;
        var orders = new RestoreOrders(store, await IncarnationAsync(context, input, cancellation));
        var snapshots = await orders.SnapshotsAsync(cancellation);
        if (wishes.From is not { } from)
        {
            context.WriteResult(context.Format == OutputFormat.Json
                ? RestoreOutput.Json(name, snapshots)
                : RestoreOutput.Text(name, snapshots, context.OutLayout));
            return ExitCodes.Held;
        }

        var snapshot = RestoreOrders.Find(snapshots, from) ?? throw new ProvisioningException(
            ProvisioningDiagnostics.NotThere("snapshot", from, [.. snapshots.Take(10).Select(s => s.Name)]));
        string[] slots = [.. ClusterLowering.Slots(input.Model).Select(static s => s.Name)];
        if (wishes.Gone.Except(slots, StringComparer.Ordinal).FirstOrDefault() is { } strange)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.NotThere("slot", strange, slots));
        }

        var question = $"What was written to {name} after {RestoreOutput.Taken(snapshot)} is gone.";
        if (!wishes.Yes && Confirmation.Ask(context, question, name, "restore") is { } exit) return exit;

        var order = await orders.OrderAsync(snapshot, wishes.Gone, cancellation)
            ?? throw new ProvisioningException(ProvisioningDiagnostics.OrderedMeanwhile(name));
        context.WriteRemark($"· order {order}: {snapshot.Name}; waiting for the servers");
        await AwaitAsync(context, name, orders, order, cancellation);
        context.WriteResult(context.Format == OutputFormat.Json
            ? RestoreOutput.Json(name, order, snapshot)
            : $"{name}: {snapshot.Name} is restored; `evenkeel status` says when all servers are back\n");
        return ExitCodes.Held;
    }

    private static async Task AwaitAsync(
        CommandContext context, string cluster, RestoreOrders orders, string order,
        CancellationToken cancellation)
    {
        var time = context.Host.Time;
        var begun = time.GetTimestamp();
        while (!await orders.IsDoneAsync(order, cancellation))
        {
            if (time.GetElapsedTime(begun) > Longest)
            {
                throw new ProvisioningException(ProvisioningDiagnostics.NotRestored(
                    cluster, order, (int)Longest.TotalMinutes));
            }

            await Task.Delay(Look, time, cancellation);
        }
    }

    private static async Task<string> IncarnationAsync(
        CommandContext context, ClusterInput input, CancellationToken cancellation)
    {
        using var aws = new AwsApi(
            input.Model.Region, context.Host.Environment, context.Host.Time, CallTimeout);
        var path = ClusterLowering.ParameterPath(input.Model.Name);
        return (await new SsmParameterStore(aws, null).GetAsync($"{path}/incarnation", cancellation))?.Trim()
            ?? throw new ProvisioningException(ProvisioningDiagnostics.NotFounded(path));
    }

    private sealed record Wishes(string? From, string[] Gone, bool Yes);
}
