using Evenkeel.Core.Quantities;

namespace Evenkeel.Core.Spec;

/// <summary>What a cluster file that leaves a field out means.</summary>
public static class ClusterDefaults
{
    /// <summary>Instances of the control plane.</summary>
    public const string ControlPlaneInstanceType = "m7i.large";

    /// <summary>Instances of a pool.</summary>
    public const string PoolInstanceType = "m7i.xlarge";

    /// <summary>How often etcd is saved.</summary>
    public static readonly TimeSpan SnapshotEvery = TimeSpan.FromMinutes(15);

    /// <summary>How many snapshots are kept: a day's worth at the default interval.</summary>
    public const int SnapshotKeep = 96;

    /// <summary>A pool may grow to this many times its minimum.</summary>
    public const int PoolGrowth = 4;

    /// <summary>The size of an etcd member's volume.</summary>
    public static Quantity EtcdVolume { get; } = Quantity.FromValue(20L << 30, QuantityFormat.BinarySi);
}
