using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>What can happen to a control plane.</summary>
internal static class PlaneFaults
{
    /// <summary>An instance ends, and its group launches another one.</summary>
    public static void Terminate(this Plane plane, Machine machine, bool isReplaced = true)
    {
        if (machine.IsTerminated)
        {
            return;
        }

        plane.Note(machine.Name, "terminated");
        plane.PowerOff(machine);
        machine.IsTerminated = true;
        var shown = plane.Between(5000, 90_000);
        machine.TerminatedShownAt = plane.NowMs + shown;
        plane.After(shown, () =>
        {
            // What is attached is mostly let go of; what is not can be taken by force.
            if (plane.Random.Below(4) > 0)
            {
                LetGo(plane, machine);
            }
        });
        if (isReplaced)
        {
            var (from, to) = plane.Settings.ReplacementSeconds;
            _ = plane.Launch(machine.Zone, plane.Between(from * 1000, to * 1000));
        }
    }

    /// <summary>A machine goes down, and boots again.</summary>
    public static void Reboot(this Plane plane, Machine machine)
    {
        if (machine.IsUp)
        {
            var (from, to) = plane.Settings.BootSeconds;
            plane.Note(machine.Name, "goes down");
            plane.PowerOff(machine);
            plane.After(plane.Between(from * 1000, to * 1000), () => plane.Boot(machine));
        }
    }

    /// <summary>The group ends a machine in order: its hook waits for a while.</summary>
    public static void Leave(this Plane plane, Machine machine, long patienceMs)
    {
        plane.Note(machine.Name, "the group ends it; its hook waits");
        machine.IsLeaving = true;
        plane.After(patienceMs, () => plane.Terminate(machine));
    }

    /// <summary>A machine stands still for a while, and goes on.</summary>
    public static void Pause(this Plane plane, Machine machine, long milliseconds)
    {
        if (machine is { IsUp: true, IsPaused: false })
        {
            plane.Note(machine.Name, $"stands still for {milliseconds} ms");
            plane.SetPaused(machine, true);
            plane.After(milliseconds, () => plane.Continue(machine));
        }
    }

    /// <summary>A machine stands still until it is told to go on.</summary>
    public static void Freeze(this Plane plane, Machine machine)
    {
        if (machine is { IsUp: true, IsPaused: false })
        {
            plane.Note(machine.Name, "stands still");
            plane.SetPaused(machine, true);
        }
    }

    /// <summary>A machine that stands still goes on where it stood.</summary>
    public static void Continue(this Plane plane, Machine machine)
    {
        if (machine.IsPaused)
        {
            plane.SetPaused(machine, false);
        }
    }

    private static void SetPaused(this Plane plane, Machine machine, bool isPaused)
    {
        machine.IsPaused = isPaused;
        machine.UpSinceMs = plane.NowMs;
        foreach (var process in machine.Processes)
        {
            SetStopped(process, isPaused || process.IsStopped || process.IsKilled);
        }
    }

    /// <summary>A process is stopped by a signal; whoever watches it kills it.</summary>
    public static void Hang(this Plane plane, Machine machine, Child child)
    {
        if (machine[child] is { } process)
        {
            plane.Note(machine.Name, $"{child} is stopped by a signal");
            process.IsStopped = true;
            SetStopped(process, true);
        }
    }

    /// <summary>A process is killed.</summary>
    public static void Kill(this Plane plane, Machine machine, Child child)
    {
        if (machine[child] is { } process)
        {
            plane.Note(machine.Name, $"{child} is killed");
            process.IsKilled = true;
            void Go() => plane.End(machine, process, ExitReason.Unknown);
            if (process.Volume is { } volume)
            {
                volume.Do(Go);
            }
            else
            {
                Go();
            }
        }
    }

    /// <summary>Writes to a slot's volume hang from now on, or no more.</summary>
    public static void Stall(this Plane plane, Slot slot, bool isStalled)
    {
        if (slot.Volume is { } volume && volume.IsStalled != isStalled)
        {
            plane.Note(slot.Address.Name, isStalled ? "writes hang" : "writes come through again");
            var users = plane.Machines.SelectMany(m => m.Processes).Where(p => p.Volume == volume).ToList();
            foreach (var member in users.Select(p => p.Member).OfType<Member>())
            {
                member.IsDiskStalled = isStalled;
            }

            volume.Stall(isStalled, plane.NowMs);
            foreach (var process in users.Where(_ => !isStalled))
            {
                process.Member?.Resume();
            }
        }
    }

    /// <summary>For a while a slot's volume shows nothing; its machine goes down.</summary>
    public static void ShowBlank(this Plane plane, Slot slot, long milliseconds)
    {
        if (slot.Volume is { Holder: { IsUp: true } holder } volume)
        {
            plane.Note(slot.Address.Name, $"the volume shows nothing for {milliseconds} ms");
            volume.BlankUntil = plane.NowMs + milliseconds;
            plane.Reboot(holder);
        }
    }

    /// <summary>The database of a slot is damaged; its process is killed.</summary>
    public static void Damage(this Plane plane, Slot slot)
    {
        if (slot.Volume is { Data: not null, IsStalled: false } volume)
        {
            plane.Note(slot.Address.Name, "the database is damaged");
            KillUser(plane, volume);
            volume.IsDamaged = true;
        }
    }

    /// <summary>An operator orders to restore the latest snapshot; false where there is none.</summary>
    public static bool OrderRestore(this Plane plane, IReadOnlyList<string> gone)
    {
        var key = StoreKey.Order(Plane.Incarnation);
        var present = plane.Store.Read(key);
        if (plane.Store.Snapshots is not [.., var latest])
        {
            return false;
        }

        plane.Note("ops", $"restore {latest.Info.Name}; gone: {string.Join(',', gone)}");
        var order = new RestoreOrder(
            $"order-{plane.NowMs}", latest.Info.Name, gone, (present.Content as RestoreOrder)?.Name ?? "");
        _ = plane.Store.Write(key, order, present.ETag);
        return true;
    }

    /// <summary>A slot's volume is lost; a blank one takes its place.</summary>
    public static void LoseVolume(this Plane plane, Slot slot)
    {
        plane.Note(slot.Address.Name, "the volume is lost; a blank one takes its place");
        plane.Stall(slot, false);
        var holder = slot.Volume?.Holder;
        slot.Volume = plane.NewVolume();
        if (holder is not null)
        {
            plane.Reboot(holder);
        }
    }

    /// <summary>
    /// The data of etcd is deleted under it; the process that has it is killed. The record stays in the
    /// seconds in which a process may be about to start on what was just looked at.
    /// </summary>
    public static void LoseData(this Plane plane, Slot slot, bool withRecord)
    {
        if (slot.Volume is { IsStalled: false } volume)
        {
            withRecord &= !IsAboutToStart(plane, volume);
            plane.Note(
                slot.Address.Name, (withRecord ? "everything on the volume" : "etcd's data") + " is deleted");
            KillUser(plane, volume);
            volume.Data = null;
            volume.Record = withRecord ? null : volume.Record;
        }
    }

    /// <summary>Keeps what is on a slot's volume, for an old copy.</summary>
    public static void TakeCopy(this Plane plane, Slot slot)
    {
        if (slot.Volume is { Data: { } data } volume)
        {
            plane.Note(slot.Address.Name, "somebody copies the volume");
            volume.Copy = (volume.Record, data.Copy());
        }
    }

    /// <summary>
    /// An old copy is put back, where it is so old that the slot's mark can tell; false where it is not, and
    /// in the seconds in which a process may be about to start on what was just looked at.
    /// </summary>
    public static bool PutCopyBack(this Plane plane, Slot slot, bool withRecord, bool onNewVolume)
    {
        var key = StoreKey.Slot(Plane.Incarnation, slot.Address.Name);
        if (slot.Volume is not { Copy: { } copy, IsStalled: false } volume
            || IsAboutToStart(plane, volume)
            || plane.Store.Read(key).Content is not SlotMark mark
            || !(mark.MemberId == copy.Data.MemberId && copy.Data.DiskRevision < mark.Revision))
        {
            return false;
        }

        plane.Note(slot.Address.Name, "an old copy of etcd's data is put back");
        KillUser(plane, volume);
        if (onNewVolume)
        {
            plane.LoseVolume(slot);
            volume = slot.Volume!;
        }

        volume.Data = copy.Data.Copy();
        volume.Data.IsStale = true;
        volume.Record = withRecord || onNewVolume ? copy.Record : volume.Record ?? copy.Record;
        return true;
    }

    /// <summary>Detaches what a machine that exists no more still holds.</summary>
    public static void LetGo(Plane plane, Machine machine)
    {
        foreach (var slot in plane.Slots)
        {
            if (slot.Volume is { } volume && volume.Holder == machine)
            {
                volume.Holder = null;
            }

            slot.Interface = slot.Interface == machine ? null : slot.Interface;
        }
    }

    private static bool IsAboutToStart(Plane plane, Volume volume) =>
        plane.NowMs - volume.InspectedAt < 5000;

    private static void KillUser(Plane plane, Volume volume)
    {
        if (volume.Holder is { IsUp: true, Database: { } process } holder && process.Volume == volume)
        {
            plane.End(holder, process, ExitReason.Unknown);
        }
    }

    private static void SetStopped(Process process, bool isStopped)
    {
        if (process.Member is { } member && member.IsStopped != isStopped)
        {
            member.IsStopped = isStopped;
            if (!isStopped)
            {
                member.Resume();
            }
        }
    }
}
