using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Quantities;
using Evenkeel.Core.Spec.Sections;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads <c>spec.controlPlane</c>.</summary>
internal static class ControlPlaneReader
{
    public static ControlPlaneSpec Read(
        ObjectReader spec, Distribution distribution, DiagnosticBag diagnostics)
    {
        if (ClusterFields.ControlPlane.Read(spec) is not { } reader)
        {
            return new ControlPlaneSpec
            {
                InstanceType = new(ClusterDefaults.ControlPlaneInstanceType, spec.Span),
                Etcd = DefaultEtcd(),
            };
        }

        var controlPlane = new ControlPlaneSpec
        {
            InstanceType = ControlPlaneFields.InstanceType.Read(reader)!.Value,
            Schedulable = ControlPlaneFields.Schedulable.Read(reader),
            Placement = ControlPlaneFields.Placement.Read(reader)!.Value,
            Etcd = ControlPlaneFields.Etcd.Read(reader) is { } etcd
                ? ReadEtcd(etcd, distribution, diagnostics)
                : DefaultEtcd(),
        };
        ControlPlaneFields.Section.Close(reader);
        if (distribution == Distribution.Eks)
        {
            diagnostics.Add(SettingsDiagnostics.NoEffect(
                reader.Span, reader.Path,
                "with `distribution: eks` AWS runs the control plane", "remove it"));
        }

        return controlPlane;
    }

    private static EtcdSettings ReadEtcd(
        ObjectReader etcd, Distribution distribution, DiagnosticBag diagnostics)
    {
        var usual = DefaultEtcd();
        var mode = ControlPlaneFields.Mode.Read(etcd)!.Value;
        if (mode == EtcdMode.Embedded && distribution == Distribution.Upstream)
        {
            diagnostics.Add(SettingsDiagnostics.Embedded(etcd.SpanOf("mode"), "upstream"));
        }

        var settings = usual with
        {
            Topology = ControlPlaneFields.Topology.Read(etcd)!.Value,
            Mode = mode,
            Volume = ControlPlaneFields.Volume.Read(etcd)!.Value,
        };
        if (ControlPlaneFields.Snapshots.Read(etcd) is { } snapshots)
        {
            settings = settings with
            {
                SnapshotEvery = ControlPlaneFields.Every.Read(snapshots)!.Value,
                SnapshotKeep = ControlPlaneFields.Keep.Read(snapshots)!.Value,
            };
            ControlPlaneFields.SnapshotsSection.Close(snapshots);
        }

        ControlPlaneFields.EtcdSection.Close(etcd);
        return settings;
    }

    private static EtcdSettings DefaultEtcd() => new(
        EtcdTopology.Stacked,
        EtcdMode.Agent,
        Quantity.Parse(ClusterDefaults.EtcdVolumeText),
        KubernetesDuration.Parse(ClusterDefaults.SnapshotEveryText).ToTimeSpan(),
        int.Parse(ClusterDefaults.SnapshotKeepText, System.Globalization.CultureInfo.InvariantCulture));
}
