using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import.Scenarios;

/// <summary>
/// Reads the groups of a scenario whose nodes come from them, and the flags of the cluster-autoscaler that
/// changes their sizes.
/// </summary>
internal static class FleetReader
{
    /// <summary>
    /// When the groups launch, when cluster-autoscaler may begin, and when workloads are created, as in the
    /// recordings: 2 s for the first answer of the API, and 10 s from there to the workloads.
    /// </summary>
    private static readonly TimeSpan GroupsAt = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AutoscalerAt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WorkloadsAt = TimeSpan.FromSeconds(12);

    /// <summary>The scan interval of the recordings, where no flag says otherwise.</summary>
    private static readonly TimeSpan ScanInterval = TimeSpan.FromSeconds(5);

    private static readonly string[] OwnKeys = ["cluster", "zones", "bootSeconds", "flags", "priorities"];

    /// <summary>
    /// The timing of such scenarios where they name none: that of the recordings, in which control planes
    /// were set to notice a loss in seconds.
    /// </summary>
    public static KubernetesTiming Timing { get; } = new()
    {
        NodeMonitorPeriod = TimeSpan.FromSeconds(1),
        NodeMonitorGracePeriod = TimeSpan.FromSeconds(10),
        NodeStartupGracePeriod = TimeSpan.FromSeconds(10),
        DefaultToleration = TimeSpan.FromSeconds(20),
        KubeletHeartbeat = TimeSpan.FromSeconds(3),
    };

    /// <summary>The groups, or null where the scenario has none; mistakes are diagnostics.</summary>
    public static Fleet? Read(ObjectReader root)
    {
        if (!root.Has("groups"))
        {
            RejectWithoutGroups(root);
            return null;
        }

        root.Keep("cluster");
        _ = root.String("cluster");
        var zones = root.Texts("zones");
        var boot = Seconds.Read(root, "bootSeconds") ?? AwsTiming.Default.Boot.Fast;
        var hasAutoscaler = root.Node("flags") is not null;
        var groups = GroupReader.Read(root, zones, isDiscovered: hasAutoscaler);
        var settings = AutoscalerFlags.Read(root, "flags", new() { ScanInterval = ScanInterval });
        var priorities = Priorities(root);
        if (!priorities.IsEmpty && !settings.Expanders.Contains(GroupExpander.Priority))
        {
            root.Invalid("priorities", "is for the expander priority", "add the flag --expander=priority");
        }

        return new()
        {
            Aws = new()
            {
                Groups = groups,
                Timing = AwsTiming.Default with { Boot = Interval.Exactly(boot) },
            },
            Autoscaler = hasAutoscaler ? settings with { Priorities = priorities } : null,
            GroupsAt = GroupsAt,
            AutoscalerAt = AutoscalerAt,
            WorkloadsAt = WorkloadsAt,
            TracksTargets = true,
        };
    }

    private static void RejectWithoutGroups(ObjectReader root)
    {
        foreach (var key in OwnKeys.Where(root.Has))
        {
            root.Invalid(key, "is for scenarios whose nodes come from groups", "add `groups:`, or remove it");
        }
    }

    private static ImmutableSortedDictionary<int, ImmutableArray<string>> Priorities(ObjectReader root)
    {
        var found = ImmutableSortedDictionary.CreateBuilder<int, ImmutableArray<string>>();
        if (root.Object("priorities") is not { } fields)
        {
            return found.ToImmutable();
        }

        foreach (var entry in fields.Mapping.Entries)
        {
            var patterns = fields.Texts(entry.Key.Value);
            if (!int.TryParse(
                entry.Key.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var priority))
            {
                fields.Invalid(entry.Key.Value, "must stand under a whole number", "write 10: [pool-a.*]");
                continue;
            }

            found[priority] = [.. patterns.Where(p => IsPattern(fields, entry.Key.Value, p))
                .Select(static p => p.Value)];
        }

        return found.ToImmutable();
    }

    private static bool IsPattern(ObjectReader fields, string key, Spanned<string> pattern)
    {
        try
        {
            _ = new Regex(pattern.Value, RegexOptions.None, TimeSpan.FromSeconds(1));
            return true;
        }
        catch (ArgumentException)
        {
            fields.Invalid(
                pattern.Span, fields.PathOf(key),
                $"holds {DisplayText.Quote(pattern.Value)}, which is no regular expression",
                "write a pattern of group names, such as pool-.*");
            return false;
        }
    }
}
