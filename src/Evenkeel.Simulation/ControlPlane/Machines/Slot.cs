using Evenkeel.Core.Model.Node;

namespace Evenkeel.Simulation.ControlPlane.Machines;

/// <summary>A slot: a volume and a network interface that outlive the machines.</summary>
internal sealed class Slot(int index, SlotAddress address, Volume volume)
{
    /// <summary>Its place among the slots.</summary>
    public int Index { get; } = index;

    /// <summary>Its name, zone and address.</summary>
    public SlotAddress Address { get; } = address;

    /// <summary>Its volume; null while there is none.</summary>
    public Volume? Volume { get; set; } = volume;

    /// <summary>The machine that has the interface; null for none.</summary>
    public Machine? Interface { get; set; }
}
