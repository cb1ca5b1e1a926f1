using System.Globalization;
using Evenkeel.Agent.Certificates;
using Evenkeel.Core.Model.Node;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>
/// The arguments of upstream's control plane, 1.34 to 1.36 (kubernetes.io, "Component tools"). The API server
/// uses its own slot's member of etcd; the other two use its own slot's API server and elect one by lease.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="slot">Its slot.</param>
/// <param name="folders">Where certificates and kubeconfigs lie.</param>
internal sealed class ControlPlaneFlags(NodeConfiguration node, SlotAddress slot, NodeFolders folders)
{
    private const string DefaultIssuer = "https://kubernetes.default.svc.cluster.local";

    /// <summary>The address at which the slot's server listens.</summary>
    public static string AddressOf(SlotAddress slot) => slot.Server ?? slot.Address;

    /// <summary>The URL of a slot's own API server.</summary>
    public static string UrlOf(SlotAddress slot) => string.Create(
        CultureInfo.InvariantCulture, $"https://{AddressOf(slot)}:{ControlPlanePorts.ApiServer}");

    private bool IsOnAws => node.Platform is PlatformSettings.Aws;

    /// <summary>Several nodes share a machine in a lab: each listens on its own address alone.</summary>
    private string Bind => IsOnAws ? "0.0.0.0" : AddressOf(slot);

    /// <summary>On AWS nobody but the agent asks the other two.</summary>
    private string BindInner => IsOnAws ? "127.0.0.1" : AddressOf(slot);

    /// <summary>kube-apiserver's.</summary>
    public IReadOnlyList<string> ApiServer() =>
    [
        $"--advertise-address={AddressOf(slot)}",
        $"--bind-address={Bind}",
        Number("secure-port", ControlPlanePorts.ApiServer),
        .. Reconciler(),
        $"--etcd-servers={string.Join(',', EtcdServers())}",
        $"--etcd-cafile={folders.Authority(AuthorityKind.Etcd)}",
        $"--etcd-certfile={folders.Certificate("apiserver-etcd-client")}",
        $"--etcd-keyfile={folders.Key("apiserver-etcd-client")}",
        $"--tls-cert-file={folders.Certificate("apiserver")}",
        $"--tls-private-key-file={folders.Key("apiserver")}",
        .. Trust(),
        "--anonymous-auth=false",
        $"--kubelet-client-certificate={folders.Certificate("apiserver-kubelet-client")}",
        $"--kubelet-client-key={folders.Key("apiserver-kubelet-client")}",
        "--kubelet-preferred-address-types=InternalIP,Hostname",
        $"--proxy-client-cert-file={folders.Certificate("front-proxy-client")}",
        $"--proxy-client-key-file={folders.Key("front-proxy-client")}",
        $"--service-account-issuer={Issuer()}",
        .. Keys(),
        $"--service-account-key-file={Path.Combine(folders.Certificates, "service-account.pub")}",
        $"--service-account-signing-key-file={folders.Key("service-account")}",
        $"--service-cluster-ip-range={node.Kubernetes.ServiceNetwork}",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--enable-bootstrap-token-auth=true",
        "--allow-privileged=true",
        "--goaway-chance=0.001",
        "--profiling=false",
    ];

    /// <summary>kube-controller-manager's.</summary>
    public IReadOnlyList<string> ControllerManager() =>
    [
        .. Client("controller-manager"),
        $"--bind-address={BindInner}",
        Number("secure-port", ControlPlanePorts.ControllerManager),
        .. Trust(),
        $"--cluster-name={node.Cluster}",
        $"--cluster-cidr={node.Kubernetes.PodNetwork}",
        $"--service-cluster-ip-range={node.Kubernetes.ServiceNetwork}",
        "--allocate-node-cidrs=true",
        $"--root-ca-file={folders.Authority(AuthorityKind.Kubernetes)}",
        $"--cluster-signing-cert-file={folders.Authority(AuthorityKind.Kubernetes)}",
        $"--cluster-signing-key-file={folders.Key("ca")}",
        $"--service-account-private-key-file={folders.Key("service-account")}",
        "--use-service-account-credentials=true",
        "--controllers=*,bootstrap-signer-controller,token-cleaner-controller",
        "--profiling=false",
    ];

    /// <summary>kube-scheduler's.</summary>
    public IReadOnlyList<string> Scheduler() =>
    [
        .. Client("scheduler"),
        $"--bind-address={BindInner}",
        Number("secure-port", ControlPlanePorts.Scheduler),
        .. Trust(),
        "--profiling=false",
    ];

    /// <summary>Where the controller manager or the scheduler of this slot says how it is.</summary>
    public string InnerUrl(int port) =>
        string.Create(CultureInfo.InvariantCulture, $"https://{BindInner}:{port}");

    private IEnumerable<string> Client(string name) =>
    [
        $"--kubeconfig={folders.Kubeconfig(name)}",
        $"--authentication-kubeconfig={folders.Kubeconfig(name)}",
        $"--authorization-kubeconfig={folders.Kubeconfig(name)}",
        "--leader-elect=true",
    ];

    private IEnumerable<string> Trust() =>
    [
        $"--client-ca-file={folders.Authority(AuthorityKind.Kubernetes)}",
        $"--requestheader-client-ca-file={folders.Authority(AuthorityKind.FrontProxy)}",
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-username-headers=X-Remote-User",
    ];

    /// <summary>
    /// An endpoint of the Service <c>kubernetes</c> cannot be an address of loopback (core/validation,
    /// <c>ValidateNonSpecialIP</c>): a lab that has no other leaves that Service without.
    /// </summary>
    private IEnumerable<string> Reconciler() =>
        AddressOf(slot).StartsWith("127.", StringComparison.Ordinal)
            ? ["--endpoint-reconciler-type=none"] : [];

    /// <summary>The own slot's member; where etcd has machines of its own, every one of them.</summary>
    private IEnumerable<string> EtcdServers() =>
        (node.IsEtcdDedicated ? node.Slots : [slot]).Select(s => string.Create(
            CultureInfo.InvariantCulture, $"https://{s.Address}:{node.Etcd.ClientPort}"));

    /// <summary>Who issues tokens of service accounts: what AWS can read, where pods have roles
    /// there.</summary>
    private string Issuer() => node.Platform is PlatformSettings.Aws { Issuer: { } bucket } aws
        ? $"https://{bucket}.s3.{aws.Region}.{AwsSuffix(aws.Region)}" : DefaultIssuer;

    private IEnumerable<string> Keys() => Issuer() == DefaultIssuer ? [] :
    [
        $"--service-account-jwks-uri={Issuer()}/openid/v1/jwks",
        $"--api-audiences={DefaultIssuer},{Issuer()}",
    ];

    private static string AwsSuffix(string region) =>
        region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";

    private static string Number(string flag, int value) =>
        string.Create(CultureInfo.InvariantCulture, $"--{flag}={value}");
}
