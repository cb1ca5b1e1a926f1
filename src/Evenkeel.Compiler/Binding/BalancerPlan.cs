using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Compiler.Binding;

/// <summary>The balancers of a cluster, and how their targets are probed.</summary>
internal static class BalancerPlan
{
    /// <summary>The balancer of the Kubernetes API, and its target group.</summary>
    public const string Api = "api";

    /// <summary>The balancer of the ingress.</summary>
    public const string Service = "service";

    /// <summary>The ingress' target group for HTTP.</summary>
    public const string Http = "http";

    /// <summary>The ingress' target group for HTTPS.</summary>
    public const string Https = "https";

    /// <summary>
    /// Every 10 s and two failures: a target is out 10 to 20 s after it failed, and a single lost probe puts
    /// none out (elb, "Health checks for Network Load Balancer target groups"; two is the fewest).
    /// </summary>
    private static readonly TargetHealthCheck Probe = new()
    {
        Interval = TimeSpan.FromSeconds(10),
        Timeout = TimeSpan.FromSeconds(6),
        HealthyThreshold = 2,
        UnhealthyThreshold = 2,
        Answer = ProbeAnswer.Agent,
    };

    private static readonly ObjectName Ingress = new("kube-system", "traefik");

    /// <summary>
    /// The echo of <c>ingress.healthCheck: daemonset</c> (Lowering/System/health-echo.yaml).
    /// </summary>
    private static readonly ObjectName Echo = new("kube-system", "health-echo");

    /// <summary>The balancers: the API's, unless AWS runs it, and the ingress', if there is one.</summary>
    public static ImmutableArray<NetworkLoadBalancer> Of(ClusterModel model)
    {
        var balancers = ImmutableArray.CreateBuilder<NetworkLoadBalancer>();
        if (model.ControlPlane.Members > 0)
        {
            balancers.Add(new()
            {
                Name = Api,
                Zones = model.Zones,
                // There may be one server a zone: its own zone's address must not lead nowhere without it.
                CrossZone = true,
                TargetGroups =
                [
                    new()
                    {
                        Name = Api,
                        TargetType = TargetType.Ip,
                        HealthCheck = Probe,
                        DeregistrationDelay = TimeSpan.FromSeconds(60),
                    },
                ],
            });
        }

        if (model.Ingress.Class != IngressClass.None)
        {
            balancers.Add(new()
            {
                Name = Service,
                Zones = model.Zones,
                TargetGroups = [Target(Http, model.Ingress), Target(Https, model.Ingress)],
            });
        }

        return balancers.ToImmutable();
    }

    private static TargetGroup Target(string name, IngressSettings ingress) => new()
    {
        Name = name,
        Service = Ingress,
        HealthCheck = ingress.HasEcho
            ? Probe with { Answer = ProbeAnswer.NodePortCluster, Asked = Echo }
            : Probe,
        DeregistrationDelay = TimeSpan.FromSeconds(60),
    };
}
