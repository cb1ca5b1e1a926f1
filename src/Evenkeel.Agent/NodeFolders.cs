using Evenkeel.Agent.Certificates;

namespace Evenkeel.Agent;

/// <summary>Where a node keeps what.</summary>
/// <param name="Data">The slot's volume.</param>
/// <param name="Run">What need not survive the machine.</param>
internal sealed record NodeFolders(string Data, string Run)
{
    /// <summary>etcd's log and database.</summary>
    public string EtcdData => Path.Combine(Data, "etcd");

    /// <summary>Data that is not used any more.</summary>
    public string Archive => Path.Combine(Data, "archive");

    /// <summary>Who the volume is.</summary>
    public string SlotRecord => Path.Combine(Data, "slot.json");

    /// <summary>Certificates and keys.</summary>
    public string Certificates => Path.Combine(Run, "pki");

    /// <summary>Kubeconfigs.</summary>
    public string Kubeconfigs => Path.Combine(Run, "kubernetes");

    /// <summary>What tells the next agent of children that live on.</summary>
    public string Children => Path.Combine(Run, "children");

    /// <summary>What children print.</summary>
    public string Logs => Path.Combine(Run, "log");

    /// <summary>Files that are fetched or taken, and go again.</summary>
    public string Scratch => Path.Combine(Run, "scratch");

    /// <summary>A certificate's file.</summary>
    public string Certificate(string name) => Path.Combine(Certificates, name + ".crt");

    /// <summary>A certificate's key.</summary>
    public string Key(string name) => Path.Combine(Certificates, name + ".key");

    /// <summary>The token with which kubelets join.</summary>
    public string WorkerToken => Path.Combine(Certificates, "worker-token");

    /// <summary>The token of K3s.</summary>
    public string K3sToken => Path.Combine(Certificates, "k3s-token");

    /// <summary>A kubeconfig.</summary>
    public string Kubeconfig(string name) => Path.Combine(Kubeconfigs, name + ".kubeconfig");

    /// <summary>The certificate of an authority.</summary>
    public string Authority(AuthorityKind kind) => Certificate(kind switch
    {
        AuthorityKind.Etcd => "etcd-ca",
        AuthorityKind.FrontProxy => "front-proxy-ca",
        _ => "ca",
    });
}
