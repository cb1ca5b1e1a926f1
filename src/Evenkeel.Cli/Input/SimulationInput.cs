using Evenkeel.Cli.CommandLine;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;
using Evenkeel.Import.Scenarios;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Input;

/// <summary>A cluster and what is to happen to it.</summary>
/// <param name="Cluster">Nodes and workloads.</param>
/// <param name="Scenario">The scenario.</param>
internal sealed record SimulationInput(KubernetesObjects Cluster, Scenario Scenario)
{
    private const string ClusterFile = "cluster.yaml";
    private const string WorkloadsFile = "workloads.yaml";
    private const string ScenarioFile = "scenario.yaml";
    private const string ClusterHint = "write Nodes and workloads there, as Kubernetes YAML";
    private const string WorkloadsHint =
        "write the workloads there, as Kubernetes YAML; the nodes come from the scenario's groups";
    private const string ScenarioHint =
        "write there what happens and when (docs/simulation.md); for a cluster file there is `evenkeel "
        + "prove`";

    /// <summary>
    /// Reads <c>scenario.yaml</c> of a folder and <c>cluster.yaml</c>, or, where its nodes come from groups,
    /// <c>workloads.yaml</c>.
    /// </summary>
    /// <returns>Null where there are errors, which are in <paramref name="diagnostics"/>.</returns>
    public static SimulationInput? Read(IFileSystem files, string folder, DiagnosticBag diagnostics)
    {
        var reader = new InputReader(files, diagnostics);
        if (!reader.FolderExists(folder))
        {
            var reason = reader.FileExists(folder)
                ? "it is a file, and a folder is needed"
                : "it does not exist";
            diagnostics.Add(InputDiagnostics.Unreadable(new(folder, reason)));
            return null;
        }

        var scenarioText = Require(reader, folder, ScenarioFile, ScenarioHint, diagnostics);
        if (scenarioText is null)
        {
            return null;
        }

        var scenario = ScenarioReader.Read(
            scenarioText, file => reader.ReadIfThere(ManifestNames.Join(folder, file)), diagnostics);
        var objects = scenario?.Fleet is null
            ? Require(reader, folder, ClusterFile, ClusterHint, diagnostics)
            : Require(reader, folder, WorkloadsFile, WorkloadsHint, diagnostics);
        if (objects is null)
        {
            return null;
        }

        var cluster = ManifestReader.Read([objects], diagnostics);
        if (scenario is null || diagnostics.HasErrors)
        {
            return null;
        }

        ScenarioValidator.Check(scenario, cluster, diagnostics);
        return diagnostics.HasErrors ? null : new(cluster, scenario);
    }

    private static SourceText? Require(
        InputReader reader, string folder, string name, string fix, DiagnosticBag diagnostics)
    {
        var path = ManifestNames.Join(folder, name);
        if (reader.FileExists(path))
        {
            return reader.Read(path);
        }

        diagnostics.Add(InputDiagnostics.MissingFile(folder, name, fix));
        return null;
    }
}
