using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Tests.Routing;

/// <summary>Gives Services traffic policies and preferences at random.</summary>
internal static class RandomRouting
{
    private static readonly string?[] Preferences =
        [null, null, "PreferClose", "PreferSameZone", "PreferSameNode"];

    /// <summary>The same seed gives the same; nothing else of the objects changes.</summary>
    public static KubernetesObjects Of(KubernetesObjects objects, ulong seed)
    {
        var random = new SeededRandom(seed ^ 0x5e41ce);
        return objects with
        {
            Services =
            [
                .. objects.Services.Select(s => s with
                {
                    Headless = random.Below(6) == 0,
                    ExternalTrafficLocal = random.Below(2) == 0,
                    InternalTrafficLocal = random.Below(4) == 0,
                    PublishesNotReady = random.Below(6) == 0,
                    Annotations = random.Below(4) == 0
                        ? Labels.None.Add(Service.TopologyModeAnnotation, "Auto")
                        : Labels.None,
                    TrafficDistribution = Preferences[random.Below(Preferences.Length)],
                }),
            ],
        };
    }

    /// <summary>A balancer before each Service that has a proxy, probed by whom chance says.</summary>
    public static AwsModel Balancers(KubernetesObjects objects, ulong seed)
    {
        var random = new SeededRandom(seed ^ 0xba1a4ce);
        string[] zones = ["zone-a", "zone-b", "zone-c"];
        return new()
        {
            LoadBalancers =
            [
                .. objects.Services.Where(static s => !s.Headless).Select(s => new NetworkLoadBalancer
                {
                    Name = s.Name.ToString(),
                    Zones = [.. zones[..(1 + random.Below(3))]],
                    CrossZone = random.Below(2) == 0,
                    TargetGroups = [Group(s, random)],
                }),
            ],
        };
    }

    private static TargetGroup Group(Service service, SeededRandom random)
    {
        var ofPods = random.Below(4) == 0;
        return new()
        {
            Name = service.Name.ToString(),
            Service = service.Name,
            TargetType = ofPods ? TargetType.Ip : TargetType.Instance,
            HealthCheck = new()
            {
                Interval = TimeSpan.FromSeconds(5 + random.Below(60)),
                UnhealthyThreshold = 2 + random.Below(4),
                Answer = ofPods ? ProbeAnswer.Target : (ProbeAnswer)random.Below(3),
            },
        };
    }
}
