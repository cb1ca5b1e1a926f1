using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab.Networks;

/// <summary>How the slots of a lab reach each other.</summary>
internal abstract class LabNetwork
{
    /// <summary>Whether packets between slots can be dropped.</summary>
    public abstract bool CanPartition { get; }

    /// <summary>The network of a lab.</summary>
    public static LabNetwork Of(LabFolder folder, LabSettings settings) =>
        settings.Network == LabNetworkKind.Namespaces
            ? new NamespaceNetwork(folder, settings) : new LoopbackNetwork();

    /// <summary>Makes it; what is there already stays.</summary>
    public abstract void Up();

    /// <summary>Removes it.</summary>
    public abstract void Down();

    /// <summary>What comes before a command that shall run on a slot's machine.</summary>
    public abstract IReadOnlyList<string> Enter(LabSlot slot);

    /// <summary>Drops what one slot sends to another.</summary>
    public abstract void Drop(LabSlot from, LabSlot to);

    /// <summary>Drops nothing any more.</summary>
    public abstract void Heal();
}

/// <summary>Every slot has an address of loopback.</summary>
internal sealed class LoopbackNetwork : LabNetwork
{
    public override bool CanPartition => false;

    public override void Up()
    {
    }

    public override void Down()
    {
    }

    public override IReadOnlyList<string> Enter(LabSlot slot) => [];

    public override void Drop(LabSlot from, LabSlot to) =>
        throw new InvalidOperationException("on loopback nothing tells who sends");

    public override void Heal()
    {
    }
}
