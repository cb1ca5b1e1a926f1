using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Diagnostics;

/// <summary>What can be wrong with a node's configuration beyond JSON: codes EK61nn.</summary>
public static class NodeDiagnostics
{
    /// <summary>Every kind of this stage.</summary>
    public static DiagnosticCatalogue Catalogue { get; } = new("Node configuration");

    /// <summary>Mistakes of form in a node's configuration.</summary>
    public static ReaderCodes Form { get; } =
        ReaderCodes.Define(Catalogue, ("EK6101", "EK6102", "EK6103", "EK6104"), "the node's configuration");

    private static readonly DiagnosticDescriptor SlotKind = Catalogue.Error(
        "EK6110", "A slot that does not exist",
        "A server fills one of the slots that the configuration lists, and one of its own zone: volumes and "
        + "network interfaces do not leave theirs.",
        "the slot `d` is not among `slots`");

    private static readonly DiagnosticDescriptor TwiceKind = Catalogue.Error(
        "EK6111", "Two slots are the same",
        "Slots are told apart by their names, and members of etcd by their addresses.",
        "two slots are named `a`");

    private static readonly DiagnosticDescriptor MixedKind = Catalogue.Error(
        "EK6112", "etcd is dedicated for some slots only",
        "Either every slot has a server's address besides the one of its member of etcd, or none has.",
        "`slots[1].server` is missing, but other slots have one");

    private static readonly DiagnosticDescriptor CombinationKind = Catalogue.Error(
        "EK6113", "Settings that contradict each other",
        "Embedded etcd is K3s' own and runs in its servers. A role of etcd's own needs slots with a server's "
        + "address, and a worker needs a distribution.",
        "`etcd.mode` is embedded, but the distribution is not k3s");

    internal static Diagnostic NoSuchSlot(
        SourceSpan span, string slot, IEnumerable<string> names) => SlotKind.At(
        span,
        $"the slot {DisplayText.Quote(slot)} is not among `slots`",
        "write one of " + string.Join(", ", names));

    internal static Diagnostic SlotElsewhere(SourceSpan span, string slot, string zone) => SlotKind.At(
        span,
        $"the slot {DisplayText.Quote(slot)} is in {DisplayText.Quote(zone)}, another zone than the node",
        "give the node a slot of its zone");

    internal static Diagnostic Twice(SourceSpan span, string what) =>
        TwiceKind.At(span, $"two slots {what}", "give each slot its own");

    internal static Diagnostic Mixed(SourceSpan span, string path) => MixedKind.At(
        span, $"`{path}` is missing, but other slots have one", "give every slot one, or none");

    internal static Diagnostic Contradiction(SourceSpan span, string problem, string fix) =>
        CombinationKind.At(span, problem, fix);
}
