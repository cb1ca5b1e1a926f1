using System.Globalization;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Balancers;

/// <summary>
/// The balancers of the API and of the ingress, from the records that are simulated, and their names in
/// Route 53.
/// </summary>
internal static class BalancerLowering
{
    /// <summary>Whether balancers may be deleted: <c>down</c> says so before it deletes them.</summary>
    public const string Protection = "deletion_protection";

    /// <summary>The agent's verdict on its own node.</summary>
    private const string HealthPath = "/healthz";

    /// <summary>The balancers.</summary>
    public static TfFile Lower(LoweringScope scope) => new("load-balancers",
    [
        new(["variable", Protection], new()
        {
            ["default"] = true,
            ["description"] = "Whether AWS refuses to delete the balancers",
            ["type"] = "bool",
        }),
        .. scope.Model.Aws.LoadBalancers.SelectMany(balancer => Balancer(scope, balancer)),
        .. Slots(scope.Model),
        .. Records(scope),
    ]);

    private static IEnumerable<TfBlock> Balancer(LoweringScope scope, NetworkLoadBalancer balancer)
    {
        var address = ResourceAddresses.Balancer(balancer.Name);
        var isApi = balancer.Name == BalancerPlan.Api;
        var isPublic = !isApi || scope.Model.ApiAccess.Public;
        var group = isApi ? Actor.ApiBalancer : Actor.ServiceBalancer;
        var tier = isPublic ? Tier.Public : Tier.Application;
        var name = scope.Names.Of(balancer.Name, ResourceNames.LongestBalancer);
        yield return TfBlock.Of(address, new()
        {
            ["enable_cross_zone_load_balancing"] = balancer.CrossZone,
            ["enable_deletion_protection"] = TfValue.Code($"var.{Protection}"),
            ["internal"] = !isPublic,
            ["ip_address_type"] = IsDualStack(scope.Model, balancer) ? (TfValue)"dualstack" : null,
            ["load_balancer_type"] = "network",
            ["name"] = name,
            ["security_groups"] = TfValue.List(ResourceAddresses.SecurityGroup(group).Id),
            ["subnets"] = TfValue.List(balancer.Zones.Select(z => scope.Addresses.Subnet(tier, z).Id)),
        });
        foreach (var target in balancer.TargetGroups)
        {
            yield return TargetGroup(scope, target);
            yield return Listener(address, target);
        }
    }

    private static TfBlock TargetGroup(LoweringScope scope, TargetGroup target) => TfBlock.Of(
        ResourceAddresses.TargetGroup(target.Name),
        new()
        {
            ["deregistration_delay"] = Seconds(target.DeregistrationDelay),
            ["health_check"] = HealthCheck(target.HealthCheck),
            ["name"] = scope.Names.Of(target.Name, ResourceNames.LongestBalancer),
            ["port"] = TargetPort(target.Name),

            // A server that reaches itself through the balancer gets its own packet back where addresses of
            // clients are kept (elb, "Troubleshoot your Network Load Balancer", requests to itself).
            ["preserve_client_ip"] = target.TargetType == TargetType.Ip ? "false" : "true",
            ["protocol"] = "TCP",
            ["target_type"] = target.TargetType == TargetType.Ip ? "ip" : "instance",
            ["vpc_id"] = scope.Addresses.Vpc.Id,
        });

    /// <summary>
    /// The agent's verdict over HTTP, or whether the echo's NodePort takes a connection, which is all that a
    /// probe by TCP asks (elb, "Health checks for Network Load Balancer target groups").
    /// </summary>
    private static TfObject HealthCheck(TargetHealthCheck check)
    {
        var isAgent = check.Answer == ProbeAnswer.Agent;
        return new()
        {
            ["enabled"] = true,
            ["healthy_threshold"] = check.HealthyThreshold,
            ["interval"] = Seconds(check.Interval),
            ["matcher"] = isAgent ? (TfValue)"200" : null,
            ["path"] = isAgent ? (TfValue)HealthPath : null,
            ["port"] = (isAgent ? Ports.AgentHealth : Ports.Echo).ToString(CultureInfo.InvariantCulture),
            ["protocol"] = isAgent ? "HTTP" : "TCP",
            ["timeout"] = Seconds(check.Timeout),
            ["unhealthy_threshold"] = check.UnhealthyThreshold,
        };
    }

    private static TfBlock Listener(TfAddress balancer, TargetGroup target) => TfBlock.Of(
        new("aws_lb_listener", target.Name),
        new()
        {
            ["default_action"] = new TfObject
            {
                ["target_group_arn"] = ResourceAddresses.TargetGroup(target.Name).Arn,
                ["type"] = "forward",
            },
            ["load_balancer_arn"] = balancer.Arn,
            ["port"] = ListenerPort(target.Name),
            ["protocol"] = "TCP",
        });

    private static int TargetPort(string target) => target switch
    {
        BalancerPlan.Api => Ports.Api,
        BalancerPlan.Http => Ports.IngressHttp,
        BalancerPlan.Https => Ports.IngressHttps,
        _ => throw new InvalidOperationException($"target group {target}"),
    };

    private static int ListenerPort(string target) => target switch
    {
        BalancerPlan.Api => Ports.Api,
        BalancerPlan.Http => Ports.Http,
        BalancerPlan.Https => Ports.Https,
        _ => throw new InvalidOperationException($"target group {target}"),
    };

    /// <summary>Slots are targets by their address, whatever machine holds it.</summary>
    private static IEnumerable<TfBlock> Slots(ClusterModel model) =>
        from slot in GroupPlan.Slots(model)
        let address = ResourceAddresses.SlotInterface(NodeStatements.ControlPlane, GroupPlan.SlotName(slot))
        select TfBlock.Of(new("aws_lb_target_group_attachment", $"api_{address.Name}"), new()
        {
            ["target_group_arn"] = ResourceAddresses.TargetGroup(BalancerPlan.Api).Arn,
            ["target_id"] = address.Attribute("private_ip"),
        });

    private static IEnumerable<TfBlock> Records(LoweringScope scope)
    {
        if (scope.Model.Account.Dns is not { } dns)
        {
            yield break;
        }

        var names = scope.Model.Aws.LoadBalancers.Select(static b => (Balancer: b, Type: "A", Suffix: ""))
            .Concat(scope.Model.Aws.LoadBalancers.Where(b => IsDualStack(scope.Model, b))
                .Select(static b => (Balancer: b, Type: "AAAA", Suffix: "_ipv6")));
        foreach (var (balancer, type, suffix) in names)
        {
            var address = ResourceAddresses.Balancer(balancer.Name);
            yield return TfBlock.Of(new("aws_route53_record", balancer.Name + suffix), new()
            {
                ["alias"] = new TfObject
                {
                    ["evaluate_target_health"] = false,
                    ["name"] = address.Attribute("dns_name"),
                    ["zone_id"] = address.Attribute("zone_id"),
                },
                ["name"] = balancer.Name == BalancerPlan.Api ? dns.ApiName : dns.IngressName,
                ["type"] = type,
                ["zone_id"] = ResourceAddresses.Zone.Attribute("zone_id"),
            });
        }
    }

    /// <summary>
    /// The ingress' answers IPv6 clients and hands them on by IPv4 (elb, "Network Load Balancers", IP address
    /// type); the API is for those whom the file names, by IPv4.
    /// </summary>
    private static bool IsDualStack(ClusterModel model, NetworkLoadBalancer balancer) =>
        model.Network.Ipv6 && balancer.Name == BalancerPlan.Service;

    private static int Seconds(TimeSpan time) => (int)time.TotalSeconds;
}
