using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Spec;

/// <summary>Checks the zones of a cluster against each other and against its region.</summary>
internal static class ZoneChecks
{
    /// <summary>
    /// The zones that are names of zones, each once; everything wrong with them is reported.
    /// </summary>
    public static ImmutableArray<Spanned<string>> Usable(
        IReadOnlyList<Spanned<string>> zones, Spanned<string>? region, DiagnosticBag diagnostics)
    {
        var usable = ImmutableArray.CreateBuilder<Spanned<string>>();
        foreach (var zone in zones)
        {
            if (AwsPlace.RegionOf(zone.Value) is null)
            {
                diagnostics.Add(SpecDiagnostics.BadZone(zone, MendZone(zone.Value, region?.Value)));
            }
            else if (usable.Any(known => known.Value == zone.Value))
            {
                diagnostics.Add(SpecDiagnostics.DuplicateZone(zone));
            }
            else
            {
                usable.Add(zone);
            }
        }

        CheckRegions(usable, region, diagnostics);
        return usable.ToImmutable();
    }

    private static void CheckRegions(
        IReadOnlyList<Spanned<string>> zones, Spanned<string>? region, DiagnosticBag diagnostics)
    {
        var regions = zones.Select(zone => AwsPlace.RegionOf(zone.Value)!)
            .Distinct(StringComparer.Ordinal).ToArray();
        if (regions.Length > 1)
        {
            var home = region is { } named && regions.Contains(named.Value) ? named.Value : regions[0];
            foreach (var foreign in regions.Where(r => r != home))
            {
                var first = zones.First(z => AwsPlace.RegionOf(z.Value) == foreign);
                diagnostics.Add(SpecDiagnostics.SeveralRegions(first, home, foreign));
            }
        }
        else if (region is { } named && regions.Length == 1 && regions[0] != named.Value)
        {
            diagnostics.Add(SpecDiagnostics.ZoneOutsideRegion(zones[0], regions[0], named.Value));
        }
        else if (region is { } home)
        {
            CheckLetters(zones, home.Value, diagnostics);
        }
    }

    /// <summary>Local Zones, whose names are longer, are not in the table.</summary>
    private static void CheckLetters(
        IReadOnlyList<Spanned<string>> zones, string region, DiagnosticBag diagnostics)
    {
        var known = AwsRegions.ZonesOf(region);
        var strangers = zones.Where(z => z.Value.Length == region.Length + 1 && !known.Contains(z.Value));
        foreach (var zone in known.IsEmpty ? [] : strangers)
        {
            diagnostics.Add(SpecDiagnostics.NoSuchZone(zone, region, known));
        }
    }

    private static string MendZone(string zone, string? region)
    {
        var example = region ?? "eu-west-1";
        if (zone.Length == 1 && char.IsAsciiLetterLower(zone[0]))
        {
            return $"write `{example}{zone}`";
        }

        return AwsPlace.IsRegion(zone)
            ? $"this is a region; add the zone's letter, such as `{zone}a`"
            : $"write the name with its region, such as `{example}a`";
    }
}
