using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Text;

namespace Evenkeel.Import.Scenarios;

/// <summary>Checks that what a scenario names exists in the cluster when it is named.</summary>
public static class ScenarioValidator
{
    /// <summary>
    /// Reports zones, nodes and workloads that the cluster does not have at the time of an event: nodes
    /// that join and nodes that are deleted before count.
    /// </summary>
    public static void Check(Scenario scenario, KubernetesObjects objects, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var zones = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var node in objects.Nodes)
        {
            zones[node.Name] = node.Zone;
        }

        AddInstances(scenario, zones);

        var done = scenario.Steps.Select(s => s.Action).OfType<ScenarioAction>()
            .ToHashSet<ScenarioAction>(ReferenceEqualityComparer.Instance);

        // OrderBy is stable: what happens at one instant happens in the order of the file.
        foreach (var step in scenario.Steps.OrderBy(s => s.At))
        {
            CheckStep(step, objects, zones, done, diagnostics);
            ServerValidator.Check(step, objects, zones, diagnostics);
        }
    }

    /// <summary>
    /// The nodes that groups may come to have: each is named by its group and a number from 1 to the group's
    /// most. A zone that a group launches in exists without a node there, too.
    /// </summary>
    private static void AddInstances(Scenario scenario, Dictionary<string, string> zones)
    {
        foreach (var group in scenario.Fleet?.Aws.Groups ?? [])
        {
            for (var i = 0; i < Math.Max(group.Max, group.Zones.Length); i++)
            {
                var name = FormattableString.Invariant($"{group.Name}-{i + 1}");
                zones[name] = group.Zones[i % group.Zones.Length];
            }
        }
    }

    private static void CheckStep(
        ScenarioStep step,
        KubernetesObjects objects,
        Dictionary<string, string> zones,
        HashSet<ScenarioAction> done,
        DiagnosticBag diagnostics)
    {
        switch (step.Action)
        {
            case ScenarioAction.Restore restore:
                CheckTarget(step, restore.Target, zones, diagnostics);
                break;
            case ScenarioAction.DeleteNode delete:
                CheckTarget(step, delete.Target, zones, diagnostics);
                Remove(delete.Target, zones);
                break;
            case ScenarioAction.AddNodes add:
                Add(step, add, zones, diagnostics);
                break;
            case ScenarioAction.DeletePods deleted when objects.Services.All(s => s.Name != deleted.Service):
                diagnostics.Add(ImportDiagnostics.UnknownWorkload(
                    step.Span, "Service", deleted.Service.ToString(),
                    [.. objects.Services.Select(s => s.Name.ToString())]));
                break;
            case ScenarioAction.DeletePods:
                break;
            case ScenarioAction.Scale scale:
                CheckWorkload(step, scale.Kind, scale.Name, objects, diagnostics);
                break;
            case ScenarioAction.Load load:
                CheckWorkload(step, load.Kind, load.Name, objects, diagnostics);
                break;

            case ScenarioAction.Heal heal when heal.Fault is { } healed && !done.Contains(healed):
                CheckFault(step, healed, objects, zones, diagnostics);
                break;
            case ScenarioAction.Heal:
                // A repair that `for` makes names what the fault named, which has been told.
                break;
            default:
                CheckFault(step, step.Action, objects, zones, diagnostics);
                break;
        }
    }

    private static void CheckFault(
        ScenarioStep step,
        ScenarioAction? fault,
        KubernetesObjects objects,
        Dictionary<string, string> zones,
        DiagnosticBag diagnostics)
    {
        var nodes = fault switch
        {
            ScenarioAction.OnNodes a => a.Target,
            ScenarioAction.LoseNat a => NodeTarget.OfZone(a.Zone),
            ScenarioAction.LoseBalancer a => NodeTarget.OfZone(a.Zone),
            _ => null,
        };
        if (nodes is not null)
        {
            CheckTarget(step, nodes, zones, diagnostics);
        }
        else if (fault is ScenarioAction.Hang hang)
        {
            CheckWorkload(step, hang.Kind, hang.Name, objects, diagnostics);
        }
        else if (ClaimOf(fault) is { } claim && !Claims(objects).Contains(claim))
        {
            diagnostics.Add(ImportDiagnostics.UnknownClaim(
                step.Span, claim.ToString(), [.. Claims(objects).Select(c => c.ToString())]));
        }
    }

    private static ObjectName? ClaimOf(ScenarioAction? fault) => fault switch
    {
        ScenarioAction.LoseVolume lose => lose.Claim,
        ScenarioAction.StallVolume stall => stall.Claim,
        _ => null,
    };

    /// <summary>The claims there will be, those of StatefulSets' pods included.</summary>
    private static IEnumerable<ObjectName> Claims(KubernetesObjects objects) => objects.Claims
        .Select(c => c.Name)
        .Concat(objects.Workloads.SelectMany(w => w.ClaimTemplates.SelectMany(t =>
            Enumerable.Range(w.FirstOrdinal, w.Replicas).Select(i => new ObjectName(
                w.Name.Namespace, FormattableString.Invariant($"{t.Name.Name}-{w.Name.Name}-{i}"))))));

    private static void CheckTarget(
        ScenarioStep step, NodeTarget target, Dictionary<string, string> zones, DiagnosticBag diagnostics)
    {
        if (target.Zone is { } zone)
        {
            var known = zones.Values.Where(z => z.Length > 0).ToHashSet(StringComparer.Ordinal);
            if (!known.Contains(zone))
            {
                diagnostics.Add(ImportDiagnostics.UnknownZone(SpanOf(step, target, 0), zone, known));
            }

            return;
        }

        for (var i = 0; i < target.Nodes.Length; i++)
        {
            if (!zones.ContainsKey(target.Nodes[i]))
            {
                diagnostics.Add(
                    ImportDiagnostics.UnknownNode(SpanOf(step, target, i), target.Nodes[i], zones.Keys));
            }
        }
    }

    private static void Remove(NodeTarget target, Dictionary<string, string> zones)
    {
        var gone = target.Zone is { } zone
            ? zones.Where(z => string.Equals(z.Value, zone, StringComparison.Ordinal)).Select(z => z.Key)
            : target.Nodes;
        foreach (var node in gone.ToList())
        {
            zones.Remove(node);
        }
    }

    private static void Add(
        ScenarioStep step,
        ScenarioAction.AddNodes add,
        Dictionary<string, string> zones,
        DiagnosticBag diagnostics)
    {
        foreach (var node in add.Nodes)
        {
            if (!zones.TryAdd(node.Name, node.Zone))
            {
                diagnostics.Add(ImportDiagnostics.NodeExists(step.Span, node.Name));
            }
        }
    }

    private static void CheckWorkload(
        ScenarioStep step,
        WorkloadKind kind,
        ObjectName name,
        KubernetesObjects objects,
        DiagnosticBag diagnostics)
    {
        var names = objects.Workloads.Where(w => w.Kind == kind).Select(w => w.Name).ToHashSet();
        if (!names.Contains(name))
        {
            diagnostics.Add(ImportDiagnostics.UnknownWorkload(
                step.Span,
                kind.ToString(),
                name.ToString(),
                [.. names.Select(n => n.ToString())]));
        }
    }

    internal static SourceSpan? SpanOf(ScenarioStep step, NodeTarget target, int index) =>
        index < target.Spans.Length ? target.Spans[index] : step.Span;
}
