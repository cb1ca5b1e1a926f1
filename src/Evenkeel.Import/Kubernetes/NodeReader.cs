using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Reads Nodes, of a file that a person wrote or of a dump of a running cluster.</summary>
internal static class NodeReader
{
    /// <summary>
    /// The taints that follow a node's condition (node_lifecycle_controller.go); a simulation sets its own.
    /// </summary>
    private static readonly ImmutableHashSet<string> ConditionTaints = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        Taint.NotReady,
        Taint.Unreachable,
        "node.kubernetes.io/memory-pressure",
        "node.kubernetes.io/disk-pressure",
        "node.kubernetes.io/pid-pressure",
        "node.kubernetes.io/network-unavailable");

    /// <summary>The node.</summary>
    public static NodeObject Read(Manifest manifest)
    {
        var spec = manifest.Root.Object("spec");
        var taints = spec is null ? [] : TolerationReader.ReadTaints(spec);
        var cordoned = spec is not null && spec.Flag("unschedulable");
        var conditions = taints.Select(t => t.Key).Where(ConditionTaints.Contains).Distinct().ToList();
        if (conditions.Count > 0)
        {
            manifest.Root.Diagnostics.Add(ImportDiagnostics.ConditionNotTaken(
                spec!.SpanOf("taints"), manifest.Name.Name, conditions));
        }

        var amounts = Allocatable(manifest);
        return new()
        {
            Name = manifest.Name.Name,
            Labels = manifest.Labels.ContainsKey(Labels.Hostname)
                ? manifest.Labels
                : manifest.Labels.Add(Labels.Hostname, manifest.Name.Name),
            Taints = taints.RemoveAll(t => ConditionTaints.Contains(t.Key)
                || string.Equals(t.Key, Taint.Unschedulable, StringComparison.Ordinal)),
            Unschedulable = cordoned,
            Allocatable = amounts.ToAmounts(),
            AttachableVolumes = Attachable(amounts),
        };
    }

    /// <summary>
    /// status.allocatable, or the capacity where it is absent (core/v1/defaults.go,
    /// SetDefaults_NodeStatus).
    /// </summary>
    private static ResourceTotals Allocatable(Manifest manifest)
    {
        var status = manifest.Root.Object("status");
        var key = status is null || status.Has("allocatable") ? "allocatable" : "capacity";
        var fields = status?.Object(key);
        var missing = new[] { ResourceTotals.Cpu, ResourceTotals.Memory, ResourceTotals.Pods }
            .Where(name => fields is null || !fields.Has(name))
            .ToList();
        if (missing.Count > 0)
        {
            manifest.Root.Diagnostics.Add(ImportDiagnostics.NodeWithoutAmounts(
                manifest.Span, manifest.Name.Name, missing));
        }

        return status?.Amounts(key) ?? new();
    }

    private static int? Attachable(ResourceTotals amounts)
    {
        var limits = amounts.Entries
            .Where(e => e.Key.StartsWith(ResourceTotals.AttachablePrefix, StringComparison.Ordinal))
            .Select(e => ResourceTotals.Whole(e.Value))
            .ToList();
        return limits.Count == 0 ? null : (int)Math.Min(limits.Min(), int.MaxValue);
    }
}
