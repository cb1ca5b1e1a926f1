using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quorum;

namespace Evenkeel.Compiler.Binding;

/// <summary>The groups of instances that a cluster is made of.</summary>
internal static class GroupPlan
{
    /// <summary>Ends a machine only once its pods are gone.</summary>
    public const string DrainHook = "drain";

    /// <summary>Takes a machine into service only once its agent says that it is ready.</summary>
    public const string ReadyHook = "ready";

    private const string Autoscaler = "k8s.io/cluster-autoscaler";
    private const string NodeTemplate = Autoscaler + "/node-template";
    private const long Mib = 1 << 20;

    /// <summary>
    /// How long a machine may take to be ready, as long as cluster-autoscaler waits for one
    /// (--max-node-provision-time, 15 min).
    /// </summary>
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long a drain may go without a sign of life from the agent, which prolongs it while pods still move
    /// (autoscaling, "Amazon EC2 Auto Scaling lifecycle hooks", heartbeats).
    /// </summary>
    private static readonly TimeSpan DrainWithin = TimeSpan.FromMinutes(5);

    /// <summary>The groups: the control plane's, then each pool's; with EKS the pools' alone.</summary>
    public static ImmutableArray<InstanceGroup> Of(
        ClusterModel model, ImmutableArray<NetworkLoadBalancer> balancers) =>
    [
        .. ControlPlane(model, balancers),
        .. model.NodePools.SelectMany(pool => Pool(model, pool, ServiceTargets(balancers))),
    ];

    /// <summary>
    /// The members of the control plane, one after the other: zone, and which of its zone's it is, from 1.
    /// </summary>
    public static IEnumerable<(string Zone, int Number)> Slots(ClusterModel model)
    {
        if (model.ControlPlane.Members == 0)
        {
            return [];
        }

        var share = QuorumMath.Spread(model.ControlPlane.Members, model.Zones.Length);
        return model.Zones.SelectMany((zone, i) => Enumerable.Range(1, share[i]).Select(n => (zone, n)));
    }

    /// <summary>The name of the group of a slot: of the first of a zone, the zone's name is enough.</summary>
    public static string SlotName((string Zone, int Number) slot) =>
        slot.Number == 1 ? slot.Zone : $"{slot.Zone}-{slot.Number}";

    /// <summary>The name of the group that fills a slot.</summary>
    public static string NameOfSlot((string Zone, int Number) slot) =>
        $"{NodeLayout.ControlPlanePool}-{SlotName(slot)}";

    private static IEnumerable<string> ServiceTargets(ImmutableArray<NetworkLoadBalancer> balancers) =>
        balancers.SelectMany(b => b.TargetGroups)
            .Where(t => t.TargetType == TargetType.Instance).Select(t => t.Name);

    private static IEnumerable<InstanceGroup> ControlPlane(
        ClusterModel model, ImmutableArray<NetworkLoadBalancer> balancers)
    {
        var type = InstanceTypes.Find(model.ControlPlane.InstanceType);
        if (model.ControlPlane.Members == 0 || type is null)
        {
            return [];
        }

        InstanceGroup Group(string name, ImmutableArray<string> zones, int members) => new()
        {
            Name = name,
            Zones = zones,
            Min = members,
            Max = members,
            Desired = members,
            InstanceTypes = [type.Name],
            Rebalances = false,
            LifecycleHooks = [new(DrainHook, OnLaunch: false, DrainWithin, Abandons: false)],
            Node = NodeLayout.Template(
                NodeLayout.ControlPlanePool, zones, model.Region, type, model.Distribution,
                NodeLayout.ControlPlaneLabels(model.Distribution),
                NodeLayout.ControlPlaneTaints(model.ControlPlane)),
            Capacity = Capacity(type, model.Distribution),
            TargetGroups = model.ControlPlane.Schedulable ? [.. ServiceTargets(balancers)] : [],
        };
        return model.ControlPlane.Placement == Placement.Regional
            ? [Group(NodeLayout.ControlPlanePool, model.Zones, model.ControlPlane.Members)]
            : Slots(model).Select(s => Group(NameOfSlot(s), [s.Zone], 1));
    }

    private static IEnumerable<InstanceGroup> Pool(
        ClusterModel model, NodePoolModel pool, IEnumerable<string> targets)
    {
        if (InstanceTypes.Find(pool.InstanceTypes[0]) is not { } type)
        {
            return [];
        }

        InstanceGroup Group(
            string name, ImmutableArray<string> zones, int min, int max, int onDemand) => new()
        {
            Name = name,
            Zones = zones,
            Min = min,
            Max = max,
            Desired = min,
            IsAutoScaling = pool.Placement != Placement.Fixed,
            InstanceTypes = pool.InstanceTypes,
            Spot = pool.Spot is { } spot ? spot with { OnDemand = onDemand } : null,
            Rebalances = !model.ClusterAutoscaler && zones.Length > 1,
            TargetTracking = max > min ? pool.TargetTracking : null,
            LifecycleHooks =
            [
                new(ReadyHook, OnLaunch: true, ReadyWithin, Abandons: true),
                new(DrainHook, OnLaunch: false, DrainWithin, Abandons: false),
            ],
            Tags = Tags(model, pool, zones, NodeSize.Allocatable(type, model.Distribution)),
            Node = NodeLayout.Template(
                pool.Name, zones, model.Region, type, model.Distribution, pool.Labels, pool.Taints),
            Capacity = Capacity(type, model.Distribution),
            TargetGroups = [.. targets],
        };
        if (pool.Placement == Placement.Regional)
        {
            return [Group(pool.Name, pool.Zones, pool.Min, pool.Max, pool.Spot?.OnDemand ?? 0)];
        }

        var zones = pool.Zones.Length;
        var (min, max, onDemand) = (
            QuorumMath.Spread(pool.Min, zones), QuorumMath.Spread(pool.Max, zones),
            QuorumMath.Spread(pool.Spot?.OnDemand ?? 0, zones));
        return pool.Zones
            .Select((zone, i) => Group($"{pool.Name}-{zone}", [zone], min[i], max[i], onDemand[i]))
            .Where(group => group.Max > 0);
    }

    /// <summary>
    /// What cluster-autoscaler finds groups by, and makes templates of empty ones from (autoscaler,
    /// cloudprovider/aws/README.md).
    /// </summary>
    private static ImmutableSortedDictionary<string, string> Tags(
        ClusterModel model, NodePoolModel pool, ImmutableArray<string> zones, ResourceAmounts offered)
    {
        if (!model.ClusterAutoscaler || pool.Placement == Placement.Fixed)
        {
            return Labels.None;
        }

        var tags = Labels.None
            .Add($"{Autoscaler}/enabled", "true")
            .Add($"{Autoscaler}/{model.Name}", "owned")
            .Add($"{NodeTemplate}/label/{NodeLayout.PoolLabel}", pool.Name)

            // EC2 says nothing of disks: without this a pod that requests some has no empty group grow.
            .Add(
                $"{NodeTemplate}/resources/ephemeral-storage",
                offered.EphemeralStorageBytes.ToString(CultureInfo.InvariantCulture))
            .AddRange(pool.Labels.Select(l => KeyValuePair.Create($"{NodeTemplate}/label/{l.Key}", l.Value)))
            .SetItems(pool.Taints.Select(t => KeyValuePair.Create(
                $"{NodeTemplate}/taint/{t.Key}", $"{t.Value}:{t.Effect}")));

        // Volumes of EBS ask for the label that the CSI driver sets, which an empty group's nodes lack.
        return zones.Length > 1
            ? tags
            : tags.SetItem($"{NodeTemplate}/label/topology.ebs.csi.aws.com/zone", zones[0]);
    }

    private static ResourceAmounts Capacity(InstanceType type, Distribution distribution) => new()
    {
        MilliCpu = type.Cpus * 1000,
        MemoryBytes = type.MemoryMib * Mib,
        Pods = NodeSize.MaxPods(type, distribution),
    };
}
