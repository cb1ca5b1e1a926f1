using Evenkeel.Core.Quantities;

namespace Evenkeel.Core.Model.Cluster;

/// <summary>Where etcd runs.</summary>
public enum EtcdTopology
{
    /// <summary>On the control-plane instances.</summary>
    Stacked,

    /// <summary>On instances of its own.</summary>
    Dedicated,
}

/// <summary>Who runs etcd.</summary>
public enum EtcdMode
{
    /// <summary>The node agent, under one set of rules for membership.</summary>
    Agent,

    /// <summary>K3s itself.</summary>
    Embedded,
}

/// <summary>The store of the control plane.</summary>
/// <param name="Topology">Where it runs.</param>
/// <param name="Mode">Who runs it.</param>
/// <param name="Volume">The size of each member's volume, in whole GiB.</param>
/// <param name="SnapshotEvery">Time between snapshots.</param>
/// <param name="SnapshotKeep">How many snapshots are kept.</param>
public sealed record EtcdSettings(
    EtcdTopology Topology, EtcdMode Mode, Quantity Volume, TimeSpan SnapshotEvery, int SnapshotKeep);
