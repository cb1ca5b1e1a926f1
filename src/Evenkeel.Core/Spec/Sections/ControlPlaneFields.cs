using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Fields;

namespace Evenkeel.Core.Spec.Sections;

/// <summary><c>spec.controlPlane</c> as declared.</summary>
internal static class ControlPlaneFields
{
    public static readonly TextField InstanceType = new("instanceType", "Its machines' EC2 instance type.")
    {
        Default = ClusterDefaults.ControlPlaneInstanceType,
        Rule = TextRule.InstanceType,
    };

    public static readonly SwitchField Schedulable = new(
        "schedulable", "Whether workloads may run on its machines.")
    {
        Default = "false",
    };

    public static readonly WordField<Placement> Placement = new(
        "placement",
        "An Auto Scaling group for each machine in its zone, or one `regional` group over all zones.",
        ("perZone", Model.Cluster.Placement.PerZone), ("regional", Model.Cluster.Placement.Regional))
    {
        Default = "perZone",
    };

    public static readonly WordField<EtcdTopology> Topology = new(
        "topology", "On the control-plane machines, or on machines of their own.",
        ("stacked", EtcdTopology.Stacked), ("dedicated", EtcdTopology.Dedicated))
    {
        Default = "stacked",
    };

    public static readonly WordField<EtcdMode> Mode = new(
        "mode", "Run by the node agent, or by K3s itself (`distribution: k3s` alone).",
        ("agent", EtcdMode.Agent), ("embedded", EtcdMode.Embedded))
    {
        Default = "agent",
    };

    public static readonly VolumeField Volume = new(
        "volume", "The size of each member's own EBS volume (gp3), which outlives its machine.")
    {
        Default = ClusterDefaults.EtcdVolumeText,
    };

    public static readonly TimeField Every = new("every", "Time between two snapshots.")
    {
        Default = ClusterDefaults.SnapshotEveryText,
        LeastSeconds = 1,
    };

    public static readonly CountField Keep = new(
        "keep", "How many snapshots are kept; older ones are deleted.")
    {
        Default = ClusterDefaults.SnapshotKeepText,
        Least = 1,
        Unit = "snapshots",
    };

    public static readonly SpecSection SnapshotsSection = new(
        "spec.controlPlane.etcd.snapshots", "Snapshots of etcd in the cluster's bucket.", Every, Keep);

    public static readonly SectionField Snapshots = new(
        "snapshots", "How often etcd is saved, and for how long.", SnapshotsSection);

    public static readonly SpecSection EtcdSection = new(
        "spec.controlPlane.etcd", "The store of the control plane.", Volume, Topology, Mode, Snapshots)
    {
        Example = """
            controlPlane:
              etcd:
                volume: 20Gi
                topology: stacked
                mode: agent
                snapshots: {every: 15m, keep: 96}
            """,
    };

    public static readonly SectionField Etcd = new("etcd", "Its store.", EtcdSection);

    public static readonly SpecSection Section = new(
        "spec.controlPlane",
        "One machine a zone, and one more where the number of zones is even, so that etcd has an odd "
        + "number of members. With `distribution: eks` AWS runs it, and nothing here has an effect.",
        InstanceType, Schedulable, Placement, Etcd)
    {
        Example = """
            controlPlane:
              instanceType: m7i.large
              schedulable: false
              placement: perZone
            """,
    };
}
