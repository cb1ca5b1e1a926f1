using System.Collections.Immutable;

namespace Evenkeel.Provisioning.Terraform;

/// <summary>Which changes of a plan are in which failure domain.</summary>
public static class FailureDomains
{
    /// <summary>What is in no single zone.</summary>
    public const string Region = "the whole region";

    /// <summary>The zone of a change, or <see cref="Region"/>.</summary>
    /// <param name="change">The change.</param>
    /// <param name="zones">The cluster's zones.</param>
    public static string Of(PlannedChange change, ImmutableArray<string> zones)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Text("availability_zone") is { } zone && zones.Contains(zone)) return zone;

        // Names say the zone where the arguments do not: subnets of a group are known by their ids alone.
        var name = change.Address.Replace('-', '_');
        var named = zones.Where(z => EndsIn(name, z.Replace('-', '_'))).ToList();
        return named.Count == 1 ? named[0] : Region;
    }

    private static bool EndsIn(string name, string word)
    {
        var at = name.IndexOf("_" + word, StringComparison.Ordinal);
        if (at < 0) at = name.IndexOf("." + word, StringComparison.Ordinal);
        if (at < 0) return false;
        var after = at + 1 + word.Length;
        return after == name.Length || name[after] is '_' or '[';
    }
}
