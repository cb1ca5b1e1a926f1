using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Compiler.Binding;

/// <summary>
/// What nodes offer to pods when every pool is at its minimum, in all and without each zone, beside what
/// workloads request: whether what is left of a zone's loss takes all pods before anything is launched. It
/// is a sum; whether each pod fits is what a proof says.
/// </summary>
public sealed record ZoneCapacity
{
    /// <summary>How many nodes take workloads.</summary>
    public required int Nodes { get; init; }

    /// <summary>What they offer.</summary>
    public required ResourceAmounts Offered { get; init; }

    /// <summary>What all workloads request.</summary>
    public required ResourceAmounts Requested { get; init; }

    /// <summary>Without each zone, in the order of the file.</summary>
    public required ImmutableArray<WithoutZone> Without { get; init; }

    /// <summary>Whether the loss of any zone leaves room for everything.</summary>
    public bool SurvivesAnyZone => Without.All(static zone => zone.Fits);

    /// <summary>The capacity of a cluster.</summary>
    public static ZoneCapacity Of(ClusterModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new()
        {
            Nodes = model.Nodes.Length,
            Offered = Sum(model.Nodes.Select(static n => n.Allocatable)),
            Requested = Requests(model, model.Nodes),
            Without =
            [
                .. model.Zones.Select(zone =>
                {
                    var left = model.Nodes.Where(n => n.Zone != zone).ToImmutableArray();
                    return new WithoutZone(
                        zone, left.Length, Sum(left.Select(static n => n.Allocatable)),
                        Requests(model, left));
                }),
            ],
        };
    }

    /// <summary>For people, a line each.</summary>
    public IEnumerable<string> Lines()
    {
        yield return $"{Nodes} nodes offer {Text(Offered)}; workloads request {Text(Requested)}"
            + $"{Shares(Requested, Offered)}";
        foreach (var zone in Without)
        {
            var missing = zone.Missing is { } lack ? $": too little by {lack}" : "";
            yield return $"without {zone.Zone} {zone.Nodes} offer {Text(zone.Offered)}"
                + $"{Shares(zone.Requested, zone.Offered)}{missing}";
        }
    }

    /// <summary>A DaemonSet's pods are lost with their nodes, and need room nowhere else.</summary>
    private static ResourceAmounts Requests(ClusterModel model, ImmutableArray<NodeObject> nodes) =>
        Sum(model.Objects.Workloads.SelectMany(w => Enumerable.Repeat(
            w.Template.Requests with { Pods = 1 },
            w.Kind == WorkloadKind.DaemonSet ? nodes.Count(n => Runs(w.Template, n)) : w.Replicas)));

    private static bool Runs(PodTemplate pod, NodeObject node) =>
        pod.NodeSelector.All(s => node.Labels.GetValueOrDefault(s.Key) == s.Value)
        && (pod.RequiredNodeTerms is not { } terms || terms.Any(t => t.Matches(node.Labels, node.Name)))
        && node.Taints.All(t => t.Effect == TaintEffect.PreferNoSchedule
            || pod.Tolerations.Any(o => o.Tolerates(t)));

    private static ResourceAmounts Sum(IEnumerable<ResourceAmounts> amounts) =>
        amounts.Aggregate(ResourceAmounts.None, static (sum, next) => sum.Plus(next));

    private static string Shares(ResourceAmounts requested, ResourceAmounts offered) =>
        $" ({Share(requested.MilliCpu, offered.MilliCpu)} of CPU, "
        + $"{Share(requested.MemoryBytes, offered.MemoryBytes)} of memory)";

    private static string Share(long part, long whole) => whole == 0 ? "all"
        : string.Create(CultureInfo.InvariantCulture, $"{(part * 100 + whole - 1) / whole} %");

    private static string Text(ResourceAmounts amounts) => string.Create(
        CultureInfo.InvariantCulture,
        $"{amounts.MilliCpu / 1000m:0.0} CPU, {amounts.MemoryBytes / (decimal)(1 << 30):0.0} GiB");
}

/// <summary>What is left without a zone.</summary>
/// <param name="Zone">The zone that is gone.</param>
/// <param name="Nodes">How many nodes are left.</param>
/// <param name="Offered">What they offer.</param>
/// <param name="Requested">
/// What workloads request then: as before, less DaemonSets' pods that are gone.
/// </param>
public sealed record WithoutZone(
    string Zone, int Nodes, ResourceAmounts Offered, ResourceAmounts Requested)
{
    /// <summary>Whether the sum of requests is no more than what is offered.</summary>
    public bool Fits => Missing is null;

    /// <summary>What there is too little of, and how much; null where there is enough.</summary>
    public string? Missing
    {
        get
        {
            var parts = new[]
            {
                (Over: Requested.MilliCpu - Offered.MilliCpu, Unit: "m CPU"),
                (Over: (Requested.MemoryBytes - Offered.MemoryBytes + (1 << 20) - 1) >> 20, Unit: " MiB"),
                (Over: Requested.Pods - Offered.Pods, Unit: " pods"),
            }.Where(static p => p.Over > 0).Select(static p => $"{p.Over}{p.Unit}").ToList();
            return parts.Count == 0 ? null : string.Join(", ", parts);
        }
    }
}
