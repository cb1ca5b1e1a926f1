using System.Collections.Immutable;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>Clusters to hold claims against.</summary>
internal static class SmallClusters
{
    public static readonly ObjectName Web = new("default", "web");

    public static NodeObject Node(string name, string zone, long milliCpu = 4000, long gibibytes = 16) => new()
    {
        Name = name,
        Labels = Labels.None.SetItem(Labels.Hostname, name).SetItem(Labels.Zone, zone),
        Allocatable = new() { MilliCpu = milliCpu, MemoryBytes = gibibytes << 30, Pods = 58 },
    };

    public static ImmutableArray<NodeObject> Nodes(params ReadOnlySpan<int> perZone)
    {
        var nodes = ImmutableArray.CreateBuilder<NodeObject>();
        for (var z = 0; z < perZone.Length; z++)
        {
            for (var i = 1; i <= perZone[z]; i++)
            {
                var letter = (char)('a' + z);
                nodes.Add(Node($"{letter}{i}", $"eu-west-1{letter}"));
            }
        }

        return nodes.ToImmutable();
    }

    public static PodTemplate Pod(string app, long milliCpu = 500)
    {
        var requests = new ResourceAmounts { MilliCpu = milliCpu, MemoryBytes = 512L << 20 };
        return new()
        {
            Labels = Labels.None.SetItem("app", app),
            Requests = requests,
            NonZeroRequests = requests,
        };
    }

    public static Workload Deployment(string name, int replicas, PodTemplate? pod = null) =>
        Of(WorkloadKind.Deployment, name, replicas, pod ?? Pod(name));

    public static Workload StatefulSet(string name, int replicas, params ReadOnlySpan<PersistentVolumeClaim> claims) =>
        Of(WorkloadKind.StatefulSet, name, replicas, Pod(name)) with { ClaimTemplates = [.. claims] };

    public static Service ServiceOf(string app) => new()
    {
        Name = new("default", app),
        Selector = Labels.None.SetItem("app", app),
    };

    public static PersistentVolumeClaim ZonalClaim() => new()
    {
        Name = new("default", "data"),
        StorageClassName = "gp3",
        RequestBytes = 10L << 30,
        AccessModes = ["ReadWriteOnce"],
    };

    public static ClusterModel Model(
        ImmutableArray<NodeObject> nodes,
        ImmutableArray<Workload> workloads,
        params ReadOnlySpan<Claim> claims)
    {
        ImmutableArray<string> zones = [.. nodes.Select(static n => n.Zone).Distinct()];
        return new()
        {
            Name = "test",
            Region = "eu-west-1",
            Zones = zones,
            Distribution = Distribution.K3s,
            Version = KubernetesVersion.Newest,
            InstalledVersion = "1.36.2",
            ControlPlane = new("m7i.large", 3, false, Placement.PerZone),
            NodePools =
            [
                new()
                {
                    Name = "general",
                    Placement = Placement.Fixed,
                    Zones = zones,
                    InstanceTypes = ["m7i.xlarge"],
                    Min = nodes.Length,
                    Max = nodes.Length,
                },
            ],
            Nodes = nodes,
            Objects = new()
            {
                Workloads = workloads,
                Services = [.. workloads.Select(static w => ServiceOf(w.Name.Name))],
                StorageClasses = [new() { Name = "gp3", Provisioner = "ebs.csi.aws.com", WaitForFirstConsumer = true }],
            },
            Claims = [.. claims],
        };
    }

    public static Claim Survives(FaultSelector fault, int? outage = null, int? errors = null, int? recovered = null) => new()
    {
        Name = "test",
        Survive = [fault],
        Service = Web,
        MaxOutage = Seconds(outage),
        MaxErrors = Seconds(errors),
        Recovered = Seconds(recovered),
    };

    /// <summary>A cluster small enough for every choice to be walked through one by one.</summary>
    public static ClusterModel Random(SeededRandom random)
    {
        var nodes = Nodes(1 + random.Below(3), 1 + random.Below(2), random.Below(2));
        if (random.Below(3) == 0)
        {
            nodes = nodes.SetItem(0, Node("a1", "eu-west-1a", 2000, 32));
        }

        var workloads = ImmutableArray.Create(Deployment("web", 1 + random.Below(3), RandomPod(random, "web")));
        if (random.Below(2) == 0)
        {
            workloads = workloads.Add(random.Below(2) == 0
                ? StatefulSet("db", 1 + random.Below(2), ZonalClaim())
                : Deployment("api", 1 + random.Below(2), RandomPod(random, "api")));
        }

        return Model(nodes, workloads, Survives(new FaultSelector.AnyZone()));
    }

    private static Workload Of(WorkloadKind kind, string name, int replicas, PodTemplate pod) => new()
    {
        Kind = kind,
        Name = new("default", name),
        Replicas = replicas,
        Selector = LabelSelector.OfLabels(Labels.None.SetItem("app", name)),
        Template = pod,
    };

    private static PodTemplate RandomPod(SeededRandom random, string app)
    {
        var pod = Pod(app, 250 + (500 * random.Below(3)));
        var self = new PodAffinityTerm(
            LabelSelector.OfLabels(Labels.None.SetItem("app", app)), Labels.Hostname, [], null);
        if (random.Below(3) == 0)
        {
            // Evicted as soon as tainted: then the order in which lost nodes are tainted shows.
            pod = pod with { Tolerations = [new(Taint.Unreachable, true, "", TaintEffect.NoExecute, 0)] };
        }

        return random.Below(4) switch
        {
            0 => pod with { RequiredAntiAffinity = [self] },
            1 => pod with { PreferredAntiAffinity = [new(50, self)] },
            2 => pod with
            {
                SpreadConstraints =
                [
                    new() { MaxSkew = 1, TopologyKey = Labels.Zone, DoNotSchedule = true, Selector = self.Selector },
                ],
            },
            _ => pod,
        };
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;

    /// <summary>A group for each zone.</summary>
    public static ClusterModel Grouped(ClusterModel model) => model with
    {
        Aws = model.Aws with
        {
            Groups =
            [
                .. model.Zones.Select(zone => new InstanceGroup
                {
                    Name = $"general-{zone}",
                    Zones = [zone],
                    Min = 1,
                    Max = 1,
                    Desired = 1,
                    Node = model.Nodes[0] with { Name = "" },
                }),
            ],
            Members = model.Nodes.ToImmutableSortedDictionary(
                static n => n.Name, static n => $"general-{n.Zone}", StringComparer.Ordinal),
        },
    };
}
