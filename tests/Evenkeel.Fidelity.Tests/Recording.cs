using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Platform.Files;
using Evenkeel.Simulation;
using Evenkeel.Simulation.Tests.Invariants;

namespace Evenkeel.Fidelity.Tests;

/// <summary>A scenario of tests/fidelity, as its files are or disguised.</summary>
/// <param name="Name">Its folder.</param>
/// <param name="Cluster">cluster.yaml.</param>
/// <param name="Scenario">scenario.yaml.</param>
internal sealed record Recording(string Name, string Cluster, string Scenario)
{
    private static string Root => RepositoryRoot.PathOf("tests", "fidelity");

    /// <summary>All scenarios' names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Directory.GetDirectories(Root)
        .Where(folder => File.Exists(Path.Combine(folder, "cluster.yaml")))
        .Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>The folder, for the scorer.</summary>
    public string Folder => Path.Combine(Root, Name);

    public static Recording Read(string name) => new(
        name,
        File.ReadAllText(Path.Combine(Root, name, "cluster.yaml")),
        File.ReadAllText(Path.Combine(Root, name, "scenario.yaml")));

    /// <summary>
    /// What <c>evenkeel simulate --output json --seeds N</c> prints, with every invariant checked.
    /// </summary>
    public string Simulate(int seeds)
    {
        var input = Parse();
        var runs = Enumerable.Range(1, seeds).Select(seed => ScenarioSimulator.RunOnce(
            input.Cluster,
            input.Scenario,
            (ulong)seed,
            state => state.Observe(new InvariantChecker(state))));
        return SimulationJson.Write(new(input.Scenario.Version, [.. runs]));
    }

    /// <summary>The same through the front door, without the checks.</summary>
    public SimulationResult Run(int seeds)
    {
        var input = Parse();
        return ScenarioSimulator.Run(input.Cluster, input.Scenario, seeds);
    }

    public SimulationInput Parse()
    {
        var files = new MemoryFileSystem()
            .With("scenario/cluster.yaml", Cluster)
            .With("scenario/scenario.yaml", Scenario);
        var diagnostics = new DiagnosticBag();
        var input = SimulationInput.Read(files, "scenario", diagnostics);
        var problems = string.Join('\n', diagnostics.ToOrderedList().Select(d => d.Message));
        return input ?? throw new InvalidOperationException($"{Name}: {problems}");
    }
}
