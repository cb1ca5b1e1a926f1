using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Claims;

/// <summary>
/// Tells which nodes are interchangeable. A cluster is a tree of zones, nodes and pods; two nodes with the
/// same content in zones with the same content are mirror images, and a choice between them is no choice.
/// Whatever singles out a zone or a node (a selector, a volume, a named fault, its being lost) is part of its
/// content.
/// </summary>
internal sealed class NodeSignatures
{
    private readonly ClusterState cluster;
    private readonly HashSet<string> namedNodes;
    private readonly HashSet<string> namedZones;
    private readonly ZoneFacts facts;
    private readonly bool zonesAreNamed;
    private readonly bool hostsAreNamed;
    private readonly HashSet<string> mirrored = new([Labels.Zone, Labels.Hostname], StringComparer.Ordinal);

    /// <summary>
    /// While faults are grouped: for each zone the first that has the same in it; else null.
    /// </summary>
    private Dictionary<string, string>? alike;

    public NodeSignatures(
        ClusterState cluster,
        IEnumerable<string> namedZones,
        IEnumerable<string> namedNodes,
        ZoneFacts facts)
    {
        this.facts = facts;
        this.cluster = cluster;
        this.namedZones = new(namedZones, StringComparer.Ordinal);
        this.namedNodes = new(namedNodes, StringComparer.Ordinal);
        var keys = ReferencedKeys(cluster.Objects).ToHashSet(StringComparer.Ordinal);
        zonesAreNamed = keys.Contains(Labels.Zone)
            || cluster.Objects.StorageClasses.Any(static c => !c.AllowedZones.IsEmpty);
        hostsAreNamed = keys.Contains(Labels.Hostname)
            || cluster.Objects.Workloads.Any(static w => w.Template.NodeName is not null);
    }

    /// <summary>The content of a node and of its zone.</summary>
    public string Of(SimNode node) => Content(node) + "@" + OfZone(node.Zone);

    /// <summary>The same of each of some nodes.</summary>
    public List<string> Of(IEnumerable<SimNode> nodes)
    {
        var zones = new Dictionary<string, string>(StringComparer.Ordinal);
        return [.. nodes.Select(n => Content(n) + "@" + Once(zones, n.Zone, ZoneContent))];
    }

    private static string Once(Dictionary<string, string> known, string key, Func<string, string> make)
    {
        if (!known.TryGetValue(key, out var value))
        {
            known.Add(key, value = make(key));
        }

        return value;
    }

    /// <summary>The content of a pod, and of where it is.</summary>
    public string Of(SimPod pod) => Content(pod) + "/" + (pod.Node is { } node ? Of(node) : "");

    /// <summary>
    /// The content of a node alone, whether it lives or not: for the order in which lost nodes are handled.
    /// </summary>
    public string Content(SimNode node)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in node.Definition.Labels)
        {
            if (!mirrored.Contains(key))
            {
                text.Append(key).Append('=').Append(value).Append(',');
            }
        }

        var free = node.Definition.Allocatable;
        text.Append(CultureInfo.InvariantCulture, $"{free.MilliCpu}/{free.MemoryBytes}/{free.Pods};");
        foreach (var (name, amount) in free.Extended)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}:{amount};");
        }

        text.Append(node.Cordoned ? "C" : "")
            .AppendJoin(',', node.Taints.Select(static t => t.ToDisplayString()));
        if (hostsAreNamed || namedNodes.Contains(node.Name))
        {
            text.Append('!').Append(node.Name);
        }

        // Images of pods that are gone are still there; those of pods that are there say nothing more.
        if (node.Images.Count > 0)
        {
            text.Append('<').AppendJoin(',', node.Images
                .Except(node.Pods.SelectMany(static p => p.Class.Template.Images), StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)).Append('>');
        }

        return text.Append('{').AppendJoin(',', node.Pods.Select(Content).Order(StringComparer.Ordinal))
            .Append('}').ToString();
    }

    /// <summary>
    /// Puts faults together that are mirror images of each other in the state as it is: a way to exchange
    /// zones, nodes and pods that changes nothing else turns the one into the other. In the order of the
    /// first of each.
    /// </summary>
    public ImmutableArray<ImmutableArray<Fault>> MirrorImages(IEnumerable<Fault> faults)
    {
        var first = new Dictionary<string, string>(StringComparer.Ordinal);
        alike = new(StringComparer.Ordinal);
        foreach (var zone in cluster.Nodes.Select(static n => n.Zone).Distinct(StringComparer.Ordinal))
        {
            alike.Add(zone, Once(first, ZoneContent(zone), _ => zone));
        }

        ImmutableArray<ImmutableArray<Fault>> images =
            [.. faults.GroupBy(OfFault, StringComparer.Ordinal).Select(static g => g.ToImmutableArray())];
        alike = null;
        return images;
    }

    /// <summary>What a fault strikes.</summary>
    private string OfFault(Fault fault) => !fault.Steps.IsEmpty
        ? fault.Name
        : string.Join('&', fault.Actions.Select(OfAction)) + Together(fault)
            + $"@{fault.RepairedAfter?.Ticks}";

    /// <summary>
    /// Which of what is struck lies in one zone, on one node, or is one pod: in a tree what is struck
    /// together is told by each place and by where their ways part.
    /// </summary>
    private string Together(Fault fault)
    {
        if (fault.Actions.Length < 2)
        {
            return "";
        }

        var places = fault.Actions.Select(PlaceOf).ToList();
        var text = new StringBuilder("~");
        for (var i = 0; i < places.Count; i++)
        {
            for (var j = i + 1; j < places.Count; j++)
            {
                var (a, b) = (places[i], places[j]);
                text.Append(a.Pod is not null && a.Pod == b.Pod ? 'p'
                    : a.Node is not null && a.Node == b.Node ? 'n'
                    : a.Zone is not null && a.Zone == b.Zone ? 'z'
                    : '-');
            }
        }

        return text.ToString();
    }

    private (string? Zone, SimNode? Node, SimPod? Pod) PlaceOf(ScenarioAction action)
    {
        var pod = action is ScenarioAction.Hang hang ? Faults.PodFaults.Find(cluster, hang) : null;
        var target = (action as ScenarioAction.OnNodes)?.Target;
        var node = pod?.Node
            ?? (target is { Zone: null, Nodes.Length: 1 } ? cluster.FindNode(target.Nodes[0]) : null);
        var zone = node?.Zone ?? target?.Zone ?? action switch
        {
            ScenarioAction.LoseNat a => a.Zone,
            ScenarioAction.LoseBalancer a => a.Zone,
            ScenarioAction.RefuseLaunches a => a.Zone,
            _ => null,
        };
        return (zone, node, pod);
    }

    private string OfAction(ScenarioAction action) => action.GetType().Name + ":" + action switch
    {
        ScenarioAction.OnNodes a => OfTarget(a.Target),
        ScenarioAction.Hang a => OfPod(a),
        ScenarioAction.LoseNat a => OfZone(a.Zone),
        ScenarioAction.LoseBalancer a => OfZone(a.Zone),
        ScenarioAction.RefuseLaunches { Zone: { } zone } => OfZone(zone),
        _ => action.ToString(),
    };

    private string OfTarget(NodeTarget target) => target.Zone is { } zone ? OfZone(zone)
        : target.Nodes.Length == 1 && cluster.FindNode(target.Nodes[0]) is { } node ? Of(node)
        : target.ToString();

    private string OfPod(ScenarioAction.Hang hang) => Faults.PodFaults.Find(cluster, hang) is { } pod
        ? $"{pod.Owner.Index}/{Content(pod)}/{(pod.Node is { } node ? Of(node) : "")}"
        : "none";

    /// <summary>The content of the whole cluster, the same for all its mirror images.</summary>
    public string OfCluster()
    {
        var zones = cluster.Nodes.Select(static n => n.Zone).Distinct(StringComparer.Ordinal)
            .Select(ZoneContent).Order(StringComparer.Ordinal);
        var waiting = cluster.Workloads.SelectMany(static w => w.Pods).Where(static p => p.Node is null)
            .Select(Content);
        return string.Join('|', zones) + "#" + string.Join(',', waiting) + cluster.Memory;
    }

    private static IEnumerable<string> ReferencedKeys(KubernetesObjects objects)
    {
        foreach (var template in objects.Workloads.Select(static w => w.Template))
        {
            var terms = (template.RequiredNodeTerms ?? [])
                .Concat(template.PreferredNodeTerms.Select(static t => t.Term));
            foreach (var key in template.NodeSelector.Keys
                .Concat(terms.SelectMany(static t => t.Expressions).Select(static e => e.Key)))
            {
                yield return key;
            }
        }
    }

    private string Content(SimPod pod) => string.Create(
        CultureInfo.InvariantCulture,
        $"{pod.Class.Index}.{pod.Ordinal}{(pod.Bound ? "b" : "")}{(pod.Ready ? "r" : "")}"
            + $"{(pod.Serving ? "s" : "")}{(pod.Deleting ? "d" : "")}"
            + $"{(pod.Ready || pod.Node is null ? "" : $"@{pod.BoundAt?.Ticks}")}"
            + $"{(pod.NominatedNode is { } n ? $"n{n.Index}" : "")}{cluster.MemoryOf(pod)}");

    /// <summary>The content of a zone, or what stands for it while faults are grouped.</summary>
    public string OfZone(string zone) => alike?.GetValueOrDefault(zone) ?? ZoneContent(zone);

    private string ZoneContent(string zone)
    {
        var nodes = cluster.Nodes.Where(n => string.Equals(n.Zone, zone, StringComparison.Ordinal));
        var contents = nodes.Select(n => Lost(n) ? $"lost{n.Index}{Content(n)}" : Content(n))
            .Order(StringComparer.Ordinal);
        var volumes = cluster.Volumes
            .Where(v => v.NodeTerms is not null && nodes.Any(v.ReachableFrom)).Select(static v => v.Name);
        var name = zonesAreNamed || namedZones.Contains(zone) ? zone : "";
        var sorted = string.Join(',', volumes.Order(StringComparer.Ordinal));
        return $"{name}{facts.Of(zone)}[{string.Join(';', contents)}]({sorted}){cluster.MemoryOf(zone)}";
    }

    private static bool Lost(SimNode node) =>
        !node.Alive || !node.Exists || node.Readiness != NodeReadiness.True;
}
