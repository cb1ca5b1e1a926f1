namespace Evenkeel.Supervision.Contract;

/// <summary>
/// Something that a node's machine hears of. All it knows of the world is in its inputs.
/// </summary>
/// <param name="Now">
/// Milliseconds on a clock that never goes back while the agent runs. Where it begins does not matter, and no
/// two nodes need to agree: deadlines are measured on it, and on nothing else.
/// </param>
public abstract record Input(long Now);

/// <summary>
/// The first input of an agent's life: at the machine's boot, or when the agent died before.
/// </summary>
/// <param name="Now">See <see cref="Input"/>.</param>
/// <param name="Instance">The machine: its EC2 instance id, or its name in a lab.</param>
/// <param name="Nonce">
/// A number drawn at random for this life of the agent. It tells its writes from those of any other.
/// </param>
/// <param name="Adopted">Children that live on from an agent before, found by their pid files.</param>
/// <param name="VerifiedVolume">
/// What <see cref="RememberVolume"/> last kept since the machine booted (in <c>/var/lib/evenkeel/run</c>,
/// which
/// a boot empties); null where nothing was. It spares an agent that died the checks of a volume in use.
/// </param>
public sealed record Started(
    long Now, string Instance, ulong Nonce, IReadOnlyList<RunningChild> Adopted, string? VerifiedVolume)
    : Input(Now);

/// <summary>
/// Time goes by: once a second, with what is known locally. Between two ticks an executor samples children,
/// disk and its own member of etcd in the background; a tick never waits for them.
/// </summary>
/// <param name="Now">See <see cref="Input"/>.</param>
/// <param name="Wall">
/// Milliseconds since 1970 by the machine's clock, which may jump: for names, certificates and people.
/// </param>
/// <param name="Jitter">A number from 0 up to but not including 1, drawn at random for this tick.</param>
/// <param name="Facts">What is known locally.</param>
public sealed record Tick(long Now, long Wall, double Jitter, LocalFacts Facts) : Input(Now);

/// <summary>A request is answered. An answer to a request that was given up already is ignored.</summary>
/// <param name="Now">See <see cref="Input"/>.</param>
/// <param name="Request">The number of the request.</param>
/// <param name="Answer">What came of it; <see cref="Failed"/> where nothing did.</param>
public sealed record Answered(long Now, long Request, Answer Answer) : Input(Now);

/// <summary>A child has ended. It may have been started by this agent, or adopted.</summary>
/// <param name="Now">See <see cref="Input"/>.</param>
/// <param name="Child">Which.</param>
/// <param name="Reason">What its last words say.</param>
/// <param name="Detail">Its exit code or signal, and its last line, for people.</param>
public sealed record ChildExited(long Now, Child Child, ExitReason Reason, string Detail) : Input(Now);

/// <summary>
/// Somebody on the machine orders the node to leave: it drains as if its instance were terminated, and then
/// lets go of its slot.
/// </summary>
/// <param name="Now">See <see cref="Input"/>.</param>
public sealed record LeaveOrdered(long Now) : Input(Now);

/// <summary>What a child's last words say of why it ended.</summary>
public enum ExitReason
{
    /// <summary>Nothing that changes what is to be done: it is started again.</summary>
    Unknown,

    /// <summary>
    /// etcd's log is behind what it had acknowledged: <c>tocommit(N) is out of range</c> (etcd-io/raft,
    /// log.go).
    /// Its data was lost or is an old copy, and its identity must not be used again.
    /// </summary>
    LostData,

    /// <summary>
    /// The member was removed: <c>the member has been permanently removed from the cluster</c> (etcd), or
    /// <c>this server has been removed from the cluster</c> (K3s).
    /// </summary>
    Removed,

    /// <summary>
    /// The database or the log cannot be read: checksum errors, <c>walpb: crc mismatch</c>.
    /// </summary>
    Damaged,
}
