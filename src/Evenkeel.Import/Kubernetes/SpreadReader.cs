using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Reads topology spread constraints (core/validation, validateTopologySpreadConstraints).</summary>
internal static class SpreadReader
{
    /// <summary>The constraints of a pod spec.</summary>
    public static ImmutableArray<TopologySpreadConstraint> Read(ManifestFields podSpec)
    {
        var found = ImmutableArray.CreateBuilder<TopologySpreadConstraint>();
        foreach (var fields in podSpec.Objects("topologySpreadConstraints"))
        {
            if (ReadOne(fields) is not { } constraint)
            {
                continue;
            }

            if (found.Any(c => c.DoNotSchedule == constraint.DoNotSchedule
                && string.Equals(c.TopologyKey, constraint.TopologyKey, StringComparison.Ordinal)))
            {
                fields.Invalid(
                    "topologyKey",
                    "repeats an earlier constraint with the same key and the same whenUnsatisfiable",
                    "remove one of the two");
                continue;
            }

            found.Add(constraint);
        }

        return found.ToImmutable();
    }

    private static TopologySpreadConstraint? ReadOne(ManifestFields fields)
    {
        if (!fields.Has("maxSkew"))
        {
            fields.Missing("maxSkew", "1");
        }

        var maxSkew = fields.Integer("maxSkew", 1);
        var topologyKey = fields.RequiredText("topologyKey", Labels.Zone);
        var action = fields.RequiredText("whenUnsatisfiable", "DoNotSchedule") is null
            ? null
            : fields.Word("whenUnsatisfiable", "DoNotSchedule", "ScheduleAnyway");
        var minDomains = fields.Integer("minDomains", 1);
        if (minDomains is not null && action is "ScheduleAnyway")
        {
            fields.Invalid(
                "minDomains",
                "is only possible with whenUnsatisfiable DoNotSchedule",
                "remove it, or write `whenUnsatisfiable: DoNotSchedule`");
            return null;
        }

        if (maxSkew is null || topologyKey is null || action is null)
        {
            return null;
        }

        return new()
        {
            MaxSkew = (int)maxSkew,
            TopologyKey = topologyKey,
            DoNotSchedule = action is "DoNotSchedule",
            Selector = SelectorReader.Read(fields, "labelSelector"),
            MinDomains = (int?)minDomains,
            NodeAffinityPolicy = Policy(fields, "nodeAffinityPolicy", NodeInclusionPolicy.Honor),
            NodeTaintsPolicy = Policy(fields, "nodeTaintsPolicy", NodeInclusionPolicy.Ignore),
            MatchLabelKeys = fields.Texts("matchLabelKeys"),
        };
    }

    private static NodeInclusionPolicy Policy(
        ManifestFields fields, string key, NodeInclusionPolicy whenAbsent) =>
        fields.Word(key, "Honor", "Ignore") is { } word ? Enum.Parse<NodeInclusionPolicy>(word) : whenAbsent;
}
