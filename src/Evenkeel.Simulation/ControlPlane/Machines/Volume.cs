using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane.Machines;

/// <summary>A slot's volume, and what is on it.</summary>
internal sealed class Volume(string id)
{
    private readonly Queue<Action> hanging = new();

    /// <summary>Its id.</summary>
    public string Id { get; } = id;

    /// <summary>The machine that it is attached to; null for none.</summary>
    public Machine? Holder { get; set; }

    /// <summary>Its <c>slot.json</c>.</summary>
    public SlotRecord? Record { get; set; }

    /// <summary>The data of etcd.</summary>
    public MemberData? Data { get; set; }

    /// <summary>Whether the database cannot be read.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>
    /// Until when it shows nothing of what is on it, as one that is mounted too early does; in milliseconds
    /// of the run.
    /// </summary>
    public long BlankUntil { get; set; }

    /// <summary>When it was last looked at, in milliseconds of the run.</summary>
    public long InspectedAt { get; set; } = long.MinValue / 2;

    /// <summary>Whether writes hang.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>When they began to, in milliseconds of the run.</summary>
    public long StalledAt { get; private set; }

    /// <summary>
    /// A copy as it was at some time: of etcd's data, and of <c>slot.json</c>.
    /// </summary>
    public (SlotRecord? Record, MemberData Data)? Copy { get; set; }

    /// <summary>Does something on the disk, in order: now, or once it answers again.</summary>
    public void Do(Action action)
    {
        if (IsStalled)
        {
            hanging.Enqueue(action);
        }
        else
        {
            action();
        }
    }

    /// <summary>Writes hang from now on, or no more.</summary>
    public void Stall(bool stalled, long now)
    {
        (IsStalled, StalledAt) = (stalled, now);
        while (!IsStalled && hanging.TryDequeue(out var action))
        {
            action();
        }
    }
}
