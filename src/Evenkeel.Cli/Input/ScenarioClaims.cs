using Evenkeel.Cli.CommandLine;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Import.Scenarios;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Input;

/// <summary>Reads the scenarios that claims name, and holds them against the cluster.</summary>
/// <param name="reader">The files.</param>
/// <param name="folder">The folder of the cluster file.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
internal sealed class ScenarioClaims(InputReader reader, string folder, DiagnosticBag diagnostics)
{
    /// <summary>The model with its scenarios; null where there are errors in them.</summary>
    public ClusterModel? Read(ClusterModel model)
    {
        if (model.Claims.All(static c => c.Survive.All(static s => s is not FaultSelector.Scenario)))
        {
            return model;
        }

        var whole = model with
        {
            Claims =
            [
                .. model.Claims.Select(c => c with
                {
                    Survive = [.. c.Survive.Select(s =>
                        s is FaultSelector.Scenario named ? Read(named, c, model) : s)],
                }),
            ],
        };
        return diagnostics.HasErrors ? null : whole;
    }

    private FaultSelector.Scenario Read(FaultSelector.Scenario named, Claim claim, ClusterModel model)
    {
        var path = ManifestNames.Join(folder, named.File);
        if (!reader.FileExists(path))
        {
            diagnostics.Add(InputDiagnostics.NoWorkload(claim.Span!.Value, path));
            return named;
        }

        var beside = path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "";
        var scenario = reader.Read(path) is not { } source ? null : ScenarioReader.Read(
            source, file => reader.ReadIfThere(ManifestNames.Join(beside, file)), diagnostics);
        if (scenario is null)
        {
            return named;
        }

        var objects = model.Objects with { Nodes = [.. model.ControlPlaneNodes, .. model.Nodes] };
        ScenarioValidator.Check(scenario, objects, diagnostics);
        return named with
        {
            Steps = [.. scenario.Steps.Where(static s => s.Action is not null)],
            End = scenario.End,
        };
    }
}
