using System.Text.Json.Nodes;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Emit.Yaml;
using Evenkeel.Compiler.Lowering.Machines;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Bootstrap;

/// <summary>
/// K3s' settings that follow from the cluster file and not from what the node finds when it boots: those are
/// the agent's, on K3s' command line, and it passes none of these (docs/designs/0004).
/// </summary>
/// <param name="model">The cluster.</param>
internal sealed class K3sFile(ClusterModel model)
{
    /// <summary>Where K3s reads it, beside a <c>config.yaml</c> that nobody writes (K3s, "Multiple config
    /// files").</summary>
    public const string Path = "/etc/rancher/k3s/config.yaml.d/10-evenkeel.yaml";

    /// <summary>The text; the machine fills its zone and instance in.</summary>
    public string Of(MachineIdentity identity)
    {
        var type = InstanceTypes.Find(identity.Pool?.InstanceTypes[0] ?? model.ControlPlane.InstanceType)!;
        var root = new JsonObject();
        if (identity.Role == MachineIdentity.Server)
        {
            // Replaced by the cluster's own parts: one DNS server, volumes in a node's own folder, a balancer
            // on host ports, and a cloud controller that knows no cloud.
            root["disable"] = Texts("coredns", "local-storage", "metrics-server", "servicelb", "traefik");
            root["disable-cloud-controller"] = true;
            root["disable-helm-controller"] = true;
            root["secrets-encryption"] = true;
        }

        root["kubelet-arg"] = Texts(
            "cloud-provider=external",
            "provider-id=aws:///@ZONE@/@INSTANCE@",
            $"max-pods={NodeSize.MaxPods(type, model.Distribution)}",
            $"kube-reserved={NodeSize.KubeReserved(type, model.Distribution)}");
        return YamlText.Write(root);
    }

    private static JsonArray Texts(params string[] texts) =>
        new([.. texts.Select(text => JsonValue.Create(text))]);
}
