using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Import.Scenarios;

/// <summary>Checks what a scenario does to servers and to the networks between zones.</summary>
internal static class ServerValidator
{
    /// <summary>
    /// Reports a node that is no server, servers where there are none, and zones that no node is in.
    /// </summary>
    public static void Check(
        ScenarioStep step,
        KubernetesObjects objects,
        Dictionary<string, string> zones,
        DiagnosticBag diagnostics)
    {
        var fault = step.Action is ScenarioAction.Heal heal ? heal.Fault : step.Action;
        var servers = objects.Nodes.Where(static n => n.IsServer).Select(static n => n.Name).ToList();
        switch (fault)
        {
            case ScenarioAction.OnServer { Target: var target } when !servers.Contains(target.Nodes[0]):
                diagnostics.Add(ImportDiagnostics.NoServer(
                    ScenarioValidator.SpanOf(step, target, 0), target.Nodes[0], servers));
                break;
            case ScenarioAction.RollServers when servers.Count == 0:
                diagnostics.Add(ImportDiagnostics.NoServer(step.Span, null, servers));
                break;
            case ScenarioAction.Partition partition:
                var known = zones.Values.Where(static z => z.Length > 0).ToHashSet(StringComparer.Ordinal);
                foreach (var zone in (string[])[partition.From, partition.To])
                {
                    if (!known.Contains(zone))
                    {
                        diagnostics.Add(ImportDiagnostics.UnknownZone(step.Span, zone, known));
                    }
                }

                break;
        }
    }
}
