using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Quantities;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import.Scenarios;

/// <summary>
/// Reads flags of cluster-autoscaler as they stand on its command line
/// (cluster-autoscaler/config/flags/flags.go).
/// </summary>
internal static class AutoscalerFlags
{
    private delegate ClusterAutoscalerSettings? Setter(ClusterAutoscalerSettings settings, string value);

    private const string DurationWanted = "a duration such as 10s or 15m";
    private const string BoolWanted = "true or false";
    private const string CountWanted = "a whole number";
    private const string ShareWanted = "a number";
    private static readonly TimeSpan MostDuration = TimeSpan.FromDays(366);

    /// <summary>Flags that change what is simulated, each with what its value must be.</summary>
    private static readonly SortedDictionary<string, (string Wanted, Setter Set)> Known =
        new(StringComparer.Ordinal)
        {
            ["scan-interval"] = Duration((s, v) => v > TimeSpan.Zero ? s with { ScanInterval = v } : null),
            ["frequent-loops-enabled"] = Bool((s, v) => s with { FrequentLoops = v }),
            ["expander"] =
                ("names among least-waste, random, most-pods, least-nodes, priority", SetExpanders),
            ["balance-similar-node-groups"] = Bool((s, v) => s with { BalanceSimilarNodeGroups = v }),
            ["balancing-ignore-label"] = ("a label's key", (s, v) => v.Length == 0
                ? null
                : s with { BalancingIgnoreLabels = s.BalancingIgnoreLabels.Add(v) }),
            ["max-nodes-total"] = Count((s, v) => s with { MaxNodesTotal = v }),
            ["max-node-provision-time"] = Duration((s, v) => s with { MaxNodeProvisionTime = v }),
            ["max-node-startup-time"] = Duration((s, v) => s with { MaxNodeStartupTime = v }),
            ["max-total-unready-percentage"] = Share((s, v) => s with { MaxTotalUnreadyPercentage = v }),
            ["ok-total-unready-count"] = Count((s, v) => s with { OkTotalUnreadyCount = v }),
            ["new-pod-scale-up-delay"] = Duration((s, v) => s with { NewPodScaleUpDelay = v }),
            ["expendable-pods-priority-cutoff"] =
                Count((s, v) => s with { ExpendablePodsPriorityCutoff = v }, int.MinValue),
            ["initial-node-group-backoff-duration"] = Duration((s, v) => s with { InitialBackoff = v }),
            ["max-node-group-backoff-duration"] = Duration((s, v) => s with { MaxBackoff = v }),
            ["node-group-backoff-reset-timeout"] = Duration((s, v) => s with { BackoffReset = v }),
            ["scale-down-enabled"] = Bool((s, v) => s with { ScaleDownEnabled = v }),
            ["scale-down-unready-enabled"] = Bool((s, v) => s with { ScaleDownUnreadyEnabled = v }),
            ["scale-down-unneeded-time"] = Duration((s, v) => s with { ScaleDownUnneededTime = v }),
            ["scale-down-unready-time"] = Duration((s, v) => s with { ScaleDownUnreadyTime = v }),
            ["scale-down-delay-after-add"] = Duration((s, v) => s with { ScaleDownDelayAfterAdd = v }),
            ["scale-down-delay-after-delete"] = Duration((s, v) => s with { ScaleDownDelayAfterDelete = v }),
            ["scale-down-utilization-threshold"] =
                Share((s, v) => s with { ScaleDownUtilizationThreshold = v }),
            ["ignore-daemonsets-utilization"] = Bool((s, v) => s with { IgnoreDaemonSetsUtilization = v }),
            ["skip-nodes-with-system-pods"] = Bool((s, v) => s with { SkipNodesWithSystemPods = v }),
            ["skip-nodes-with-local-storage"] = Bool((s, v) => s with { SkipNodesWithLocalStorage = v }),
        };

    /// <summary>Flags that say where things are and what is logged: nothing that is simulated.</summary>
    private static readonly ImmutableHashSet<string> WithoutEffect = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "address", "aws-use-static-instance-list", "cloud-config", "cloud-provider", "cluster-name",
        "kubeconfig", "kubernetes", "leader-elect", "logtostderr", "namespace",
        "node-group-auto-discovery", "profiling", "stderrthreshold", "user-agent", "v",
        "write-status-configmap");

    /// <summary>What the flags under a key say; mistakes are diagnostics.</summary>
    public static ClusterAutoscalerSettings Read(
        ObjectReader root, string key, ClusterAutoscalerSettings settings)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        var texts = root.Texts(key);
        for (var i = 0; i < texts.Count; i++)
        {
            var path = FormattableString.Invariant($"{root.PathOf(key)}[{i}]");
            settings = ReadOne(root, texts[i], path, given, settings);
        }

        return settings;
    }

    private static ClusterAutoscalerSettings ReadOne(
        ObjectReader root,
        Spanned<string> text,
        string path,
        HashSet<string> given,
        ClusterAutoscalerSettings settings)
    {
        var parts = text.Value.TrimStart('-').Split('=', 2);
        var (name, value) = (parts[0], parts.Length > 1 ? parts[1] : "true");
        if (text.Value.Length == name.Length)
        {
            root.Invalid(
                text.Span, path, $"is {DisplayText.Quote(text.Value)}, which is no flag",
                "write it as on the command line: --scan-interval=10s");
        }
        else if (!Known.TryGetValue(name, out var flag))
        {
            if (!WithoutEffect.Contains(name))
            {
                root.Invalid(
                    text.Span, path, $"is {DisplayText.Quote(text.Value)}, which is not simulated",
                    NearestWord.Of(name, Known.Keys) is { } near
                        ? $"did you mean `--{near}`?"
                        : "remove it; docs/simulation.md lists those that are");
            }
        }
        else if (!given.Add(name) && name is not "balancing-ignore-label")
        {
            root.Invalid(text.Span, path, $"sets --{name} again", "remove one of the two");
        }
        else if (flag.Set(settings, value) is { } changed)
        {
            return changed;
        }
        else
        {
            root.Invalid(
                text.Span, path, $"is {DisplayText.Quote(text.Value)}, but its value must be {flag.Wanted}",
                $"write --{name}= with such a value");
        }

        return settings;
    }

    private static ClusterAutoscalerSettings? SetExpanders(ClusterAutoscalerSettings settings, string value)
    {
        var found = ImmutableArray.CreateBuilder<GroupExpander>();
        foreach (var word in value.Split(','))
        {
            GroupExpander? expander = word switch
            {
                "least-waste" => GroupExpander.LeastWaste,
                "random" => GroupExpander.Random,
                "most-pods" => GroupExpander.MostPods,
                "least-nodes" => GroupExpander.LeastNodes,
                "priority" => GroupExpander.Priority,
                _ => null,
            };
            if (expander is null || found.Contains(expander.Value))
            {
                return null;
            }

            found.Add(expander.Value);
        }

        return settings with { Expanders = found.ToImmutable() };
    }

    private static (string, Setter) Duration(
        Func<ClusterAutoscalerSettings, TimeSpan, ClusterAutoscalerSettings?> set) =>
        (DurationWanted, (settings, text) => KubernetesDuration.TryParse(text, out var value, out _)
            && value.ToTimeSpan() is var span && span >= TimeSpan.Zero && span <= MostDuration
            ? set(settings, span)
            : null);

    private static (string, Setter) Bool(
        Func<ClusterAutoscalerSettings, bool, ClusterAutoscalerSettings> set) =>
        (BoolWanted, (settings, text) => text switch
        {
            "true" => set(settings, true),
            "false" => set(settings, false),
            _ => null,
        });

    private static (string, Setter) Count(
        Func<ClusterAutoscalerSettings, int, ClusterAutoscalerSettings> set, int least = 0) =>
        (CountWanted, (settings, text) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least ? set(settings, value) : null);

    private static (string, Setter) Share(
        Func<ClusterAutoscalerSettings, double, ClusterAutoscalerSettings> set) =>
        (ShareWanted, (settings, text) =>
            double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value <= 100 ? set(settings, value) : null);
}
