using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads <c>spec.controlPlane</c>.</summary>
internal static class ControlPlaneReader
{
    private static readonly EtcdSpec DefaultEtcd = new(
        EtcdTopology.Stacked,
        EtcdMode.Agent,
        ClusterDefaults.EtcdVolume,
        ClusterDefaults.SnapshotEvery,
        ClusterDefaults.SnapshotKeep);

    public static ControlPlaneSpec Read(ObjectReader spec)
    {
        if (spec.Object("controlPlane") is not { } reader)
        {
            return new ControlPlaneSpec
            {
                InstanceType = new(ClusterDefaults.ControlPlaneInstanceType, spec.Span),
                Etcd = DefaultEtcd,
            };
        }

        var instanceType = reader.Text("instanceType");
        if (instanceType is { } given && !InstanceTypes.IsValid(given.Value))
        {
            reader.Invalid(
                "instanceType",
                $"is {DisplayText.Quote(given.Value)}, which is not an EC2 instance type",
                InstanceTypes.Fix);
        }

        var placement = reader.Enum(
            "placement", ("perZone", Placement.PerZone), ("regional", Placement.Regional));
        var controlPlane = new ControlPlaneSpec
        {
            InstanceType = instanceType ?? new(ClusterDefaults.ControlPlaneInstanceType, reader.Span),
            Schedulable = reader.Bool("schedulable") ?? false,
            Placement = placement ?? Placement.PerZone,
            Etcd = reader.Object("etcd") is { } etcd ? ReadEtcd(etcd) : DefaultEtcd,
        };
        reader.RejectUnknown();
        return controlPlane;
    }

    private static EtcdSpec ReadEtcd(ObjectReader etcd)
    {
        var topology = etcd.Enum(
            "topology", ("stacked", EtcdTopology.Stacked), ("dedicated", EtcdTopology.Dedicated));
        var mode = etcd.Enum("mode", ("agent", EtcdMode.Agent), ("embedded", EtcdMode.Embedded));
        var volume = etcd.Quantity("volume");
        if (volume is { Value: < 1 << 30 })
        {
            etcd.Invalid("volume", "is smaller than the least volume that EBS has, 1Gi", "write 20Gi");
        }

        var (every, keep) = ((TimeSpan?)null, (int?)null);
        if (etcd.Object("snapshots") is { } snapshots)
        {
            every = Durations.Read(snapshots, "every", leastSeconds: 1);
            keep = snapshots.Int("keep", min: 1);
            snapshots.RejectUnknown();
        }

        etcd.RejectUnknown();
        return new EtcdSpec(
            topology ?? DefaultEtcd.Topology,
            mode ?? DefaultEtcd.Mode,
            volume ?? DefaultEtcd.Volume,
            every ?? DefaultEtcd.SnapshotEvery,
            keep ?? DefaultEtcd.SnapshotKeep);
    }
}
