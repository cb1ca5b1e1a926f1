using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>What cluster-autoscaler takes for the next node of a group.</summary>
/// <param name="Node">Its object; what DaemonSets take of it is not among its allocatable amounts.</param>
/// <param name="Allocatable">The allocatable amounts with that.</param>
/// <param name="Capacity">Its capacity.</param>
/// <param name="IsFromTags">Whether it was made from the group's instance type and tags.</param>
internal sealed record NodeTemplate(
    NodeObject Node, ResourceAmounts Allocatable, ResourceAmounts Capacity, bool IsFromTags);

/// <summary>
/// Templates of groups: a node that has been Ready for a minute, or what such a node was, or, where there was
/// none, what the instance type and the tags say (processors/nodeinfosprovider/mixed_nodeinfos_processor.go,
/// cloudprovider/aws/aws_manager.go).
/// </summary>
internal sealed class NodeTemplates(ClusterState cluster, GroupRegistry groups)
{
    private const string TagPrefix = "k8s.io/cluster-autoscaler/node-template/";
    private const string KubeProxy = "kube-proxy";
    private const long KubeProxyMilliCpu = 100;
    private const long PodsOfTemplate = 110;

    /// <summary>mixed_nodeinfos_processor.go, stabilizationDelay.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);

    private readonly Dictionary<SimNode, (NodeReadiness Readiness, TimeSpan Since)> since = [];
    private readonly Dictionary<GroupView, NodeTemplate> seen = [];

    /// <summary>Notes since when a node has its readiness; one that is there from the start has it for long.
    /// </summary>
    public void Observe(SimNode node, bool isNew)
    {
        var before = since.TryGetValue(node, out var last) ? last.Readiness : NodeReadiness.True;
        if (isNew || before != node.Readiness)
        {
            since[node] = (node.Readiness, cluster.Now);
        }
    }

    /// <summary>The template of each group, for this pass.</summary>
    public Dictionary<GroupView, NodeTemplate> Make()
    {
        var templates = new Dictionary<GroupView, NodeTemplate>();
        foreach (var node in cluster.Nodes.Where(IsGood))
        {
            if (groups.ViewOf(node) is { } view && !templates.ContainsKey(view))
            {
                templates[view] = seen[view] = FromNode(view, node);
            }
        }

        foreach (var view in groups.Views)
        {
            if (!templates.ContainsKey(view))
            {
                templates[view] = seen.TryGetValue(view, out var last) ? last : FromTags(view);
            }
        }

        return templates;
    }

    /// <summary>
    /// Whether two groups make nodes of one kind, so that they are grown together: labels but for those of
    /// place, capacity (memory within 1.5 %), allocatable and free amounts within 5 %
    /// (nodegroupset/compare_nodegroups.go, aws_nodegroups.go). A template from tags states a GPU count of 0,
    /// which a real node does not, so that the two are never alike.
    /// </summary>
    public static bool AreAlike(NodeTemplate a, NodeTemplate b, ClusterAutoscalerSettings settings) =>
        a.IsFromTags == b.IsFromTags
        && a.Capacity.MilliCpu == b.Capacity.MilliCpu
        && a.Capacity.Pods == b.Capacity.Pods
        && a.Capacity.EphemeralStorageBytes == b.Capacity.EphemeralStorageBytes
        && a.Capacity.Extended.SequenceEqual(b.Capacity.Extended)
        && Within(a.Capacity.MemoryBytes, b.Capacity.MemoryBytes, 0.015)
        && AreNear(a.Allocatable, b.Allocatable)
        && AreNear(a.Node.Allocatable, b.Node.Allocatable)
        && Compared(a, settings).SequenceEqual(Compared(b, settings));

    private static bool AreNear(ResourceAmounts a, ResourceAmounts b) =>
        Within(a.MilliCpu, b.MilliCpu, 0.05) && Within(a.MemoryBytes, b.MemoryBytes, 0.05)
        && Within(a.EphemeralStorageBytes, b.EphemeralStorageBytes, 0.05) && Within(a.Pods, b.Pods, 0.05);

    private static bool Within(long a, long b, double ratio) =>
        Math.Max(a, b) - Math.Min(a, b) <= ratio * Math.Max(a, b);

    private static readonly ImmutableHashSet<string> IgnoredLabels = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        Labels.Hostname, Labels.Zone, "topology.kubernetes.io/region",
        "failure-domain.beta.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/region",
        "beta.kubernetes.io/fluentd-ds-ready", "kops.k8s.io/instancegroup",
        "alpha.eksctl.io/instance-id", "alpha.eksctl.io/nodegroup-name", "eks.amazonaws.com/nodegroup",
        "k8s.amazonaws.com/eniConfig", "lifecycle", "topology.ebs.csi.aws.com/zone",
        "topology.k8s.aws/zone-id");

    private static IEnumerable<KeyValuePair<string, string>> Compared(
        NodeTemplate template, ClusterAutoscalerSettings settings) => template.Node.Labels
        .Where(l => !IgnoredLabels.Contains(l.Key)
            && !settings.BalancingIgnoreLabels.Contains(l.Key, StringComparer.Ordinal));

    private bool IsGood(SimNode node) =>
        node is { Exists: true, Cordoned: false, Readiness: NodeReadiness.True }
        && !groups.Removing.Contains(node)
        && (!since.TryGetValue(node, out var last) || last.Since + Stable < cluster.Now);

    private NodeTemplate FromNode(GroupView view, SimNode node)
    {
        var daemons = node.Pods.Where(static p => p.Owner.Kind == WorkloadKind.DaemonSet)
            .Aggregate(ResourceAmounts.None, static (sum, p) => sum.Plus(Taken(p.Class.Template)));
        var definition = node.Definition;
        return new(
            definition with { Allocatable = Less(definition.Allocatable, daemons) },
            definition.Allocatable,
            view.Group.Definition.Capacity ?? definition.Allocatable,
            IsFromTags: false);
    }

    private NodeTemplate FromTags(GroupView view)
    {
        var group = view.Group.Definition;
        var capacity = group.Capacity ?? group.Node.Allocatable;
        var amounts = new ResourceAmounts
        {
            MilliCpu = capacity.MilliCpu,
            MemoryBytes = capacity.MemoryBytes,
            EphemeralStorageBytes = Tagged(group, "resources/ephemeral-storage"),
            Pods = PodsOfTemplate,
            Extended = ExtendedOf(group),
        };
        var node = new NodeObject
        {
            Name = view.Group.Name,
            Labels = LabelsOf(group),
            Taints = TaintsOf(group),
            Allocatable = amounts,
        };
        var daemons = cluster.Workloads.Where(w => w.Kind == WorkloadKind.DaemonSet && RunsOn(w, node))
            .Aggregate(
                new ResourceAmounts { MilliCpu = KubeProxyMilliCpu, Pods = 1 },
                static (sum, w) => sum.Plus(Taken(w.Definition.Template)));
        return new(node with { Allocatable = Less(amounts, daemons) }, amounts, amounts, IsFromTags: true);
    }

    private static bool RunsOn(SimWorkload workload, NodeObject node)
    {
        var template = workload.Definition.Template;
        return !string.Equals(workload.Name.Name, KubeProxy, StringComparison.Ordinal)
            && template.NodeSelector.All(s => node.Labels.TryGetValue(s.Key, out var value)
                && string.Equals(value, s.Value, StringComparison.Ordinal))
            && (template.RequiredNodeTerms is not { } terms
                || terms.Any(t => t.Matches(node.Labels, node.Name)))
            && node.Taints.All(t => t.Effect == TaintEffect.PreferNoSchedule
                || template.Tolerations.Any(o => o.Tolerates(t)));
    }

    private static ResourceAmounts Taken(PodTemplate template) => template.Requests with { Pods = 1 };

    private static ResourceAmounts Less(ResourceAmounts whole, ResourceAmounts part) => whole with
    {
        MilliCpu = whole.MilliCpu - part.MilliCpu,
        MemoryBytes = whole.MemoryBytes - part.MemoryBytes,
        EphemeralStorageBytes = whole.EphemeralStorageBytes - part.EphemeralStorageBytes,
        Pods = whole.Pods - part.Pods,
    };

    /// <summary>aws_manager.go, buildGenericLabels and extractLabelsFromAsg; the first zone stands for all.
    /// </summary>
    private static ImmutableSortedDictionary<string, string> LabelsOf(InstanceGroup group)
    {
        var zone = group.Zones[0];
        var labels = Labels.None
            .SetItem("kubernetes.io/arch", group.Node.Labels.GetValueOrDefault("kubernetes.io/arch", "amd64"))
            .SetItem("kubernetes.io/os", "linux")
            .SetItem("node.kubernetes.io/instance-type", group.InstanceTypes.FirstOrDefault(""))
            .SetItem("topology.kubernetes.io/region", zone[..Math.Max(0, zone.Length - 1)])
            .SetItem("topology.ebs.csi.aws.com/zone", zone)
            .SetItem(Labels.Zone, zone);
        return labels.SetItems(Under(group, "label/"));
    }

    /// <summary>aws_manager.go, extractTaintsFromAsg: <c>value:Effect</c>.</summary>
    private static ImmutableArray<Taint> TaintsOf(InstanceGroup group)
    {
        var taints = ImmutableArray.CreateBuilder<Taint>();
        foreach (var (key, tag) in Under(group, "taint/"))
        {
            var parts = tag.Split(':');
            if (parts.Length == 2 && Enum.TryParse<TaintEffect>(parts[1], out var effect))
            {
                taints.Add(new(key, parts[0], effect));
            }
        }

        return taints.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, long> ExtendedOf(InstanceGroup group)
    {
        var extended = ResourceAmounts.None.Extended;
        foreach (var (key, _) in Under(group, "resources/"))
        {
            if (key.Contains('/', StringComparison.Ordinal))
            {
                extended = extended.SetItem(key, Tagged(group, $"resources/{key}"));
            }
        }

        return extended;
    }

    private static long Tagged(InstanceGroup group, string key) =>
        group.Tags.TryGetValue(TagPrefix + key, out var text)
        && Core.Quantities.Quantity.TryParse(text, out var quantity, out _) ? quantity.Value : 0;

    private static IEnumerable<KeyValuePair<string, string>> Under(InstanceGroup group, string kind)
    {
        var prefix = TagPrefix + kind;
        return group.Tags.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal))
            .Select(t => KeyValuePair.Create(t.Key[prefix.Length..], t.Value));
    }
}
