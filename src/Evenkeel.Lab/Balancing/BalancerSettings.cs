namespace Evenkeel.Lab.Balancing;

/// <summary>A TCP balancer: addresses, where they lead, and how targets are probed.</summary>
public sealed record BalancerSettings
{
    /// <summary>
    /// The address that plays the balancer's name: a client that resolves it, and tries the next address
    /// where one does not answer. Null where there is none.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>Its zones, each with an address.</summary>
    public required IReadOnlyList<BalancerZone> Zones { get; init; }

    /// <summary>Whether an address leads to targets of other zones, too.</summary>
    public bool CrossZone { get; init; } = true;

    /// <summary>Its listeners.</summary>
    public required IReadOnlyList<BalancerPort> Ports { get; init; }

    /// <summary>Its targets.</summary>
    public required IReadOnlyList<BalancerTarget> Targets { get; init; }

    /// <summary>How targets are probed.</summary>
    public required BalancerProbe Probe { get; init; }

    /// <summary>
    /// How long a target that is deregistered keeps its connections
    /// (<c>deregistration_delay.timeout_seconds</c>).
    /// </summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>A zone's node of the balancer.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Address">Its address.</param>
/// <param name="IsDown">Whether the zone is lost, and the node with it.</param>
public sealed record BalancerZone(string Zone, string Address, bool IsDown = false);

/// <summary>A listener.</summary>
/// <param name="Port">Its port, at every address.</param>
/// <param name="TargetPort">The targets' port.</param>
public sealed record BalancerPort(int Port, int TargetPort);

/// <summary>A target.</summary>
/// <param name="Name">Its name: a slot's.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="Address">Its address.</param>
/// <param name="IsDraining">Whether it is being deregistered.</param>
public sealed record BalancerTarget(string Name, string Zone, string Address, bool IsDraining = false);

/// <summary>How targets are probed (aws_lb_target_group, <c>health_check</c>).</summary>
public sealed record BalancerProbe
{
    /// <summary>
    /// The path that is asked by HTTP, where 200 to 399 is healthy; null for a TCP connection.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The port that is asked.</summary>
    public required int Port { get; init; }

    /// <summary>Between two probes.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Answers in a row that make a target healthy.</summary>
    public int HealthyThreshold { get; init; } = 2;

    /// <summary>Failures in a row that make a target unhealthy.</summary>
    public int UnhealthyThreshold { get; init; } = 2;
}
