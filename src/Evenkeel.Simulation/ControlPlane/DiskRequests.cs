using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>What is asked of the slot's volume: one after the other, while it takes writes.</summary>
internal sealed class DiskRequests(Plane plane)
{
    private const long BumpedRevisions = 1_000_000_000;

    /// <summary>Whether it is asked of the volume.</summary>
    public static bool Does(Request request) =>
        request is InspectDisk or WriteSlotRecord or ArchiveData or RestoreSnapshot;

    /// <summary>Does it, and answers.</summary>
    public void Do(Machine machine, Request request, Action<Answer> answer)
    {
        var slot = request is InspectDisk inspect
            ? plane.Slots.First(s => s.Address.Name == inspect.Slot) : machine.Mounted;
        if (slot?.Volume is not { } volume || volume.Holder != machine)
        {
            answer(new Refused(Refusal.Conflict, "the volume is not attached here"));
            return;
        }

        machine.Mounted = slot;
        volume.Do(() =>
        {
            if (volume.Holder == machine && machine.IsUp && machine.Mounted == slot)
            {
                answer(Do(slot, volume, request));
            }
        });
    }

    private Answer Do(Slot slot, Volume volume, Request request)
    {
        switch (request)
        {
            case WriteSlotRecord write:
                volume.Record = write.Record;
                return Done.Value;
            case ArchiveData:
                // What a volume does not show cannot be moved.
                if (!IsBlank(volume))
                {
                    volume.Data = null;
                    volume.IsDamaged = false;
                }

                return Done.Value;
            case RestoreSnapshot restore:
                return Restore(slot, volume, restore);
            default:
                volume.InspectedAt = plane.NowMs;
                return new DiskInspected(IsBlank(volume)
                    ? new DiskState(volume.Id, null, HasData: false, 0) : State(volume));
        }
    }

    private bool IsBlank(Volume volume) => plane.NowMs < volume.BlankUntil;

    private Answer Restore(Slot slot, Volume volume, RestoreSnapshot restore)
    {
        var snapshot = plane.Store.Snapshots.FirstOrDefault(s => s.Info.Name == restore.Name);
        if (snapshot is null)
        {
            return new Refused(Refusal.Other, "there is no such snapshot");
        }

        volume.BlankUntil = 0;
        volume.Data = plane.IsEmbedded
            ? plane.K3s.Begin(
                slot, restore.Token, snapshot.Info.Revision, snapshot.Cluster.Lineage + 1, isRestored: true)
            : Begin(slot, restore.Token, snapshot);
        return new SnapshotRestored(State(volume));
    }

    private MemberData Begin(Slot slot, string token, SnapshotData snapshot)
    {
        var first = new Peer(
            (ulong)plane.Random.Below(int.MaxValue) + 1, slot.Index, plane.PeerUrl(slot), IsLearner: false);
        var cluster = new EtcdCluster(
            (ulong)plane.Random.Below(int.MaxValue) + 1, token, first,
            snapshot.Info.Revision + BumpedRevisions, snapshot.Cluster.Lineage + 1);
        return MemberData.OfFirst(cluster);
    }

    private static DiskState State(Volume volume) => new(
        volume.Id, volume.Record, volume.Data is not null,
        volume.IsDamaged ? 0 : volume.Data?.DiskRevision ?? 0, volume.IsDamaged, volume.Data?.MemberId ?? 0);
}
