using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Core.Model.Aws;

/// <summary>A Network Load Balancer: one address a zone behind one name.</summary>
public sealed record NetworkLoadBalancer
{
    /// <summary>Its name, unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>The zones it has an address in.</summary>
    public required ImmutableArray<string> Zones { get; init; }

    /// <summary>Whether an address leads to targets of other zones, too. Off by default.</summary>
    public bool CrossZone { get; init; }

    /// <summary>What it leads to, one for each listener.</summary>
    public ImmutableArray<TargetGroup> TargetGroups { get; init; } = [];
}

/// <summary>What a target is registered as.</summary>
public enum TargetType
{
    /// <summary>An instance: traffic takes its node port, and from there kube-proxy's way.</summary>
    Instance,

    /// <summary>An address: a pod's, or a control-plane slot's.</summary>
    Ip,
}

/// <summary>Who answers a target's health probe.</summary>
public enum ProbeAnswer
{
    /// <summary>A node port under policy Cluster: a pod of any node may answer.</summary>
    NodePortCluster,

    /// <summary>A node port or health port under policy Local: a pod of this node alone.</summary>
    NodePortLocal,

    /// <summary>The node's agent, for causes of this node alone.</summary>
    Agent,

    /// <summary>The target itself, where it is an address.</summary>
    Target,
}

/// <summary>A target group.</summary>
public sealed record TargetGroup
{
    /// <summary>Its name, unique in the cluster.</summary>
    public required string Name { get; init; }

    /// <summary>The Service it leads to, or null for the Kubernetes API.</summary>
    public ObjectName? Service { get; init; }

    /// <summary>What its targets are.</summary>
    public TargetType TargetType { get; init; } = TargetType.Instance;

    /// <summary>How its targets are probed.</summary>
    public TargetHealthCheck HealthCheck { get; init; } = new();

    /// <summary>
    /// How long a target that is deregistered goes on getting requests of old connections: 300 s by default,
    /// 0 to 3600 s (deregistration_delay.timeout_seconds).
    /// </summary>
    public TimeSpan DeregistrationDelay { get; init; } = TimeSpan.FromSeconds(300);
}

/// <summary>How targets are probed. Defaults are Terraform's (aws_lb_target_group).</summary>
public sealed record TargetHealthCheck
{
    /// <summary>Between two probes, 5 to 300 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an answer may take, 2 to 120 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Answers in a row that make a target healthy, 2 to 10.</summary>
    public int HealthyThreshold { get; init; } = 3;

    /// <summary>Failures in a row that make a target unhealthy, 2 to 10.</summary>
    public int UnhealthyThreshold { get; init; } = 3;

    /// <summary>Who answers.</summary>
    public ProbeAnswer Answer { get; init; } = ProbeAnswer.NodePortCluster;

    /// <summary>
    /// The Service whose node port is probed, where it is not the one that the group leads to. One that does
    /// not exist is an echo with a pod on every node.
    /// </summary>
    public ObjectName? Asked { get; init; }
}
