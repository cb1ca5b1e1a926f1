using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel prove FILE</c>: a verdict on every claim of a cluster file.</summary>
internal static class ProveCommand
{
    private const int MostSeeds = 10_000;

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "Cluster file, or a folder that holds cluster.yaml",
        };
        var seeds = new SeedsOption(
            new ProofOptions().Seeds, MostSeeds,
            "How many runs for a fault whose choices among equal nodes are too many to enumerate");
        var command = tree.Command(
            "prove",
            "Simulate every failure that the claims name, and print verdicts",
            new(
                [
                    "Lays the node pools over their zones, places the workloads as Kubernetes would, then "
                    + "takes power from each zone or node that a claim names and watches what happens. No "
                    + "cluster and no account is touched.",
                    "Verdicts: proven (every choice was simulated), held (no counterexample in the runs that "
                    + "were sampled), refuted (with the timeline that breaks it), undecided (it needs "
                    + "something that is not modelled yet).",
                ],
                [
                    ("evenkeel prove examples/shop", "verdicts, and a timeline for each refuted claim"),
                    ("evenkeel prove cluster.yaml --quiet", "a line a claim"),
                    ("evenkeel prove cluster.yaml --output json", "the contract of docs/cli-output.md"),
                ],
                [
                    (ExitCodes.Held, "every claim is proven or held"),
                    (ExitCodes.Findings, "a claim is refuted or undecided"),
                ]),
            (context, parsed) => Run(context, parsed.GetRequiredValue(file), seeds.Read(parsed)));
        command.Arguments.Add(file);
        command.Options.Add(seeds.Option);
        return command;
    }

    private static int Run(CommandContext context, string file, int seeds)
    {
        var diagnostics = new DiagnosticBag();
        var model = ProofInput.Read(context.Host.Files, file, diagnostics);
        context.WriteDiagnostics(diagnostics);
        if (model is null)
        {
            return ExitCodes.BadInput;
        }

        var started = context.Host.Time.GetTimestamp();
        ProofReport report;
        using (var progress = new ProgressLine(context))
        {
            report = Prover.Prove(model, new() { Seeds = seeds }, progress);
        }

        var seconds = context.Host.Time.GetElapsedTime(started).TotalSeconds;
        if (context.Format == OutputFormat.Json)
        {
            context.WriteResult(ProofJson.Write(report, seconds));
            context.WriteRemark(ProofText.Summary(report, seconds));
        }
        else
        {
            context.WriteResult(ProofText.Write(model, report, seconds, context.OutLayout));
        }

        return report.Claims.All(c => c.Verdict is Verdict.Proven or Verdict.Held)
            ? ExitCodes.Held
            : ExitCodes.Findings;
    }
}
