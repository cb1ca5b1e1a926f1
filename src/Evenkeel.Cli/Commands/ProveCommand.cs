using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel prove FILE</c>: a verdict on every claim of a cluster file.</summary>
internal static class ProveCommand
{
    private const int MostSeeds = 10_000;
    private const string FirstCase = "0";

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var file = ClusterFileArgument.Make();
        var seeds = new SeedsOption(
            new ProofOptions().Seeds, MostSeeds,
            "How many runs for a fault whose choices among equal nodes are too many to enumerate");
        var fault = new Option<string?>("--fault")
        {
            Description = "Show one scenario of this fault whole, as a verdict names it, and decide nothing",
            HelpName = "NAME",
        };
        var @case = CaseOption();
        var plan = PlanOption();
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
                    ("evenkeel prove cluster.yaml --fault \"zone a loses power\" --case 4:0.1",
                        "one scenario whole, as the verdict says"),
                    ("evenkeel prove cluster.yaml --plan plan.json", "a pipeline's plan, before it applies"),
                    ("evenkeel prove cluster.yaml --output json", "the contract of docs/cli-output.md"),
                ],
                [
                    (ExitCodes.Held, "every claim is proven or held"),
                    (ExitCodes.Findings, "a claim is refuted or undecided"),
                ]),
            (context, parsed) =>
            {
                var path = parsed.GetRequiredValue(file);
                var diagnostics = new DiagnosticBag();
                var bound = ProofInput.Read(context.Host.Files, path, diagnostics);
                var model = bound is null ? null
                    : RenderedNumbers.In(context.Host.Files, parsed.GetValue(plan), bound, diagnostics);
                context.WriteDiagnostics(diagnostics);
                return model is null ? ExitCodes.BadInput
                    : parsed.GetValue(fault) is { } named
                        ? Replay(context, model, named, parsed.GetValue(@case) ?? FirstCase)
                    : Run(context, model, path, seeds.Read(parsed));
            });
        command.Arguments.Add(file);
        command.Options.Add(seeds.Option);
        command.Options.Add(fault);
        command.Options.Add(@case);
        command.Options.Add(plan);
        return command;
    }

    private static Option<string?> PlanOption() => new("--plan")
    {
        Description = "Prove with the numbers of a plan, as `terraform show -json PLAN` writes it",
        HelpName = "FILE",
    };

    private static Option<string> CaseOption() => new("--case")
    {
        Description = "Which of the fault's scenarios, as a verdict names it",
        HelpName = "CASE",
        DefaultValueFactory = static _ => FirstCase,
        CustomParser = static result =>
        {
            var given = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
            if (!FaultReplay.IsCase(given))
            {
                result.AddError($"--case needs a case such as 0, 4:0.1 or 7of40, not '{given}'");
            }

            return given;
        },
    };

    private static int Replay(CommandContext context, ClusterModel model, string fault, string @case)
    {
        if (FaultReplay.Run(model, fault, @case) is not { } scenario)
        {
            var unknown = new DiagnosticBag();
            unknown.Add(InputDiagnostics.UnknownFault(fault, FaultReplay.Faults(model)));
            context.WriteDiagnostics(unknown);
            return ExitCodes.BadInput;
        }

        context.WriteResult(context.Format == OutputFormat.Json
            ? ReplayOutput.Json(scenario)
            : ReplayOutput.Text(model, scenario, context.OutLayout));
        return ExitCodes.Held;
    }

    private static int Run(CommandContext context, ClusterModel model, string file, int seeds)
    {
        var started = context.Host.Time.GetTimestamp();
        ProofReport report;
        using (var progress = new ProgressLine(context))
        {
            var options = new ProofOptions { Seeds = seeds, Workers = Environment.ProcessorCount };
            report = Prover.Prove(model, options, progress);
        }

        var seconds = context.Host.Time.GetElapsedTime(started).TotalSeconds;
        if (context.Format == OutputFormat.Json)
        {
            context.WriteResult(ProofJson.Write(report, seconds, file));
            context.WriteRemark(ProofText.Summary(report, seconds));
        }
        else
        {
            context.WriteResult(ProofText.Write(model, report, seconds, file, context.OutLayout));
        }

        return report.Claims.All(c => c.Verdict is Verdict.Proven or Verdict.Held)
            ? ExitCodes.Held
            : ExitCodes.Findings;
    }
}
