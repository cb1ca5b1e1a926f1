using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>What is asked of AWS: it happens at one instant, whether or not anybody still waits.</summary>
internal sealed class AwsRequests(Plane plane)
{
    private const long CertificateMs = 365L * 86_400_000;

    /// <summary>Does it.</summary>
    public Answer Do(Machine machine, Request request) => request switch
    {
        ReadIncarnation => new IncarnationRead(Plane.Incarnation),
        DescribeSlots => new SlotsDescribed(
            [.. plane.Slots.Where(s => s.Address.Zone == machine.Zone).Select(s => Describe(machine, s))]),
        AttachVolume attach => Attach(machine, attach.Slot, attach.IsForced),
        AttachInterface attach => AttachInterface(machine, attach.Slot, attach.IsForced),
        ReleaseSlot release => Release(machine, release.Slot),
        ReadObject read => plane.Store.Read(read.Key),
        WriteObject write => Write(write),
        EnsureSecrets => Ensure(),
        IssueCertificates => Issue(machine),
        FindSnapshots => new SnapshotsFound(plane.Store.Snapshots.LastOrDefault()?.Info),
        PruneSnapshots prune => Prune(prune.Keep),
        VerifySnapshot verify => plane.Store.Snapshots.Any(s => s.Info.Name == verify.Name)
            ? Done.Value : new Refused(Refusal.Other, "there is no such snapshot"),
        PollLifecycle => new LifecycleRead(
            machine.IsLeaving ? Lifecycle.Terminating : Lifecycle.InService,
            machine.IsLeaving ? 60_000 : null),
        CompleteLifecycle => Complete(machine),
        _ => Done.Value,
    };

    private Answer Write(WriteObject write)
    {
        var answer = plane.Store.Write(write.Key, write.Content, write.IfMatch);
        if (answer is ObjectWritten && write.Content is FoundingMarker marker)
        {
            plane.Watch.Mark(marker);
        }

        return answer;
    }

    private SlotState Describe(Machine machine, Slot slot) => new(
        slot.Address.Name,
        slot.Volume is { } volume ? HolderOf(machine, volume.Holder) : Attachment.Gone,
        HolderOf(machine, slot.Interface));

    private Attachment HolderOf(Machine machine, Machine? holder) =>
        holder is null ? Attachment.Free
        : holder == machine ? Attachment.Mine
        : plane.NowMs >= holder.TerminatedShownAt ? Attachment.Dead
        : Attachment.Other;

    private Answer Attach(Machine machine, string name, bool isForced)
    {
        var slot = SlotOf(name);
        if (slot.Volume is not { } volume)
        {
            return new Refused(Refusal.Other, "InvalidVolume.NotFound");
        }

        if (!MayHave(machine, volume.Holder, isForced))
        {
            return new Refused(Refusal.Conflict, "VolumeInUse");
        }

        volume.Holder = machine;
        return Done.Value;
    }

    private Answer AttachInterface(Machine machine, string name, bool isForced)
    {
        var slot = SlotOf(name);
        if (!MayHave(machine, slot.Interface, isForced))
        {
            return new Refused(Refusal.Conflict, "InvalidNetworkInterface.InUse");
        }

        slot.Interface = machine;
        return Done.Value;
    }

    private bool MayHave(Machine machine, Machine? holder, bool isForced) =>
        !machine.IsTerminated
        && (holder is null || holder == machine || (isForced && plane.NowMs >= holder.TerminatedShownAt));

    private Answer Release(Machine machine, string name)
    {
        var slot = SlotOf(name);
        if (slot.Volume is { } volume && volume.Holder == machine)
        {
            volume.Holder = null;
        }

        slot.Interface = slot.Interface == machine ? null : slot.Interface;
        machine.Mounted = machine.Mounted == slot ? null : machine.Mounted;
        return Done.Value;
    }

    private Answer Ensure()
    {
        plane.HasSecrets = true;
        return Done.Value;
    }

    private Answer Issue(Machine machine)
    {
        if (!plane.HasSecrets)
        {
            return new Refused(Refusal.Other, "the cluster's secrets do not exist yet");
        }

        machine.CertificatesEndAt = plane.WallOf(machine) + CertificateMs;
        return Done.Value;
    }

    private Answer Prune(int keep)
    {
        plane.Store.Prune(keep);
        return Done.Value;
    }

    private Answer Complete(Machine machine)
    {
        plane.Terminate(machine);
        return Done.Value;
    }

    private Slot SlotOf(string name) => plane.Slots.First(s => s.Address.Name == name);
}
