using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Compiler.Lowering.Network;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Quorum;

namespace Evenkeel.Compiler.Lowering.Alarms;

/// <summary>
/// The alarms of a cluster: what AWS sees of it from outside, so that they ring when the cluster itself is
/// silent. Metrics are those of the pages "CloudWatch metrics for your Network Load Balancer", "Monitor NAT
/// gateways", "Amazon CloudWatch metrics for Amazon EBS" and "for Amazon EC2 Auto Scaling".
/// </summary>
internal static class AlarmTable
{
    /// <summary>The alarms.</summary>
    public static IEnumerable<Alarm> Of(LoweringScope scope) =>
    [
        .. scope.Model.Aws.LoadBalancers.SelectMany(b => OfBalancer(scope.Model, b)),
        .. GroupPlan.Slots(scope.Model).Select(slot => Volume(GroupPlan.SlotName(slot))),
        .. scope.Model.Network.Existing is null
            ? NetworkLowering.NatZones(scope.Model).Select(Nat)
            : [],
        .. scope.Model.Aws.Groups.Where(static g => g is { IsAutoScaling: true, Min: > 0 })
            .Select(group => Group(scope, group)),
    ];

    private static IEnumerable<Alarm> OfBalancer(ClusterModel model, NetworkLoadBalancer balancer)
    {
        var target = balancer.TargetGroups[0].Name;
        if (balancer.Name != BalancerPlan.Api)
        {
            yield return Targets(balancer.Name, target, "ingress-node-unwell", isAbove: true, 1, 10,
                "a node takes no requests of the ingress: the balancer's probe fails");
            yield return Targets(balancer.Name, target, "ingress-lost", isAbove: false, 1, 2,
                "no node takes requests of the ingress");
            yield break;
        }

        var quorum = QuorumMath.Quorum(model.ControlPlane.Members);
        yield return Targets(balancer.Name, target, "server-unwell", isAbove: true, 1, 5,
            "a server of the control plane does not serve: its agent's verdict is 503, or it is gone");
        if (model.ControlPlane.Members > 1)
        {
            yield return Targets(balancer.Name, target, "quorum-margin", isAbove: false, quorum + 1, 5,
                $"no more than {quorum} of {model.ControlPlane.Members} servers serve: one more loss, and "
                + "the API is gone");
        }

        yield return Targets(balancer.Name, target, "api-lost", isAbove: false, 1, 2,
            "no server serves the API; what runs goes on, and nothing is replaced");
    }

    private static Alarm Targets(
        string balancer, string target, string kind, bool isAbove, int threshold, int minutes,
        string means) =>
        new()
        {
            Kind = kind,
            Namespace = "AWS/NetworkELB",
            Metric = isAbove ? "UnHealthyHostCount" : "HealthyHostCount",
            Dimensions = new()
            {
                ["LoadBalancer"] = ResourceAddresses.Balancer(balancer).Attribute("arn_suffix"),
                ["TargetGroup"] = ResourceAddresses.TargetGroup(target).Attribute("arn_suffix"),
            },
            Statistic = isAbove ? "Maximum" : "Minimum",
            IsAbove = isAbove,
            Threshold = threshold,
            Minutes = minutes,
            RingsWhenSilent = !isAbove,
            Means = means,
        };

    private static Alarm Volume(string slot) => new()
    {
        Kind = "etcd-volume-stalled",
        Of = slot,
        Namespace = "AWS/EBS",
        Metric = "VolumeStalledIOCheck",
        Dimensions = new() { ["VolumeId"] = ResourceAddresses.SlotVolume(slot).Id },
        Statistic = "Maximum",
        IsAbove = true,
        Threshold = 1,
        Minutes = 2,
        Means = "the volume of a member of etcd answers no reads or writes",
    };

    private static Alarm Nat(string zone) => new()
    {
        Kind = "nat-out-of-ports",
        Of = zone,
        Namespace = "AWS/NATGateway",
        Metric = "ErrorPortAllocation",
        Dimensions = new() { ["NatGatewayId"] = ResourceAddresses.Nat(zone).Id },
        Statistic = "Sum",
        IsAbove = true,
        Threshold = 1,
        Minutes = 5,
        Means = "a NAT gateway has no port left for a connection that a zone wants to open",
    };

    private static Alarm Group(LoweringScope scope, InstanceGroup group) => new()
    {
        Kind = "group-short",
        Of = group.Name,
        Namespace = "AWS/AutoScaling",
        Metric = "GroupInServiceInstances",
        Dimensions = new()
        {
            ["AutoScalingGroupName"] = ResourceAddresses.Group(scope.Model, group).Attribute("name"),
        },
        Statistic = "Minimum",
        IsAbove = false,
        Threshold = group.Min,
        Minutes = 20,
        Means = $"a group has had fewer machines in service than its {group.Min} for twenty minutes",
    };
}
