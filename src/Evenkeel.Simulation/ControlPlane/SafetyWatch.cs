using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>
/// Looks that nothing comes about that must never: two clusters, two founders, a stale volume in use. What
/// must not happen between members is looked at where it would: <see cref="EtcdCluster"/>,
/// <see cref="Leadership"/>.
/// </summary>
internal sealed class SafetyWatch(Plane plane)
{
    private readonly HashSet<ulong> marked = [];

    /// <summary>The cluster that may take writes: of the last marker; 0 while there is none.</summary>
    public ulong Current { get; private set; }

    /// <summary>How often something was looked at.</summary>
    public long Looks { get; private set; }

    /// <summary>When a client's write was last acknowledged, in milliseconds of the run.</summary>
    public long AcknowledgedAt { get; private set; } = long.MinValue;

    /// <summary>A marker was written.</summary>
    public void Mark(FoundingMarker marker)
    {
        Current = marker.ClusterId;
        marked.Add(marker.ClusterId);
    }

    /// <summary>A client from elsewhere was told that its write is done.</summary>
    public void Acknowledged(EtcdCluster cluster)
    {
        Looks++;
        AcknowledgedAt = plane.NowMs;
        cluster.Acknowledge();
        if (cluster.Id != Current)
        {
            throw new SafetyViolation(
                $"two clusters: {cluster.Id:x} acknowledged a write, and the marker names {Current:x}");
        }
    }

    /// <summary>A member is about to run on a volume.</summary>
    public static void Starts(Volume volume)
    {
        if (volume.Data is { IsStale: true } data)
        {
            throw new SafetyViolation(
                $"a stale volume is joined: member {data.MemberId:x} starts on an old copy ({volume.Id})");
        }
    }

    /// <summary>Looks at a machine.</summary>
    public void Look(Machine machine)
    {
        Looks++;
        if (machine is { IsFenced: false, Member: { Role: RaftRole.Leader } member, Mounted: { } slot }
            && slot.Interface == machine && !marked.Contains(member.Data.Cluster.Id))
        {
            throw new SafetyViolation(
                $"two founders: {machine} leads {member.Data.Cluster.Id:x}, of which there is no marker, and "
                + "its ports are open");
        }
    }
}
