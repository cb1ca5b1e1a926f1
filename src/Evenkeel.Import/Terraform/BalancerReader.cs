using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Aws;

namespace Evenkeel.Import.Terraform;

/// <summary>Reads Network Load Balancers and their target groups, which bear the model's names.</summary>
internal sealed class BalancerReader(
    TerraformConfiguration configuration, SubnetZones zones, DiagnosticBag diagnostics)
{
    /// <summary>The balancers of a model as they are written.</summary>
    public ImmutableArray<NetworkLoadBalancer> Read(ImmutableArray<NetworkLoadBalancer> balancers) =>
        [.. balancers.Select(Read)];

    private NetworkLoadBalancer Read(NetworkLoadBalancer balancer)
    {
        if (configuration.Find("aws_lb", balancer.Name) is not { } resource)
        {
            diagnostics.Add(TerraformDiagnostics.Missing(
                configuration.Path, $"balancer for `{balancer.Name}`"));
            return balancer;
        }

        ImmutableArray<string> named = [.. zones.Of(resource, "subnets")];
        return balancer with
        {
            Zones = named.IsEmpty ? balancer.Zones : named,
            CrossZone = resource.Flag("enable_cross_zone_load_balancing") ?? false,
            TargetGroups = [.. balancer.TargetGroups.Select(Read)],
        };
    }

    private TargetGroup Read(TargetGroup target)
    {
        if (configuration.Find("aws_lb_target_group", target.Name) is not { } resource)
        {
            diagnostics.Add(TerraformDiagnostics.Missing(
                configuration.Path, $"target group for `{target.Name}`"));
            return target;
        }

        var probe = target.HealthCheck;
        return target with
        {
            TargetType = resource.Text("target_type") == "ip" ? TargetType.Ip : TargetType.Instance,
            DeregistrationDelay = Seconds(resource, "deregistration_delay"),
            HealthCheck = probe with
            {
                Interval = Seconds(resource, "health_check", "interval"),
                Timeout = Seconds(resource, "health_check", "timeout"),
                HealthyThreshold = Number(resource, "health_check", "healthy_threshold"),
                UnhealthyThreshold = Number(resource, "health_check", "unhealthy_threshold"),
                Answer = Answer(resource, probe.Answer),
            },
        };
    }

    /// <summary>
    /// A probe by HTTP is answered by the agent. One by TCP is answered by whoever has the port, which is as
    /// the model has it, unless that is the agent: then it is whatever has the target's own port.
    /// </summary>
    private static ProbeAnswer Answer(TerraformResource resource, ProbeAnswer modelled)
    {
        var isHttp = resource.Text("health_check", "protocol") is { } protocol
            && protocol.StartsWith("HTTP", StringComparison.OrdinalIgnoreCase);
        return isHttp ? ProbeAnswer.Agent
            : modelled != ProbeAnswer.Agent ? modelled
            : resource.Text("target_type") == "ip" ? ProbeAnswer.Target
            : ProbeAnswer.NodePortCluster;
    }

    private TimeSpan Seconds(TerraformResource resource, params string[] path) =>
        TimeSpan.FromSeconds(Number(resource, path));

    private int Number(TerraformResource resource, params string[] path)
    {
        if (resource.Number(path) is { } number && number >= 0)
        {
            return number;
        }

        diagnostics.Add(TerraformDiagnostics.Value(
            configuration.Path, resource.Address, string.Join('.', path), "is not a number"));
        return 1;
    }
}
