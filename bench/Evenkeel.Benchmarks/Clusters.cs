using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Benchmarks;

/// <summary>Clusters of three zones and ten pods a node.</summary>
internal static class Clusters
{
    public const int PodsPerNode = 10;

    /// <summary>One Deployment: all pods are alike, and the default spread places them.</summary>
    public static KubernetesObjects Identical(int nodes) => Of(nodes, [Deployment("web", nodes * PodsPerNode)]);

    /// <summary>Twenty Deployments: default spread, a strict zone spread, affinity, anti-affinity, sizes.</summary>
    public static KubernetesObjects Mixed(int nodes) =>
        Of(nodes, [.. Enumerable.Range(0, 20).Select(i => Vary(Deployment($"app{i:00}", nodes * PodsPerNode / 20), i))]);

    /// <summary>A cluster that settles for a minute; then a zone may lose power.</summary>
    public static Scenario Scenario(bool loseZone)
    {
        var settled = TimeSpan.FromMinutes(1);
        ScenarioStep loss = new(settled, null, new ScenarioAction.Fail(NodeTarget.OfZone("eu-west-1b")));
        return new() { Steps = loseZone ? [loss] : [], End = settled + (loseZone ? TimeSpan.FromMinutes(10) : default) };
    }

    private static KubernetesObjects Of(int nodes, ImmutableArray<Workload> workloads) => new()
    {
        Nodes = [.. Enumerable.Range(0, nodes).Select(Node)],
        Workloads = workloads,
        Services =
        [
            .. workloads.Select(static w => new Service
            {
                Name = w.Name,
                Selector = Labels.None.SetItem("app", w.Name.Name),
            }),
        ],
    };

    private static NodeObject Node(int number) => new()
    {
        Name = $"node-{number:0000}",
        Labels = Labels.None.SetItem(Labels.Hostname, $"node-{number:0000}")
            .SetItem(Labels.Zone, $"eu-west-1{(char)('a' + (number % 3))}"),
        Allocatable = new() { MilliCpu = 16_000, MemoryBytes = 64L << 30, Pods = 110 },
    };

    private static Workload Deployment(string name, int replicas)
    {
        var requests = new ResourceAmounts { MilliCpu = 250, MemoryBytes = 512L << 20 };
        return new()
        {
            Kind = WorkloadKind.Deployment,
            Name = new("default", name),
            Replicas = replicas,
            Selector = LabelSelector.OfLabels(Labels.None.SetItem("app", name)),
            Template = new()
            {
                Labels = Labels.None.SetItem("app", name),
                Requests = requests,
                NonZeroRequests = requests,
            },
        };
    }

    private static Workload Vary(Workload workload, int number)
    {
        var self = new PodAffinityTerm(workload.Selector, Labels.Hostname, [], null);
        var template = workload.Template;
        return workload with
        {
            Template = (number % 5) switch
            {
                1 => template with
                {
                    SpreadConstraints =
                    [
                        new()
                        {
                            MaxSkew = 1,
                            TopologyKey = Labels.Zone,
                            DoNotSchedule = true,
                            Selector = workload.Selector,
                        },
                    ],
                },
                2 => template with { PreferredAntiAffinity = [new(100, self)] },
                3 => template with { RequiredAntiAffinity = [self] },
                4 => template with { PreferredAffinity = [new(10, self with { TopologyKey = Labels.Zone })] },
                _ => template,
            },
        };
    }
}
