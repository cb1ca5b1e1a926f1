namespace Evenkeel.Lab.Faults;

/// <summary>Kinds of fault.</summary>
public enum FaultKind
{
    /// <summary>A zone loses its power: its slots, and the balancer's node there.</summary>
    Zone,

    /// <summary>A slot's machine is lost.</summary>
    Slot,

    /// <summary>A slot's machine and its disk are lost.</summary>
    Disk,

    /// <summary>Writes to a slot's disk hang.</summary>
    DiskStall,

    /// <summary>A slot's disk is an old copy of itself from when it is healed on.</summary>
    DiskOld,

    /// <summary>Slots do not hear each other.</summary>
    Partition,

    /// <summary>A program is killed.</summary>
    Kill,

    /// <summary>A program, or everything on a machine, stands still.</summary>
    Stop,

    /// <summary>All machines lose their power at once, and have it again.</summary>
    Restart,
}

/// <summary>Something that goes wrong.</summary>
/// <param name="Kind">What.</param>
/// <param name="Target">
/// A zone; a slot, or <c>leader</c>; for a partition its two sides; for a restart <c>all</c>.
/// </param>
/// <param name="Program">The program that is killed or stopped; <c>slot</c> for a whole machine.</param>
/// <param name="IsOneWay">Whether only what the first side of a partition sends is lost.</param>
public sealed record Fault(FaultKind Kind, string Target, string? Program = null, bool IsOneWay = false)
{
    /// <summary>Whether it ends by itself, so that nothing is there to be healed.</summary>
    public bool IsMoment => Kind is FaultKind.Kill or FaultKind.Restart;

    /// <summary>As <c>--fail</c> takes it.</summary>
    public override string ToString() => Kind switch
    {
        FaultKind.Zone => $"zone={Target}",
        FaultKind.Slot => $"slot={Target}",
        FaultKind.Disk => $"disk={Target}",
        FaultKind.DiskStall => $"disk={Target}:stall",
        FaultKind.DiskOld => $"disk={Target}:old-copy",
        FaultKind.Partition => $"partition={Target}{(IsOneWay ? ":one-way" : "")}",
        FaultKind.Kill => $"kill={Program}:{Target}",
        FaultKind.Stop => $"stop={Program}:{Target}",
        FaultKind.Restart => $"restart={Target}",
        _ => throw new InvalidOperationException($"fault {Kind}"),
    };
}
