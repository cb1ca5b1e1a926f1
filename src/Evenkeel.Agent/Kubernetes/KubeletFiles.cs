using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Evenkeel.Agent.Certificates;
using Evenkeel.Core.Model.Node;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>
/// The configuration files of upstream's kubelet and kube-proxy, and their arguments. The kubelet begins with
/// the
/// cluster's bootstrap token and then has a certificate of its own, which kube-proxy uses, too.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="name">The name of its Node object.</param>
/// <param name="instance">Its machine.</param>
/// <param name="folders">Where the files lie.</param>
internal sealed class KubeletFiles(
    NodeConfiguration node, string name, string instance, NodeFolders folders)
{
    private const string State = "/var/lib/kubelet";

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    private string Config => Path.Combine(folders.Kubeconfigs, "kubelet.json");

    private string ProxyConfig => Path.Combine(folders.Kubeconfigs, "kube-proxy.json");

    /// <summary>Writes the files.</summary>
    /// <param name="token">The bootstrap token.</param>
    /// <param name="server">The API's URL.</param>
    public void Write(string token, string server)
    {
        Directory.CreateDirectory(
            folders.Kubeconfigs, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        PrivateFile.Replace(Config, Kubelet());
        PrivateFile.Replace(ProxyConfig, Proxy());
        PrivateFile.Replace(folders.Kubeconfig("bootstrap"), Kubeconfig(server, json =>
            json.WriteString("token", token)));
        PrivateFile.Replace(folders.Kubeconfig("kube-proxy"), Kubeconfig(server, json =>
        {
            json.WriteString("client-certificate", $"{State}/pki/kubelet-client-current.pem");
            json.WriteString("client-key", $"{State}/pki/kubelet-client-current.pem");
        }));
    }

    /// <summary>The kubelet's arguments.</summary>
    public IReadOnlyList<string> KubeletArguments() =>
    [
        $"--config={Config}",
        $"--kubeconfig={folders.Kubeconfig("kubelet")}",
        $"--bootstrap-kubeconfig={folders.Kubeconfig("bootstrap")}",
        $"--hostname-override={name}",
        $"--node-labels={string.Join(',', NodeIdentity.LabelsOf(node))}",
        .. node.Platform is PlatformSettings.Aws ? new[] { "--cloud-provider=external" } : [],
    ];

    /// <summary>kube-proxy's arguments.</summary>
    public IReadOnlyList<string> ProxyArguments() =>
        [$"--config={ProxyConfig}", $"--hostname-override={name}"];

    /// <summary>The kubelet's configuration (kubelet.config.k8s.io/v1beta1).</summary>
    public string Kubelet() => Text(json =>
    {
        json.WriteString("apiVersion", "kubelet.config.k8s.io/v1beta1");
        json.WriteString("kind", "KubeletConfiguration");
        json.WriteStartObject("authentication");
        Pair(json, "anonymous", "enabled", false);
        Pair(json, "webhook", "enabled", true);
        json.WriteStartObject("x509");
        json.WriteString("clientCAFile", folders.Authority(AuthorityKind.Kubernetes));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("authorization");
        json.WriteString("mode", "Webhook");
        json.WriteEndObject();
        json.WriteString("cgroupDriver", "systemd");
        json.WriteStartArray("clusterDNS");
        json.WriteStringValue(node.Kubernetes.ClusterDns);
        json.WriteEndArray();
        json.WriteString("clusterDomain", "cluster.local");
        json.WriteString("containerRuntimeEndpoint", "unix:///run/containerd/containerd.sock");
        json.WriteString("healthzBindAddress", "127.0.0.1");
        json.WriteNumber("healthzPort", ControlPlanePorts.KubeletHealth);
        if (NodeIdentity.ProviderId(node, instance) is { } provider)
        {
            json.WriteString("providerID", provider);
        }

        WriteTaints(json);
        json.WriteBoolean("rotateCertificates", true);
        json.WriteString("shutdownGracePeriod", "60s");
        json.WriteString("shutdownGracePeriodCriticalPods", "20s");
    });

    /// <summary>kube-proxy's configuration (kubeproxy.config.k8s.io/v1alpha1).</summary>
    public string Proxy() => Text(json =>
    {
        json.WriteString("apiVersion", "kubeproxy.config.k8s.io/v1alpha1");
        json.WriteString("kind", "KubeProxyConfiguration");
        json.WriteStartObject("clientConnection");
        json.WriteString("kubeconfig", folders.Kubeconfig("kube-proxy"));
        json.WriteEndObject();
        json.WriteString("clusterCIDR", node.Kubernetes.PodNetwork.ToString());
        json.WriteString("healthzBindAddress", string.Create(
            CultureInfo.InvariantCulture, $"0.0.0.0:{ControlPlanePorts.ProxyHealth}"));
        json.WriteString("metricsBindAddress", "127.0.0.1:10249");
        json.WriteString("mode", "nftables");
    });

    private void WriteTaints(Utf8JsonWriter json)
    {
        json.WriteStartArray("registerWithTaints");
        foreach (var taint in NodeIdentity.TaintsOf(node))
        {
            var (key, rest) = Split(taint, '=');
            var (value, effect) = Split(rest, ':');
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("value", value);
            json.WriteString("effect", effect);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static (string Before, string After) Split(string text, char at)
    {
        var found = text.IndexOf(at, StringComparison.Ordinal);
        return found < 0 ? (text, "") : (text[..found], text[(found + 1)..]);
    }

    private static void Pair(Utf8JsonWriter json, string name, string key, bool value)
    {
        json.WriteStartObject(name);
        json.WriteBoolean(key, value);
        json.WriteEndObject();
    }

    private string Kubeconfig(string server, Action<Utf8JsonWriter> credentials) => Kubeconfigs.Text(
        node.Cluster, server, "kubelet",
        json => json.WriteString("certificate-authority", folders.Authority(AuthorityKind.Kubernetes)),
        credentials);

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
