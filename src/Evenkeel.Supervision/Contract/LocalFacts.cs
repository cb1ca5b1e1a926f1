namespace Evenkeel.Supervision.Contract;

/// <summary>What an executor knows of its own machine at a tick, without asking anybody now.</summary>
public sealed record LocalFacts
{
    /// <summary>Nothing runs, and nothing is mounted.</summary>
    public static LocalFacts Nothing { get; } = new();

    /// <summary>
    /// Milliseconds since the canary (a small file on the slot's volume, written and flushed to disk each
    /// second by a thread of its own) last came through; 0 where nothing is mounted. A write that hangs lets
    /// it grow. etcd itself does not notice: a blocked write stops its own clock (etcd-io/etcd#13527).
    /// </summary>
    public long DiskSilentMs { get; init; }

    /// <summary>
    /// The last status that the own member of etcd gave; null where it has given none since its start.
    /// </summary>
    public EtcdStatus? Etcd { get; init; }

    /// <summary>Milliseconds since the own member gave that status, or since its start.</summary>
    public long EtcdSilentMs { get; init; }

    /// <summary>
    /// Milliseconds since a linearizable read at the own member last came through within two seconds, or
    /// since
    /// its start. A leader that lost its quorum still knows itself as leader for a while; such a read tells.
    /// </summary>
    public long ReadSilentMs { get; init; }

    /// <summary>Children that run, in the order of <see cref="Child"/>.</summary>
    public IReadOnlyList<ChildFacts> Children { get; init; } = [];

    /// <summary>
    /// When the first of this node's certificates ends, as milliseconds since 1970; null where there is none.
    /// </summary>
    public long? CertificatesEndAt { get; init; }

    /// <summary>
    /// Whether the ingress controller's pod on this node is ready; null where nobody asks for it.
    /// </summary>
    public bool? IngressReady { get; init; }
}

/// <summary>A child that runs.</summary>
/// <param name="Child">Which.</param>
/// <param name="SilentMs">
/// Milliseconds since it last said that it is alive (<c>/livez</c>, <c>/healthz</c>), or since its start.
/// </param>
/// <param name="IsReady">Whether it said at its last probe that it can serve (<c>/readyz</c>).</param>
public sealed record ChildFacts(Child Child, long SilentMs, bool IsReady);

/// <summary>A child that was found running when the agent started.</summary>
/// <param name="Child">Which.</param>
public sealed record RunningChild(Child Child);

/// <summary>The processes that an agent may have.</summary>
public enum Child
{
    /// <summary>etcd.</summary>
    Etcd,

    /// <summary>K3s, as server or agent.</summary>
    K3s,

    /// <summary>kube-apiserver.</summary>
    ApiServer,

    /// <summary>kube-controller-manager.</summary>
    ControllerManager,

    /// <summary>kube-scheduler.</summary>
    Scheduler,

    /// <summary>The kubelet.</summary>
    Kubelet,

    /// <summary>kube-proxy.</summary>
    Proxy,
}

/// <summary>What a member of etcd says of itself (<c>Maintenance.Status</c>, and its alarms).</summary>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="MemberId">Its own id.</param>
/// <param name="LeaderId">The leader's id; 0 where it knows none.</param>
/// <param name="Term">Its term of raft.</param>
/// <param name="Index">The index of the last entry that it has applied.</param>
/// <param name="Revision">The revision of its store.</param>
/// <param name="IsLearner">Whether it has no vote yet.</param>
/// <param name="Alarms">The cluster's alarms as it knows them.</param>
public sealed record EtcdStatus(
    ulong ClusterId,
    ulong MemberId,
    ulong LeaderId,
    ulong Term,
    long Index,
    long Revision,
    bool IsLearner,
    IReadOnlyList<EtcdAlarm> Alarms)
{
    /// <summary>Whether it leads.</summary>
    public bool IsLeader => LeaderId == MemberId && MemberId != 0;
}

/// <summary>An alarm of etcd.</summary>
/// <param name="MemberId">The member that raised it.</param>
/// <param name="Kind">What it is.</param>
public sealed record EtcdAlarm(ulong MemberId, EtcdAlarmKind Kind);

/// <summary>Kinds of alarm.</summary>
public enum EtcdAlarmKind
{
    /// <summary>The database has reached its quota: no more writes, on any member.</summary>
    NoSpace,

    /// <summary>The member's data differs from the others'.</summary>
    Corrupt,
}

/// <summary>A member of etcd as the list of members has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name; empty until it has started for the first time.</param>
/// <param name="PeerUrl">Its peer URL.</param>
/// <param name="IsLearner">Whether it has no vote yet.</param>
public sealed record EtcdMember(ulong Id, string Name, string PeerUrl, bool IsLearner);
