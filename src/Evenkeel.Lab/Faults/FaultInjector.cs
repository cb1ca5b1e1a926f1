using Evenkeel.Lab.Balancing;
using Evenkeel.Lab.Disks;
using Evenkeel.Lab.Layout;
using Evenkeel.Lab.Machines;
using Evenkeel.Lab.Networks;
using Evenkeel.Lab.Processes;

namespace Evenkeel.Lab.Faults;

/// <summary>Makes faults happen to the processes of a lab, and undoes them.</summary>
/// <param name="folder">The lab.</param>
/// <param name="settings">What it is made of.</param>
internal sealed class FaultInjector(LabFolder folder, LabSettings settings)
{
    private readonly LabNetwork network = LabNetwork.Of(folder, settings);

    /// <summary>The faults in force.</summary>
    public IReadOnlyList<Fault> InForce => LabJson.Read<List<Fault>>(folder.FaultsFile) ?? [];

    /// <summary>Slots that are off until they are healed.</summary>
    public IReadOnlySet<string> Off => InForce.SelectMany(f => f.Kind switch
    {
        FaultKind.Zone => settings.Slots.Where(s => s.Zone == f.Target).Select(s => s.Name),
        FaultKind.Slot or FaultKind.Disk => [f.Target],
        _ => [],
    }).ToHashSet(StringComparer.Ordinal);

    /// <summary>Lets a fault happen. Its target is a slot, and not <c>leader</c>.</summary>
    /// <returns>What was done, for people.</returns>
    public string Inject(Fault fault)
    {
        FaultText.Check(fault, settings);
        if (!fault.IsMoment)
        {
            // Written first: who dies half-way can be healed.
            LabJson.Write(folder.FaultsFile, InForce.Append(fault).Distinct());
        }

        switch (fault.Kind)
        {
            case FaultKind.Zone:
                SetZone(fault.Target, isDown: true);
                Each(s => s.Zone == fault.Target, m => m.PowerOff(isReplaced: true));
                return $"zone {fault.Target} has no power";
            case FaultKind.Slot:
                MachineOf(fault.Target).PowerOff(isReplaced: true);
                return $"the machine of slot {fault.Target} is lost";
            case FaultKind.Disk:
                MachineOf(fault.Target).PowerOff(isReplaced: true);
                MachineOf(fault.Target).Disk.Blank();
                return $"the machine of slot {fault.Target} and its disk are lost";
            case FaultKind.DiskStall:
                return Stall(fault.Target);
            case FaultKind.DiskOld:
                return CopyDisk(fault.Target);
            case FaultKind.Partition:
                return Partition(fault);
            case FaultKind.Kill:
                return Kill(fault);
            case FaultKind.Stop:
                var count = MachineOf(fault.Target).Signal(
                    fault.Program == FaultText.Machine ? null : fault.Program, Signals.Stop);
                return $"{count} processes of slot {fault.Target} stand still";
            case FaultKind.Restart:
                Each(_ => true, m => m.PowerOff(isReplaced: false));
                Each(s => !Off.Contains(s.Name), m => m.PowerOn());
                return "all machines are booted anew";
            default:
                throw new InvalidOperationException($"fault {fault.Kind}");
        }
    }

    /// <summary>Undoes every fault, and switches on what is off.</summary>
    /// <returns>The faults that were in force.</returns>
    public IReadOnlyList<Fault> Heal()
    {
        var healed = InForce;
        network.Heal();
        foreach (var slot in settings.Slots)
        {
            var machine = new Machine(folder, settings, slot);
            machine.Disk.Thaw();
            if (healed.Contains(new Fault(FaultKind.DiskOld, slot.Name))
                && Directory.Exists(folder.Copy(slot.Name)))
            {
                machine.PowerOff(isReplaced: true);
                machine.Disk.Restore(folder.Copy(slot.Name));
                Directory.Delete(folder.Copy(slot.Name), recursive: true);
            }

            foreach (var process in machine.Processes.Where(p => p.State is 'T' or 't'))
            {
                Signals.Send(process.Id, Signals.Continue);
            }

            machine.PowerOn();
        }

        foreach (var zone in settings.Zones)
        {
            SetZone(zone.Name, isDown: false);
        }

        File.Delete(folder.FaultsFile);
        return healed;
    }

    private string Kill(Fault fault)
    {
        var machine = MachineOf(fault.Target);
        if (machine.Signal(fault.Program, Signals.Kill) == 0)
        {
            return $"{fault.Program} of slot {fault.Target} does not run";
        }

        if (fault.Program != "agent")
        {
            return $"{fault.Program} of slot {fault.Target} is killed";
        }

        // Nobody but the lab plays systemd (Restart=always in the agent's unit).
        machine.RestartAgent();
        return $"the agent of slot {fault.Target} is killed, and started again";
    }

    private string Stall(string slot)
    {
        var machine = MachineOf(slot);
        if (machine.Disk.CanStall)
        {
            machine.Disk.Stall();
            return $"writes to the disk of slot {slot} hang";
        }

        machine.Signal("etcd", Signals.Stop);
        return $"etcd of slot {slot} stands still, as if its writes hung "
            + "(a disk that hangs by itself needs root and `lab up --disks loop`)";
    }

    private string CopyDisk(string slot)
    {
        var machine = MachineOf(slot);
        machine.PowerOff(isReplaced: false);
        machine.Disk.CopyTo(folder.Copy(slot));
        machine.PowerOn();
        return $"the disk of slot {slot} was copied; the copy is put back when it is healed";
    }

    private string Partition(Fault fault)
    {
        if (!network.CanPartition)
        {
            LabJson.Write(folder.FaultsFile, InForce.Where(f => f != fault));
            throw new LabException(
                "slots of this lab cannot be parted: on loopback nothing tells who sends",
                "start the lab as root with `evenkeel lab up --netns`");
        }

        var (from, to) = FaultText.Sides(fault, settings);
        foreach (var (one, other) in from.SelectMany(one => to.Select(other => (one, other))))
        {
            network.Drop(one, other);
            if (!fault.IsOneWay)
            {
                network.Drop(other, one);
            }
        }

        return fault.IsOneWay
            ? $"what {fault.Target.Replace("/", " sends to ", StringComparison.Ordinal)} is lost"
            : $"{fault.Target.Replace("/", " and ", StringComparison.Ordinal)} do not hear each other";
    }

    private Machine MachineOf(string slot) => new(folder, settings, settings.Slot(slot));

    private void Each(Func<LabSlot, bool> which, Action<Machine> act)
    {
        foreach (var slot in settings.Slots.Where(which))
        {
            act(new Machine(folder, settings, slot));
        }
    }

    private void SetZone(string zone, bool isDown)
    {
        var present = LabJson.Read<BalancerSettings>(folder.BalancerSettings)
            ?? throw new LabException("the balancer has no settings", "run `evenkeel lab up` again");
        var wanted = present with
        {
            Zones = [.. present.Zones.Select(z => z.Zone == zone ? z with { IsDown = isDown } : z)],
        };
        if (!present.Zones.SequenceEqual(wanted.Zones))
        {
            LabJson.Write(folder.BalancerSettings, wanted);
        }
    }
}
