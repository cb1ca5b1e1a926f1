using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Core.Spec;

/// <summary>What a cluster file that leaves a field out means.</summary>
public static class ClusterDefaults
{
    /// <summary>Instances of the control plane.</summary>
    public const string ControlPlaneInstanceType = "m7i.large";

    /// <summary>Instances of a pool.</summary>
    public const string PoolInstanceType = "m7i.xlarge";

    /// <summary>The bastion.</summary>
    public const string BastionInstanceType = "t3.micro";

    /// <summary>How often etcd is saved.</summary>
    public const string SnapshotEveryText = "15m";

    /// <summary>How many snapshots are kept: a day's worth at the default interval.</summary>
    public const string SnapshotKeepText = "96";

    /// <summary>The size of an etcd member's volume.</summary>
    public const string EtcdVolumeText = "20Gi";

    /// <summary>The VPC's addresses.</summary>
    public const string VpcCidr = "10.20.0.0/16";

    /// <summary>A pool may grow to this many times its minimum.</summary>
    public const int PoolGrowth = 4;

    /// <summary>The addresses of pods, which are K3s' own default (k3s server, --cluster-cidr).</summary>
    public static readonly Ipv4Network PodCidr = Ipv4Network.Parse("10.42.0.0/16");

    /// <summary>
    /// The addresses of Services: K3s' own default (k3s server, --service-cidr), and the one that EKS takes
    /// unless told otherwise where the VPC is within 10.0.0.0/8 (EKS API, KubernetesNetworkConfigRequest).
    /// </summary>
    public static Ipv4Network ServiceCidr(Distribution distribution) => Ipv4Network.Parse(
        distribution == Distribution.Eks ? "172.20.0.0/16" : "10.43.0.0/16");

    /// <summary>
    /// How long a store is away when its zone is lost, unless the file says; null: until the zone is back.
    /// </summary>
    /// <remarks>
    /// RDS user guide: Aurora "typically within 60 seconds", Multi-AZ "typically 60–120 seconds". DynamoDB
    /// keeps three replicas over zones. An external store has to say.
    /// </remarks>
    public static TimeSpan? Failover(StoreKind kind) => kind switch
    {
        StoreKind.Aurora => TimeSpan.FromSeconds(60),
        StoreKind.RdsMultiAz => TimeSpan.FromSeconds(120),
        StoreKind.DynamoDb => TimeSpan.Zero,
        _ => null,
    };
}
