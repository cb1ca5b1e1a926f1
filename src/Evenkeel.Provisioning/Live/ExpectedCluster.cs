using System.Collections.Immutable;

namespace Evenkeel.Provisioning.Live;

/// <summary>What there should be in AWS.</summary>
/// <param name="Cluster">The cluster's name.</param>
/// <param name="ClusterTag">The tag whose value it is.</param>
/// <param name="GroupTag">The tag that says which group of the model one is.</param>
/// <param name="SlotTag">The tag that says whose slot a volume is.</param>
/// <param name="Groups">Auto Scaling groups.</param>
/// <param name="Slots">Slots of the control plane, each with a volume.</param>
public sealed record ExpectedCluster(
    string Cluster, string ClusterTag, string GroupTag, string SlotTag,
    ImmutableArray<ExpectedGroup> Groups, ImmutableArray<ExpectedSlot> Slots);

/// <summary>A group that there should be.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Zones">Its zones.</param>
/// <param name="Min">How many machines it has at least.</param>
/// <param name="Max">How many it has at most.</param>
public sealed record ExpectedGroup(string Name, ImmutableArray<string> Zones, int Min, int Max);

/// <summary>A slot that there should be.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Zone">Its zone.</param>
public sealed record ExpectedSlot(string Name, string Zone);
