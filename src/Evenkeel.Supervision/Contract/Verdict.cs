namespace Evenkeel.Supervision.Contract;

/// <summary>What a node tells the balancer.</summary>
public enum VerdictStatus
{
    /// <summary>200: nothing is wrong.</summary>
    Ok,

    /// <summary>
    /// 200: something is wrong that this node shares with others, or that does not keep it from serving.
    /// </summary>
    Degraded,

    /// <summary>503: this node cannot serve, for a cause of its own.</summary>
    Failing,
}

/// <summary>One cause.</summary>
/// <param name="Code">Its stable code, of <see cref="ReasonCodes"/>.</param>
/// <param name="IsOwn">
/// Whether it is this node's own, so that the balancer shall send requests elsewhere.
/// </param>
/// <param name="Text">What it is and what the operator can do, for people.</param>
public sealed record Reason(string Code, bool IsOwn, string Text);

/// <summary>The verdict with its reasons, in a fixed order.</summary>
public sealed record Verdict
{
    /// <summary>A verdict of some reasons.</summary>
    public Verdict(IReadOnlyList<Reason> reasons)
    {
        ArgumentNullException.ThrowIfNull(reasons);
        Reasons = reasons;
        Status = reasons.Any(r => r.IsOwn) ? VerdictStatus.Failing
            : reasons.Count > 0 ? VerdictStatus.Degraded
            : VerdictStatus.Ok;
    }

    /// <summary>What is wrong.</summary>
    public IReadOnlyList<Reason> Reasons { get; }

    /// <summary>What it comes to.</summary>
    public VerdictStatus Status { get; }

    /// <inheritdoc/>
    public bool Equals(Verdict? other) => other is not null && Reasons.SequenceEqual(other.Reasons);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Status, Reasons.Count);
}

/// <summary>The codes of reasons. They do not change: alarms and tests name them.</summary>
public static class ReasonCodes
{
    /// <summary>The node has just started, and does not know yet.</summary>
    public const string Starting = "starting";

    /// <summary>It has no slot yet, or cannot take the slot's volume or interface.</summary>
    public const string NoSlot = "no-slot";

    /// <summary>The slot is run by another, newer machine.</summary>
    public const string Superseded = "superseded";

    /// <summary>The volume is an old copy.</summary>
    public const string StaleVolume = "stale-volume";

    /// <summary>The volume belongs to another cluster, incarnation or slot.</summary>
    public const string ForeignVolume = "foreign-volume";

    /// <summary>The disk is empty, the cluster exists, and no quorum of it answers.</summary>
    public const string EmptyWithoutQuorum = "empty-without-quorum";

    /// <summary>The cluster is not founded yet.</summary>
    public const string Founding = "founding";

    /// <summary>The node is on its way to be a voter.</summary>
    public const string Joining = "joining";

    /// <summary>The slot waits before it replaces the member that it was.</summary>
    public const string Replacing = "replacing";

    /// <summary>A snapshot is being restored.</summary>
    public const string Restoring = "restoring";

    /// <summary>etcd does not run or does not answer.</summary>
    public const string EtcdDown = "etcd-down";

    /// <summary>This member has no leader, though others have one, or nobody else can be reached.</summary>
    public const string NoLeader = "no-leader";

    /// <summary>No member has a leader.</summary>
    public const string NoQuorum = "no-quorum";

    /// <summary>Writes to the volume hang.</summary>
    public const string DiskStalled = "disk-stalled";

    /// <summary>etcd is out of space.</summary>
    public const string NoSpace = "no-space";

    /// <summary>This member's data differs from the others'.</summary>
    public const string Corrupt = "corrupt";

    /// <summary>The API server is not ready.</summary>
    public const string ApiServer = "apiserver";

    /// <summary>The kubelet does not answer.</summary>
    public const string Kubelet = "kubelet";

    /// <summary>kube-proxy does not answer.</summary>
    public const string Proxy = "proxy";

    /// <summary>The ingress controller on this node is not ready.</summary>
    public const string Ingress = "ingress";

    /// <summary>K3s does not answer.</summary>
    public const string K3s = "k3s";

    /// <summary>The node drains.</summary>
    public const string Draining = "draining";

    /// <summary>A certificate ends soon.</summary>
    public const string Certificate = "certificate";

    /// <summary>No snapshot was taken for three times the interval.</summary>
    public const string SnapshotOverdue = "snapshot-overdue";

    /// <summary>The store does not answer, so that boots and joins have to wait.</summary>
    public const string Store = "store";
}
