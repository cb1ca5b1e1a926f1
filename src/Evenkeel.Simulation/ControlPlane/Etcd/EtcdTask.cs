using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane.Etcd;

/// <summary>
/// Something that a client asks of etcd. It is answered once it is done or refused, or never.
/// </summary>
internal sealed class EtcdTask(EntryKind kind, Action<EtcdTask, Answer> answer)
{
    /// <summary>What it does; <see cref="EntryKind.Empty"/> for a linearizable read.</summary>
    public EntryKind Kind { get; } = kind;

    /// <summary>A write's number, or the member that is changed.</summary>
    public Peer? Peer { get; set; }

    /// <summary>A write's number.</summary>
    public int Number { get; init; }

    /// <summary>Where its entry is in the log of the leader that took it.</summary>
    public int Index { get; set; }

    /// <summary>That leader's term.</summary>
    public int Term { get; set; }

    /// <summary>The round after which a majority must have answered for a read to be done.</summary>
    public int Round { get; set; }

    /// <summary>The member that did it, for answers that tell what it knows.</summary>
    public Member? By { get; private set; }

    /// <summary>Answers.</summary>
    public void Answer(Member by, Answer with)
    {
        By = by;
        answer(this, with);
    }
}
