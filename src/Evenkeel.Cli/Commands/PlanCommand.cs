using System.Collections.Immutable;
using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Costs;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Text;
using Evenkeel.Import.Terraform;
using Evenkeel.Provisioning.Releases;
using Evenkeel.Provisioning.Runs;
using Evenkeel.Provisioning.Terraform;
using Evenkeel.Simulation.Claims;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel plan FILE</c>: what <c>up</c> would do, break and cost.</summary>
internal static class PlanCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var file = ClusterFileArgument.Make();
        var command = tree.Command(
            "plan",
            "Say what up would do, which claims it would break, and what it costs",
            new(
                [
                    "Terraform's or OpenTofu's own plan, by failure domain: what is made is counted, what is "
                    + "changed, replaced or removed is listed. Then the claims, proven with the numbers of "
                    + "that plan, and about what exists: which of them the change breaks, and which it "
                    + "mends; what nodes offer without each zone; and an estimate of a month. "
                    + "Nothing is changed.",
                ],
                [
                    ("evenkeel plan cluster.yaml", "for people"),
                    ("evenkeel plan cluster.yaml --output json", "the contract of docs/cli-output.md"),
                ],
                [
                    (ExitCodes.Held, "every claim would be proven or held"),
                    (ExitCodes.Findings, "a claim would be refuted or undecided"),
                    (ExitCodes.Failed, "Terraform or AWS failed"),
                ]),
            (context, parsed) => Run(context, parsed.GetRequiredValue(file)));
        command.Arguments.Add(file);
        return command;
    }

    private static int Run(CommandContext context, string file)
    {
        var input = ClusterInput.Read(context, file);
        return input is null
            ? ExitCodes.BadInput
            : RunOutput.Guard(context, cancellation => RunAsync(context, input, cancellation));
    }

    private static async Task<int> RunAsync(
        CommandContext context, ClusterInput input, CancellationToken cancellation)
    {
        ImmutableArray<PlannedChange> changes;
        SourceText plan;
        using (var run = ClusterRun.Begin(
            context.Host, input.Request(), "plan", new RunLines(context)))
        {
            run.Prepare();
            changes = await run.PlanAsync(run.Pinned(ReleasePin.Read(run.Folder)), cancellation);
            using var shown = run.Terraform.ShowPlan();
            plan = new(run.Folder.Plan, shown.RootElement.GetRawText());
        }

        var diagnostics = new DiagnosticBag();
        var aws = TerraformReader.ReadPlan(plan, input.Model, diagnostics);
        context.WriteDiagnostics(diagnostics);
        if (aws is null) return ExitCodes.Failed;

        var model = input.Model with { Aws = aws };
        var prior = ChangeCounts.Of(changes).IsEmpty
            ? new PriorCluster(model, null)
            : PriorCluster.Read(context.Host.Files, input.File, plan);
        var outcome = new PlanOutcome(
            model, changes, Claims(context, model, prior), prior.WhyUnknown, ZoneCapacity.Of(model),
            CostEstimate.Of(model));
        context.WriteResult(context.Format == OutputFormat.Json
            ? PlanOutput.Json(outcome)
            : PlanOutput.Text(outcome, context.Quiet));
        return outcome.Claims.All(static c => c.IsFine) ? ExitCodes.Held : ExitCodes.Findings;
    }

    /// <summary>Verdicts about the plan, each beside that about what exists.</summary>
    private static ImmutableArray<PlannedClaim> Claims(
        CommandContext context, ClusterModel model, PriorCluster prior)
    {
        var after = Prove(context, model);
        var before = prior.Model == model ? after : prior.Model is { } exists ? Prove(context, exists) : [];
        return
        [
            .. after.Select(claim => new PlannedClaim(
                claim, before.FirstOrDefault(b => b.Name == claim.Name)?.Verdict)),
        ];
    }

    private static ImmutableArray<ClaimVerdict> Prove(CommandContext context, ClusterModel model)
    {
        if (model.Claims.IsEmpty) return [];
        using var progress = new ProgressLine(context);
        return Prover.Prove(model, new() { Workers = Environment.ProcessorCount }, progress).Claims;
    }
}
