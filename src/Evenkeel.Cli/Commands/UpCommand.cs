using System.Collections.Immutable;
using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Cli.Runs;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Provisioning;
using Evenkeel.Provisioning.Live;
using Evenkeel.Provisioning.Releases;
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
        var artifacts = ReleaseStep.Option();
        var command = tree.Command(
            "up",
            "Make the cluster, or change it to what the file says",
            new(
                [
                    "Gathers what machines boot, renders, plans and applies with Terraform or OpenTofu, "
                    + "then waits until groups have their machines and balancers their targets. Working "
                    + "files and state lie in .evenkeel/ beside the cluster file, unless the file names "
                    + "a remote state.",
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
                context, parsed.GetRequiredValue(file),
                new(parsed.GetValue(yes), parsed.GetValue(noWait), parsed.GetValue(artifacts))));
        command.Arguments.Add(file);
        command.Options.Add(yes);
        command.Options.Add(noWait);
        command.Options.Add(artifacts);
        return command;
    }

    private static int Run(CommandContext context, string file, Wishes wishes)
    {
        var input = ClusterInput.Read(context, file);
        if (input is null) return ExitCodes.BadInput;
        if (!wishes.Yes && Confirmation.Nobody(context, "up") is { } exit) return exit;
        return RunOutput.Guard(context, cancellation => RunAsync(context, input, wishes, cancellation));
    }

    private static async Task<int> RunAsync(
        CommandContext context, ClusterInput input, Wishes wishes, CancellationToken cancellation)
    {
        var lines = new RunLines(context);
        using var run = ClusterRun.Begin(context.Host, input.Request(), "up", lines);
        var release = await GatherAsync(context, input, run, wishes, cancellation);
        run.Prepare();
        var digest = release?.Digest ?? ReleasePin.Read(run.Folder);
        var plan = run.Pinned(digest);
        var changes = await run.PlanAsync(plan, cancellation);
        var counts = ChangeCounts.Of(changes);
        if (!counts.IsEmpty && !wishes.Yes && Ask(context, input, changes, counts) is { } exit) return exit;
        if (release is not null)
        {
            changes = await run.UploadAsync(
                release, ClusterLowering.ArtifactBucket, plan, changes, cancellation);
        }

        if (!ChangeCounts.Of(changes).IsEmpty)
        {
            await run.MendAsync(changes, cancellation);
            run.Apply(changes);
        }

        var wasWaited = !wishes.NoWait;
        if (wasWaited)
        {
            await new HealthWait(run.Aws, context.Host.Time, lines)
                .WaitAsync(input.Expected(), cancellation);
        }

        context.WriteResult(context.Format == OutputFormat.Json
            ? Json(input, counts, (run.Folder.Root, digest), wasWaited)
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

    /// <summary>
    /// Without a release machines wait: only a run that does not wait for them goes on without one.
    /// </summary>
    private static async Task<GatheredRelease?> GatherAsync(
        CommandContext context, ClusterInput input, ClusterRun run, Wishes wishes,
        CancellationToken cancellation)
    {
        try
        {
            return await ReleaseStep.GatherAsync(
                input, run.Folder, wishes.Artifacts, new RunLines(context), cancellation);
        }
        catch (ProvisioningException e)
            when (wishes.NoWait && e.Diagnostic.Code == ProvisioningDiagnostics.NotGatheredCode)
        {
            var warning = new DiagnosticBag();
            warning.Add(ProvisioningDiagnostics.NoRelease(e.Message));
            context.WriteDiagnostics(warning);
            return null;
        }
    }

    private static string Json(
        ClusterInput input, ChangeCounts counts, (string Folder, string Release) run, bool isWell) =>
        JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("cluster", input.Model.Name);
            json.WriteString("region", input.Model.Region);
            json.WriteCounts("changes", counts);
            json.WriteString("folder", run.Folder);
            json.WriteString("release", run.Release.Length == 0 ? null : run.Release);
            if (isWell) json.WriteBoolean("well", true);
            else json.WriteNull("well");
            json.WriteEndObject();
        });

    private sealed record Wishes(bool Yes, bool NoWait, string? Artifacts);
}
