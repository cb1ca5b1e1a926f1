using Evenkeel.Core.Model.Node;
using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Supervision;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane.Machines;

/// <summary>An instance, with the agent and the processes that run on it.</summary>
internal sealed class Machine(int index, string name, NodeConfiguration configuration)
{
    private readonly Process?[] processes = new Process?[Enum.GetValues<Child>().Length];

    /// <summary>Its place among the machines that there ever were.</summary>
    public int Index { get; } = index;

    /// <summary>Its instance id.</summary>
    public string Name { get; } = name;

    /// <summary>Its agent's configuration.</summary>
    public NodeConfiguration Configuration { get; } = configuration;

    /// <summary>Its zone.</summary>
    public string Zone => Configuration.Zone;

    /// <summary>The agent's decisions; null while it is dead.</summary>
    public NodeSupervisor? Agent { get; set; }

    /// <summary>How many lives its agents have had: answers for one do not reach the next.</summary>
    public int Life { get; set; }

    /// <summary>Since when its agent has run without a break, in milliseconds of the run.</summary>
    public long UpSinceMs { get; set; }

    /// <summary>Whether it is up.</summary>
    public bool IsUp { get; set; }

    /// <summary>Whether it exists no more.</summary>
    public bool IsTerminated { get; set; }

    /// <summary>When EC2 tells so, in milliseconds of the run.</summary>
    public long TerminatedShownAt { get; set; } = long.MaxValue;

    /// <summary>Whether everything on it stands still, as on a host that is paused.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Whether etcd's ports are cut off: a rule of the kernel, which a boot forgets.</summary>
    public bool IsFenced { get; set; }

    /// <summary>What the agent keeps where a boot empties it.</summary>
    public string? Remembered { get; set; }

    /// <summary>Where the agent's clock begins; it never goes back while an agent lives.</summary>
    public long ClockStart { get; set; }

    /// <summary>How far its clock is from the right time.</summary>
    public long WallOffset { get; set; }

    /// <summary>The slot whose volume it has mounted; null for none.</summary>
    public Slot? Mounted { get; set; }

    /// <summary>Whether the group ends it, and its hook waits.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>What the agent last announced.</summary>
    public Verdict? Verdict { get; set; }

    /// <summary>When its certificates end; null while there are none.</summary>
    public long? CertificatesEndAt { get; set; }

    /// <summary>The effects after which its agent dies; negative for never.</summary>
    public int EffectsLeft { get; set; } = -1;

    /// <summary>The process of a child; null where none runs.</summary>
    public Process? this[Child child]
    {
        get => processes[(int)child];
        set => processes[(int)child] = value;
    }

    /// <summary>Its processes, in the order of their kinds.</summary>
    public IEnumerable<Process> Processes => processes.OfType<Process>();

    /// <summary>The process that has the member's data.</summary>
    public Process? Database =>
        this[Configuration.Etcd.Mode == Core.Model.Cluster.EtcdMode.Embedded ? Child.K3s : Child.Etcd];

    /// <summary>The member of etcd that answers; null for none.</summary>
    public Member? Member => Database is { IsStarted: true } process ? process.Member : null;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A child's process.</summary>
internal sealed class Process(Child child, long startedAt)
{
    /// <summary>Which child.</summary>
    public Child Child { get; } = child;

    /// <summary>When it began, in milliseconds of the run.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>Whether it has come so far that it answers.</summary>
    public bool IsStarted { get; set; }

    /// <summary>Whether a signal has stopped it.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Whether it was killed, and goes once its disk lets it.</summary>
    public bool IsKilled { get; set; }

    /// <summary>Its member of etcd; null where it has none, or none yet.</summary>
    public Member? Member { get; set; }

    /// <summary>The volume that it uses; null where it uses none.</summary>
    public Volume? Volume { get; set; }

    /// <summary>When it last answered, in milliseconds of the run.</summary>
    public long AnsweredAt { get; set; } = startedAt;

    /// <summary>When a linearizable read at its member last came through.</summary>
    public long ReadAt { get; set; } = startedAt;
}
