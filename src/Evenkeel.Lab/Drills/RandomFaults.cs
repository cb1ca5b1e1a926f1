using Evenkeel.Lab.Faults;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab.Drills;

/// <summary>Faults drawn by a seed: the same seed gives the same faults for labs of the same shape.</summary>
internal sealed class RandomFaults(LabSettings settings, int seed)
{
    private const int ShortestMs = 500;
    private const int LongestMs = 5000;

    /// <summary>Long enough for the agent to cut off an etcd whose disk hangs.</summary>
    private const int LongestStallMs = 12_000;

    private readonly Random random = new(seed);

    /// <summary>The next fault, and how long it stays.</summary>
    public (Fault Fault, TimeSpan Hold) Next()
    {
        var slot = settings.Slots[random.Next(settings.Slots.Count)].Name;
        var fault = random.Next(settings.Network == LabNetworkKind.Namespaces ? 14 : 11) switch
        {
            0 or 1 => new Fault(FaultKind.Kill, slot, "etcd"),
            2 => new Fault(FaultKind.Kill, slot, "agent"),
            3 => new Fault(FaultKind.Stop, slot, "etcd"),
            4 => new Fault(FaultKind.Stop, slot, FaultText.Machine),
            5 => new Fault(FaultKind.Slot, slot),
            6 => new Fault(FaultKind.Disk, slot),
            7 => new Fault(FaultKind.DiskOld, slot),
            8 => new Fault(FaultKind.DiskStall, slot),
            9 => new Fault(FaultKind.Zone, settings.Zones[random.Next(settings.Zones.Count)].Name),
            10 => new Fault(FaultKind.Restart, "all"),
            var kind => Partition(slot, kind),
        };
        var longest = fault.Kind == FaultKind.DiskStall ? LongestStallMs : LongestMs;
        return (fault, TimeSpan.FromMilliseconds(random.Next(ShortestMs, longest)));
    }

    private Fault Partition(string slot, int kind)
    {
        var others = settings.Slots.Select(s => s.Name).Where(s => s != slot).ToList();
        var other = others[random.Next(others.Count)];
        return kind switch
        {
            11 => new Fault(FaultKind.Partition, $"{slot}/{string.Join(',', others)}"),
            12 => new Fault(FaultKind.Partition, $"{slot}/{other}"),
            _ => new Fault(FaultKind.Partition, $"{slot}/{string.Join(',', others)}", IsOneWay: true),
        };
    }
}
