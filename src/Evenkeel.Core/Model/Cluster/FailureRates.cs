namespace Evenkeel.Core.Model.Cluster;

/// <summary>Kinds of parts that fail by themselves.</summary>
public enum PartKind
{
    /// <summary>An availability zone, with all that lies in it.</summary>
    Zone,

    /// <summary>An instance.</summary>
    Node,

    /// <summary>A pod: its program crashes or hangs.</summary>
    Pod,

    /// <summary>An EBS volume.</summary>
    Volume,

    /// <summary>A zone's NAT gateway.</summary>
    Nat,

    /// <summary>A zone's node of the load balancers.</summary>
    Balancer,

    /// <summary>A store outside the cluster.</summary>
    Store,

    /// <summary>A store's fail-over because its zone is lost.</summary>
    Failover,

    /// <summary>The process of an etcd member.</summary>
    Member,

    /// <summary>The control plane that AWS runs (EKS).</summary>
    ControlPlane,
}

/// <summary>How often a part fails and how long it is away then, on average.</summary>
/// <param name="Every">Between the end of one failure and the next, of one part.</param>
/// <param name="Repair">From a failure to its end.</param>
public readonly record struct FailureRate(TimeSpan Every, TimeSpan Repair)
{
    /// <summary>The share of time in which such a part is away.</summary>
    public double Unavailability => Repair / (Every + Repair);
}

/// <summary>
/// How often parts fail: what an availability is worked out from, and nothing else. AWS publishes hardly any
/// rate; where it does not, the default is an assumption, held against its service level agreement.
/// </summary>
public sealed record FailureRates
{
    /// <summary>The rates assumed where the file says nothing.</summary>
    public static readonly FailureRates Default = new();

    /// <summary>
    /// Assumed: one zone's loss in five years, for six hours, as AWS's post-event summaries have them.
    /// </summary>
    public FailureRate Zone { get; init; } = Hours(5 * Year, 6);

    /// <summary>
    /// Assumed: once a year, until the group has replaced it or its pods have moved. The EC2 agreement for
    /// one instance (99.5 %) allows 44 h a year.
    /// </summary>
    public FailureRate Node { get; init; } = Hours(Year, 1.0 / 6);

    /// <summary>Assumed: a crash a month, until it is started again.</summary>
    public FailureRate Pod { get; init; } = Hours(720, 1.0 / 60);

    /// <summary>
    /// 0.2 % a year are lost, the worse end of what gp3 is designed for (EBS user guide, "Amazon EBS volume
    /// types": durability 99.8 % to 99.9 %); an hour to restore a snapshot is assumed.
    /// </summary>
    public FailureRate Volume { get; init; } = Hours(500 * Year, 1);

    /// <summary>Assumed: once a year for an hour. Its agreement (99.9 %) allows 8.8 h a year.</summary>
    public FailureRate Nat { get; init; } = Hours(Year, 1);

    /// <summary>Assumed: once a year, until DNS has dropped it or it is replaced.</summary>
    public FailureRate Balancer { get; init; } = Hours(Year, 1.0 / 6);

    /// <summary>
    /// Assumed: once a year for an hour, or for its fail-over. The agreement for RDS in two zones (99.95 %)
    /// allows 4.4 h a year.
    /// </summary>
    public FailureRate Store { get; init; } = Hours(Year, 1);

    /// <summary>Assumed: twice a year, until its supervisor has started it again.</summary>
    public FailureRate Member { get; init; } = Hours(Year / 2, 1.0 / 60);

    /// <summary>What the EKS agreement allows (99.95 %): 4.4 h a year.</summary>
    public FailureRate ControlPlane { get; init; } = Hours(Year, 4.4);

    private const double Year = 8760;

    private static FailureRate Hours(double every, double repair) =>
        new(TimeSpan.FromHours(every), TimeSpan.FromHours(repair));
}
