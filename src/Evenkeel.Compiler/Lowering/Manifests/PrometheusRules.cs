using System.Text.Json.Nodes;
using Evenkeel.Compiler.Emit.Yaml;

namespace Evenkeel.Compiler.Lowering.Manifests;

/// <summary>
/// What Prometheus Operator is told: which targets the agents are, and when to raise an alarm.
/// </summary>
internal static class PrometheusRules
{
    private const string NodeLabel = "__meta_kubernetes_node_label_";

    /// <summary>The manifest.</summary>
    public static string Text(PartSettings settings) =>
        "# Alarms on what the nodes' agents say of themselves, each with a runbook. They need Prometheus\n"
        + "# Operator, and a Prometheus that selects them by their label.\n"
        + $"{YamlText.Write(Targets(settings))}---\n{YamlText.Write(Rules(settings))}";

    /// <summary>
    /// Every Node's agent, by its own address (prometheus-operator, ScrapeConfig; Prometheus,
    /// kubernetes_sd_config, role node).
    /// </summary>
    private static JsonObject Targets(PartSettings settings) => new()
    {
        ["apiVersion"] = "monitoring.coreos.com/v1alpha1",
        ["kind"] = "ScrapeConfig",
        ["metadata"] = Metadata(settings, "evenkeel-agent"),
        ["spec"] = new JsonObject
        {
            ["kubernetesSDConfigs"] = new JsonArray(new JsonObject { ["role"] = "Node" }),
            ["metricsPath"] = "/metrics",
            ["relabelings"] = new JsonArray(
                Label("__meta_kubernetes_node_address_InternalIP", "__address__", $"$1:{Ports.AgentHealth}"),
                Label("__meta_kubernetes_node_name", "node"),
                Label($"{NodeLabel}topology_kubernetes_io_zone", "zone"),
                Label($"{NodeLabel}evenkeel_dev_pool", "pool"),
                new JsonObject { ["targetLabel"] = "job", ["replacement"] = "evenkeel-agent" }),
        },
    };

    private static JsonObject Rules(PartSettings settings) => new()
    {
        ["apiVersion"] = "monitoring.coreos.com/v1",
        ["kind"] = "PrometheusRule",
        ["metadata"] = Metadata(settings, "evenkeel"),
        ["spec"] = new JsonObject
        {
            ["groups"] = new JsonArray(new JsonObject
            {
                ["name"] = "evenkeel",
                ["rules"] = new JsonArray(
                [
                    .. (settings.HasEtcdOnNodes ? PrometheusAlarmTable.OfQuorum(settings.Members) : [])
                        .Concat(PrometheusAlarmTable.All)
                        .Concat(settings.Pools.Where(p => p.Min > 0)
                            .Select(p => PrometheusAlarmTable.OfPool(p.Name, p.Min)))
                        .Select(Rule),
                ]),
            }),
        },
    };

    private static JsonNode Rule(PrometheusAlarm alarm) => new JsonObject
    {
        ["alert"] = alarm.Name,
        ["expr"] = alarm.Expression,
        ["for"] = alarm.For,
        ["labels"] = new JsonObject { ["severity"] = alarm.Severity },
        ["annotations"] = new JsonObject
        {
            ["summary"] = alarm.Summary,
            ["runbook_url"] = PrometheusAlarmTable.Runbook(alarm.Name),
        },
    };

    private static JsonObject Metadata(PartSettings settings, string name) => new()
    {
        ["name"] = name,
        ["namespace"] = "kube-system",
        ["labels"] = new JsonObject { [LoweringScope.ClusterTag] = settings.Cluster },
    };

    private static JsonNode Label(string source, string target, string? replacement = null)
    {
        var label = new JsonObject
        {
            ["sourceLabels"] = new JsonArray(JsonValue.Create(source)),
            ["targetLabel"] = target,
        };
        if (replacement is not null)
        {
            label["replacement"] = replacement;
        }

        return label;
    }
}
