using System.Collections.Immutable;
using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Provisioning.Live;
using Evenkeel.Provisioning.Runs;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel up FILE</c>: makes the cluster, or changes it to what the file says.</summary>
internal static class UpCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var file = ClusterFileArgument.Make();
        var yes = Confirmation.Option();
        var noWait = new Option<bool>("--no-wait")
        {
            Description = "Do not wait until the cluster is well",
        };
        var command = tree.Command(
            "up",
            "Make the cluster, or change it to what the file says",
            new(
                [
                    "Renders, plans and applies with Terraform or OpenTofu, then waits until groups have "
                    + "their machines and balancers their targets. Working files and state lie in .evenkeel/ "
                    + "beside the cluster file, unless the file names a remote state.",
                    "Interrupted anywhere, the next run goes on: what was made and not written down is found "
                    + "by the cluster's tag and taken in. Two runs at once are refused.",
                ],
                [
                    ("evenkeel up cluster.yaml", "shows what would be done, asks, and does it"),
                    ("evenkeel up cluster.yaml --yes --no-wait", "asks nothing and does not wait"),
                ],
                [
                    (ExitCodes.Held, "the cluster is as the file says"),
                    (ExitCodes.BadInput, "the file or the usage is wrong, or the answer was no"),
                    (ExitCodes.Failed, "Terraform or AWS failed, or the cluster is not well in time"),
                ]),
            (context, parsed) => Run(
                context, parsed.GetRequiredValue(file), parsed.GetValue(yes), parsed.GetValue(noWait)));
        command.Arguments.Add(file);
        command.Options.Add(yes);
        command.Options.Add(noWait);
        return command;
    }

    private static int Run(CommandContext context, string file, bool yes, bool noWait)
    {
        var input = ClusterInput.Read(context, file);
        if (input is null) return ExitCodes.BadInput;
        if (!yes && Confirmation.Nobody(context, "up") is { } exit) return exit;
        return RunOutput.Guard(context, cancellation => RunAsync(context, input, yes, noWait, cancellation));
    }

    private static async Task<int> RunAsync(
        CommandContext context, ClusterInput input, bool yes, bool noWait, CancellationToken cancellation)
    {
        var lines = new RunLines(context);
        using var run = ClusterRun.Begin(context.Host, input.Request(), "up", lines);
        run.Prepare();
        var changes = await run.PlanAsync(new PlanRequest(), cancellation);
        var counts = ChangeCounts.Of(changes);
        if (!counts.IsEmpty)
        {
            if (!yes && Ask(context, input, changes, counts) is { } exit) return exit;
            run.Apply(changes);
        }

        var wasWaited = !noWait;
        if (wasWaited)
        {
            await new HealthWait(run.Aws, context.Host.Time, lines)
                .WaitAsync(input.Expected(), cancellation);
        }

        context.WriteResult(context.Format == OutputFormat.Json
            ? Json(input, counts, run, wasWaited)
            : $"{input.Model.Name}: {RunOutput.Words(counts)}{(wasWaited ? "; it is well" : "")}\n");
        return ExitCodes.Held;
    }

    private static int? Ask(
        CommandContext context, ClusterInput input, ImmutableArray<PlannedChange> changes,
        ChangeCounts counts)
    {
        context.Host.Terminal.Error.Write(PlanText.Write(input.Model, changes));
        return Confirmation.Ask(
            context, $"{input.Model.Name}: {RunOutput.Words(counts)}.", "yes", "up");
    }

    private static string Json(ClusterInput input, ChangeCounts counts, ClusterRun run, bool isWell) =>
        JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("cluster", input.Model.Name);
            json.WriteString("region", input.Model.Region);
            json.WriteCounts("changes", counts);
            json.WriteString("folder", run.Folder.Root);
            if (isWell) json.WriteBoolean("well", true);
            else json.WriteNull("well");
            json.WriteEndObject();
        });
}
