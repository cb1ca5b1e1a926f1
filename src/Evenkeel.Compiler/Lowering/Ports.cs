namespace Evenkeel.Compiler.Lowering;

/// <summary>The ports that a cluster uses, each in this one place.</summary>
internal static class Ports
{
    /// <summary>The Kubernetes API, as K3s serves it (K3s, "Requirements", inbound rules).</summary>
    public const int Api = 6443;

    /// <summary>The kubelet (the same page).</summary>
    public const int Kubelet = 10250;

    /// <summary>Flannel's VXLAN, UDP (the same page).</summary>
    public const int Vxlan = 8472;

    /// <summary>etcd's clients (etcd, "Configuration options", --listen-client-urls).</summary>
    public const int EtcdClients = 2379;

    /// <summary>etcd's peers (--listen-peer-urls).</summary>
    public const int EtcdPeers = 2380;

    /// <summary>The node agent's verdict, over HTTP: ours, and in no range that Kubernetes uses.</summary>
    public const int AgentHealth = 9440;

    /// <summary>
    /// The ingress controller's HTTP on each node, from the lower half of the range of NodePorts, in which
    /// Kubernetes assigns none by itself while the upper one has room (Services, "Choosing your own port").
    /// </summary>
    public const int IngressHttp = 30080;

    /// <summary>The ingress controller's HTTPS on each node.</summary>
    public const int IngressHttps = 30443;

    /// <summary>
    /// The echo that a DaemonSet answers on each node where <c>healthCheck: daemonset</c> asks for it, a
    /// NodePort of the same half.
    /// </summary>
    public const int Echo = 30090;

    /// <summary>HTTP.</summary>
    public const int Http = 80;

    /// <summary>HTTPS.</summary>
    public const int Https = 443;

    /// <summary>NFS, as EFS serves it (EFS user guide, "Using VPC security groups").</summary>
    public const int Nfs = 2049;

    /// <summary>SSH.</summary>
    public const int Ssh = 22;
}
