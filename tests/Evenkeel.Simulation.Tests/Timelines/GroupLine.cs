using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Tests.Timelines;

/// <summary>Lines of a timeline about groups of instances and how long AWS takes.</summary>
internal sealed class GroupLine
{
    private const string DiscoveryTag = "k8s.io/cluster-autoscaler/enabled";
    private const string TemplateTag = "k8s.io/cluster-autoscaler/node-template/label/";
    private readonly List<InstanceGroup> groups = [];
    private readonly Dictionary<string, string> members = [];
    private AwsTiming timing = AwsTiming.Default;
    private bool isReported;
    private ClusterAutoscalerSettings? autoscaler;

    /// <summary>The machines, or null where no line is about groups.</summary>
    public Fleet? Fleet => groups.Count == 0 ? null : new()
    {
        Aws = new() { Groups = [.. groups], Timing = timing },
        Autoscaler = autoscaler,
        Members = members.ToImmutableSortedDictionary(StringComparer.Ordinal),
        LostZonesReported = isReported,
        TracksTargets = groups.Exists(static g => g.TargetTracking is not null),
    };

    /// <summary><c>group=NAME</c> behind nodes.</summary>
    public void Join(IEnumerable<string> nodes, string group)
    {
        foreach (var node in nodes)
        {
            members.Add(node, group);
        }
    }

    /// <summary><c>group NAME zones=a,b desired=2 …</c>.</summary>
    public void Group(string[] words, Dictionary<string, string> options, NodeObject node)
    {
        var desired = Number(options["desired"]);
        groups.Add(new()
        {
            Name = words[1],
            Zones = [.. options["zones"].Split(',')],
            Min = Number(options.GetValueOrDefault("min", "0")),
            Max = Number(options.GetValueOrDefault("max", "10")),
            Desired = desired,
            Node = node with { Name = "", Labels = PoolOf(options, "pool") },
            IsAutoScaling = !words.Contains("fixed"),
            Distribution = words.Contains("balanced-only")
                ? CapacityDistribution.BalancedOnly
                : CapacityDistribution.BestEffort,
            Rebalances = words.Contains("rebalances"),
            HealthCheck = words.Contains("elb") ? GroupHealthCheck.Elb : GroupHealthCheck.Ec2,
            HealthCheckGracePeriod = TimeSpan.FromSeconds(Number(options.GetValueOrDefault("grace", "300"))),
            TargetGroups = options.TryGetValue("targets", out var targets) ? [.. targets.Split(',')] : [],
            TargetTracking = options.TryGetValue("tracks", out var cpu) ? new(Number(cpu)) : null,
            Tags = PoolOf(options, "tagged", TemplateTag).Add(DiscoveryTag, ""),
            LifecycleHooks =
            [
                .. Hooks(options, "launch-hook", onLaunch: true),
                .. Hooks(options, "terminate-hook", onLaunch: false),
            ],
        });
    }

    /// <summary><c>aws boot=60 notice=10 terminate=30 retry=60 impaired=120 reported</c>.</summary>
    public void Aws(string[] words, Dictionary<string, string> options)
    {
        isReported = words.Contains("reported");
        timing = timing with
        {
            Boot = Exactly(options["boot"]),
            GroupNotice = Exactly(options["notice"]),
            StatusImpaired = Exactly(options.GetValueOrDefault("impaired", "120")),
            Terminate = Exactly(options["terminate"]),
            LaunchRetry = Exactly(options["retry"]),
        };
    }

    /// <summary><c>autoscaler balances expander=priority prefers=GROUP</c>.</summary>
    public void Autoscaler(string[] words, Dictionary<string, string> options)
    {
        var defaults = ClusterAutoscalerSettings.Default;
        autoscaler = defaults with
        {
            BalanceSimilarNodeGroups = words.Contains("balances"),
            Expanders = options.TryGetValue("expander", out var name)
                ? [Enum.Parse<GroupExpander>(name.Replace("-", ""), ignoreCase: true)]
                : defaults.Expanders,
            Priorities = options.TryGetValue("prefers", out var group)
                ? defaults.Priorities.Add(10, [group])
                : defaults.Priorities,
        };
    }

    private static ImmutableSortedDictionary<string, string> PoolOf(
        Dictionary<string, string> options, string key, string prefix = "") =>
        options.TryGetValue(key, out var pool) ? Labels.None.Add(prefix + "pool", pool) : Labels.None;

    /// <summary>Whether an action is about launches or the regional API, and which.</summary>
    public static ScenarioAction? Action(string[] words) => string.Join(' ', words) switch
    {
        "refuse launches" => new ScenarioAction.RefuseLaunches(null),
        "allow launches" => new ScenarioAction.Heal(new ScenarioAction.RefuseLaunches(null)),
        "slow aws-api" => new ScenarioAction.SlowAwsApi(),
        "heal slow aws-api" => new ScenarioAction.Heal(new ScenarioAction.SlowAwsApi()),
        "lose aws-api" => new ScenarioAction.LoseAwsApi(),
        "heal aws-api" => new ScenarioAction.Heal(new ScenarioAction.LoseAwsApi()),
        _ when words[0] == "refuse" => new ScenarioAction.RefuseLaunches(words[2]),
        _ when words[0] == "allow" => new ScenarioAction.Heal(new ScenarioAction.RefuseLaunches(words[2])),
        _ => null,
    };

    /// <summary>A line about a group, or null.</summary>
    public static string? Write(TimelineEvent line) => line.Kind switch
    {
        TimelineEventKind.NodeJoined => $"{line.Node} joins in {line.Zone}",
        TimelineEventKind.NodeRemoved => $"{line.Node} removed",
        TimelineEventKind.GroupResized => $"{line.Group} is to have {line.Desired}, not {line.Was}",
        _ => null,
    };

    private static IEnumerable<LifecycleHook> Hooks(
        Dictionary<string, string> options, string key, bool onLaunch)
    {
        if (options.TryGetValue(key, out var text))
        {
            var parts = text.Split(':');
            yield return new(
                key, onLaunch, TimeSpan.FromSeconds(Number(parts[0])), parts.Length < 2 || parts[1] == "ABANDON");
        }
    }

    private static Interval Exactly(string seconds) =>
        Interval.Exactly(TimeSpan.FromSeconds(Number(seconds)));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
