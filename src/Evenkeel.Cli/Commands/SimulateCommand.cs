using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Simulation;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel simulate DIR</c>: one scenario in virtual time, as a timeline.</summary>
internal static class SimulateCommand
{
    private const int MostSeeds = 10_000;

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var folder = new Argument<string>("DIR")
        {
            Description = "Folder with cluster.yaml and scenario.yaml",
        };
        var seeds = new SeedsOption(
            1, MostSeeds, "How many runs; they differ in ties and in the phases of heartbeats");
        var command = tree.Command(
            "simulate",
            "Run one scenario in virtual time and print what happens",
            new(
                [
                    "DIR holds cluster.yaml, plain Kubernetes objects with their Nodes (as `kubectl get "
                    + "nodes,deployments,… -o yaml` prints them), and scenario.yaml: what fails, and when. "
                    + "No cluster is touched.",
                ],
                [
                    ("evenkeel simulate test-zone-b", "a timeline, and each app at each snapshot"),
                    ("evenkeel simulate test-zone-b --seeds 20", "the same, and how twenty runs differ"),
                    ("evenkeel simulate test-zone-b --output json", "the contract of docs/cli-output.md"),
                ],
                [(ExitCodes.Held, "simulated")]),
            (context, parsed) => Run(context, parsed.GetRequiredValue(folder), seeds.Read(parsed)));
        command.Arguments.Add(folder);
        command.Options.Add(seeds.Option);
        return command;
    }

    private static int Run(CommandContext context, string folder, int seeds)
    {
        var diagnostics = new DiagnosticBag();
        var input = SimulationInput.Read(context.Host.Files, folder, diagnostics);
        context.WriteDiagnostics(diagnostics);
        if (input is null)
        {
            return ExitCodes.BadInput;
        }

        var result = ScenarioSimulator.Run(input.Cluster, input.Scenario, seeds);
        context.WriteResult(context.Format == OutputFormat.Json
            ? SimulationJson.Write(result)
            : SimulationText.Write(input, result, context.OutLayout));
        return ExitCodes.Held;
    }
}
