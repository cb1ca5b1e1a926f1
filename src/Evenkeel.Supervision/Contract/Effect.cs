using Evenkeel.Core.Model.Node;

namespace Evenkeel.Supervision.Contract;

/// <summary>
/// Something that a machine wants done. Effects of one step are begun in the order in which they are
/// returned: an <see cref="Order"/> has taken effect before the next one begins; a <see cref="Request"/> is
/// begun, and its answer comes back as <see cref="Answered"/>. No effect relies on the outcome of a request
/// of the same step: what must come after an answer is ordered after it. So an agent may die between any two.
/// </summary>
public abstract record Effect;

/// <summary>An effect without an answer. It is done at once and cannot fail.</summary>
public abstract record Order : Effect;

/// <summary>
/// An effect with an answer. Requests of one step may be done side by side. The machine waits for
/// <see cref="NodeTimings.Request"/>, or for <see cref="PatienceMs"/> where that is more, and then takes it
/// to
/// have failed; what it asked for may still happen.
/// </summary>
/// <param name="Id">Its number, which is never used twice in one life of the agent.</param>
public abstract record Request(long Id) : Effect
{
    /// <summary>How long it may take; 0 for the usual time.</summary>
    public virtual long PatienceMs => 0;
}

/// <summary>The verdict has changed: what <c>/healthz</c> answers from now on.</summary>
/// <param name="Verdict">The verdict.</param>
public sealed record Announce(Verdict Verdict) : Order;

/// <summary>A line for the log.</summary>
/// <param name="Event">Which event, by its stable number.</param>
/// <param name="Text">What happened, for people.</param>
public sealed record Report(NodeEvent Event, string Text) : Order;

/// <summary>
/// Cuts the own etcd off from everybody else: its ports (2379 and 2380), and its way to the others' 2380,
/// connections that stand included. What the agent asks of other members goes through. It needs no disk, and
/// holds until it is taken back, or until the machine boots.
/// </summary>
public sealed record Fence : Order;

/// <summary>Opens those ports again.</summary>
public sealed record Unfence : Order;

/// <summary>
/// Keeps, where a boot of the machine empties it, that this volume was checked and is in use; nothing, that
/// none is.
/// </summary>
/// <param name="Volume">
/// The volume's id, its count of boots and how far it had come; what <see cref="Started"/> brings back.
/// </param>
public sealed record RememberVolume(string Volume) : Order;

/// <summary>Kills a child at once. <see cref="ChildExited"/> tells when it is gone, which may be never
/// while its disk hangs.</summary>
/// <param name="Child">Which.</param>
public sealed record KillChild(Child Child) : Order;

/// <summary>
/// Asks a child to end (SIGTERM), and kills it after a time. <see cref="ChildExited"/> tells.
/// </summary>
/// <param name="Child">Which.</param>
/// <param name="GraceMs">The time.</param>
public sealed record StopChild(Child Child, long GraceMs) : Order;

/// <summary>
/// Starts a child, in a scope of its own in which it survives the agent. Where it runs already, nothing
/// happens.
/// Answer: <see cref="Done"/> once the process exists.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Child">Which.</param>
/// <param name="Options">How; the rest is in the configuration.</param>
public sealed record StartChild(long Id, Child Child, ChildOptions Options) : Request(Id);

/// <summary>What a child is told besides what the configuration says.</summary>
public abstract record ChildOptions
{
    private ChildOptions()
    {
    }

    /// <summary>Nothing.</summary>
    public sealed record None : ChildOptions
    {
        /// <summary>The one value.</summary>
        public static None Value { get; } = new();
    }

    /// <summary>For etcd.</summary>
    /// <param name="Name">Its name: the slot's.</param>
    /// <param name="IsNew">
    /// <c>--initial-cluster-state</c>: new or existing. New is given once in a cluster's life, to the
    /// founder,
    /// on an empty directory.
    /// </param>
    /// <param name="Token"><c>--initial-cluster-token</c>.</param>
    /// <param name="Members">
    /// <c>--initial-cluster</c>: every member's peer URL; one that has never started is named by its slot.
    /// Empty
    /// where there must be data: etcd ignores the flag then, and its own URL will do. Should the data have
    /// gone meanwhile, it finds nobody to ask and ends, and does not start empty under an identity that had
    /// data.
    /// </param>
    public sealed record Etcd(
        string Name, bool IsNew, string Token, IReadOnlyList<EtcdMember> Members) : ChildOptions;

    /// <summary>For K3s.</summary>
    /// <param name="IsClusterInit">
    /// <c>--cluster-init</c>: given once in a cluster's life, to the founder with an empty directory.
    /// </param>
    /// <param name="Join">
    /// <c>--server</c>: the slot that it joins through, never the balancer (k3s-io/k3s#9661); null for none.
    /// </param>
    public sealed record K3s(bool IsClusterInit, string? Join) : ChildOptions;
}
