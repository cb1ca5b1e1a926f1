using System.Text.Json.Nodes;
using Evenkeel.Compiler.Emit.Yaml;
using Evenkeel.Compiler.Lowering.Manifests;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Exports;

/// <summary>
/// Values for the charts of those who install parts by Helm themselves: what makes such a part fit this
/// cluster, the same numbers as in <c>manifests/</c>.
/// </summary>
internal static class HelmExport
{
    private const string Folder = "helm";

    /// <summary>The files, one a chart.</summary>
    public static ArtifactSet Lower(ClusterModel model)
    {
        var settings = PartSettings.Of(model);
        var set = With(ArtifactSet.Empty, "aws-ebs-csi-driver", EbsCsi(settings));
        set = With(set, "metrics-server", MetricsServer(settings));
        set = settings.Ingress.Class == IngressClass.Traefik ? With(set, "traefik", Traefik(settings)) : set;
        set = settings.Ingress.AcmeEmail is null ? set : With(set, "cert-manager", CertManager(settings));
        return settings.Autoscaler is null ? set : With(set, "cluster-autoscaler", Autoscaler(settings));
    }

    private static ArtifactSet With(ArtifactSet set, string chart, JsonObject values) => set.With(
        $"{Folder}/{chart}.yaml",
        $"# Values for the chart {chart}: helm upgrade --install {chart} … -f {chart}.yaml\n"
        + YamlText.Write(values));

    private static JsonObject Traefik(PartSettings settings) => new()
    {
        ["image"] = Image(settings, "traefik", splitsRegistry: true),
        ["deployment"] = new JsonObject { ["kind"] = "DaemonSet", ["terminationGracePeriodSeconds"] = 60 },
        ["updateStrategy"] = new JsonObject
        {
            ["type"] = "RollingUpdate",
            ["rollingUpdate"] = new JsonObject { ["maxUnavailable"] = 1, ["maxSurge"] = 0 },
        },
        ["service"] = new JsonObject { ["type"] = "NodePort" },
        ["ports"] = new JsonObject
        {
            ["web"] = Port(Ports.IngressHttp),
            ["websecure"] = Port(Ports.IngressHttps),
        },
        ["ingressClass"] = new JsonObject
        {
            ["enabled"] = true,
            ["isDefaultClass"] = true,
            ["name"] = "traefik",
        },
        ["providers"] = new JsonObject
        {
            ["kubernetesCRD"] = new JsonObject { ["enabled"] = false },
            ["kubernetesIngress"] = new JsonObject { ["enabled"] = true, ["ingressClass"] = "traefik" },
        },
        ["priorityClassName"] = "system-cluster-critical",
        ["resources"] = Resources("100m", "64Mi", "256Mi"),
    };

    private static JsonObject Port(int nodePort) => new()
    {
        ["nodePort"] = nodePort,
        ["transport"] = new JsonObject
        {
            ["lifeCycle"] = new JsonObject { ["requestAcceptGraceTimeout"] = "25s" },
        },
    };

    private static JsonObject CertManager(PartSettings settings) => new()
    {
        ["crds"] = new JsonObject { ["enabled"] = true },
        ["global"] = new JsonObject { ["priorityClassName"] = "system-cluster-critical" },
        ["replicaCount"] = 2,
        ["podDisruptionBudget"] = new JsonObject { ["enabled"] = true, ["maxUnavailable"] = 1 },
        ["image"] = Image(settings, "cert-manager-controller"),
        ["webhook"] = new JsonObject
        {
            ["replicaCount"] = 3,
            ["podDisruptionBudget"] = new JsonObject { ["enabled"] = true, ["maxUnavailable"] = 1 },
        },
        ["cainjector"] = new JsonObject { ["replicaCount"] = 2 },
    };

    private static JsonObject Autoscaler(PartSettings settings)
    {
        var flags = new JsonObject();
        foreach (var flag in AutoscalerArguments.Of(settings.Autoscaler!))
        {
            var (name, value) = (flag[2..flag.IndexOf('=')], flag[(flag.IndexOf('=') + 1)..]);
            flags[name] = value;
        }

        return new()
        {
            ["cloudProvider"] = "aws",
            ["awsRegion"] = settings.Region,
            ["autoDiscovery"] = new JsonObject { ["clusterName"] = settings.Cluster },
            ["image"] = Image(settings, "cluster-autoscaler"),
            ["replicaCount"] = 2,
            ["extraArgs"] = flags,
            ["priorityClassName"] = "system-cluster-critical",
            ["rbac"] = new JsonObject
            {
                ["serviceAccount"] = new JsonObject { ["name"] = "cluster-autoscaler" },
            },
            ["resources"] = Resources("100m", "300Mi", "600Mi"),
        };
    }

    private static JsonObject EbsCsi(PartSettings settings) => new()
    {
        ["image"] = Image(settings, "aws-ebs-csi-driver"),
        ["controller"] = new JsonObject
        {
            ["replicaCount"] = 2,
            ["region"] = settings.Region,
            ["k8sTagClusterId"] = settings.Cluster,
            ["serviceAccount"] = new JsonObject { ["name"] = "ebs-csi-controller-sa" },
        },
        ["node"] = new JsonObject { ["metadataSources"] = "kubernetes" },
    };

    private static JsonObject MetricsServer(PartSettings settings) => new()
    {
        ["image"] = Image(settings, "metrics-server"),
        ["replicas"] = 2,
        ["podDisruptionBudget"] = new JsonObject { ["enabled"] = true, ["maxUnavailable"] = 1 },
        ["resources"] = Resources("100m", "200Mi", "400Mi"),
    };

    private static JsonObject Image(PartSettings settings, string part, bool splitsRegistry = false)
    {
        var image = ImageTable.Of(part, settings.Version);
        var colon = image.LastIndexOf(':');
        var slash = image.IndexOf('/');
        return splitsRegistry
            ? new()
            {
                ["registry"] = image[..slash],
                ["repository"] = image[(slash + 1)..colon],
                ["tag"] = image[(colon + 1)..],
            }
            : new() { ["repository"] = image[..colon], ["tag"] = image[(colon + 1)..] };
    }

    private static JsonObject Resources(string cpu, string memory, string most) => new()
    {
        ["requests"] = new JsonObject { ["cpu"] = cpu, ["memory"] = memory },
        ["limits"] = new JsonObject { ["memory"] = most },
    };
}
