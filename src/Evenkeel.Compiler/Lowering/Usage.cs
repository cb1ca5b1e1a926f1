using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering;

/// <summary>Which services of AWS a cluster uses: permissions and endpoints are rendered for those alone.
/// </summary>
internal static class Usage
{
    /// <summary>Whether a workload's image lies in ECR.</summary>
    public static bool Ecr(ClusterModel model) => EcrRepositories.Of(model).Any();

    /// <summary>Whether requests from outside come in through a balancer of ours.</summary>
    public static bool ServiceBalancer(ClusterModel model) => model.Ingress.Class != IngressClass.None;

    /// <summary>Whether etcd has machines of its own.</summary>
    public static bool DedicatedEtcd(ClusterModel model) => model.Etcd?.Topology == EtcdTopology.Dedicated;

    /// <summary>Whether cert-manager proves its names in Route 53.</summary>
    public static bool DnsChallenge(ClusterModel model) =>
        model.Ingress.AcmeEmail is not null && model.Account.Dns is not null;

    /// <summary>Whether operators come through Session Manager.</summary>
    public static bool SessionManager(ClusterModel model) => model.Network.Bastion is null;
}
