using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Sections;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads a claim's <c>survive</c>.</summary>
internal static class FaultReader
{
    private const string Forms = "write {any: zone}, {any: node}, {zone: NAME}, {node: NAME} or all";

    /// <summary>What a claim's <c>survive</c> says.</summary>
    /// <param name="Faults">The faults.</param>
    /// <param name="RepairedAfter">When each is mended, or null.</param>
    /// <param name="ZonesLostBy">The one way in which zones are lost, or null.</param>
    public readonly record struct Survival(
        ImmutableArray<FaultSpec> Faults, TimeSpan? RepairedAfter = null, ZoneLossWay? ZonesLostBy = null);

    /// <summary>Reads it; mistakes are reported.</summary>
    public static Survival Read(
        ObjectReader claim, ImmutableArray<Spanned<string>> zones, DiagnosticBag diagnostics)
    {
        switch (ClaimFields.Survive.Read(claim))
        {
            case null:
                return new([]);
            case YamlScalar { Value: "all" } all:
                return new([new FaultSpec.All(all.Span)]);
            case YamlMapping mapping:
                return ReadMapping(claim.Object("survive")!, mapping.Span, zones, diagnostics);
            case YamlScalar word when ClaimFields.AnyWords.Contains(word.Value):
                diagnostics.Add(SpecDiagnostics.ClaimFault(
                    word.Span, claim.PathOf("survive"), $"write {{any: {word.Value}}}"));
                return new([]);
            case var other:
                diagnostics.Add(SpecDiagnostics.ClaimFault(other.Span, claim.PathOf("survive"), Forms));
                return new([]);
        }
    }

    private static Survival ReadMapping(
        ObjectReader reader,
        SourceSpan span,
        ImmutableArray<Spanned<string>> zones,
        DiagnosticBag diagnostics)
    {
        var faults = ImmutableArray.CreateBuilder<FaultSpec>();
        faults.AddRange(ReadAny(reader));
        if (ClaimFields.Zone.Read(reader) is { } zone)
        {
            CheckZone(zone, zones, diagnostics);
            faults.Add(new FaultSpec.OneZone(zone.Value, zone.Span));
        }

        if (ClaimFields.Node.Read(reader) is { } node)
        {
            faults.Add(new FaultSpec.TheseNodes([node.Value], node.Span));
        }

        if (ClaimFields.Nodes.Read(reader) is { Count: > 0 } nodes)
        {
            faults.Add(new FaultSpec.TheseNodes([.. nodes.Select(n => n.Value)], reader.SpanOf("nodes")));
        }

        if (ClaimFields.Pairs.Read(reader))
        {
            faults.Add(new FaultSpec.Pairs(reader.SpanOf("pairs")));
        }

        if (ClaimFields.Scenario.Read(reader) is { } file)
        {
            faults.Add(new FaultSpec.ScenarioFile(file.Value, file.Span));
        }

        var by = ClaimFields.By.Read(reader);
        if (by is not null && !faults.Any(static f => f is FaultSpec.AnyZone or FaultSpec.OneZone))
        {
            reader.Invalid(
                "by", "says how a zone is lost, but no zone is", "add `any: zone`, or leave `by` out");
        }

        var repairedAfter = ClaimFields.RepairedAfter.Read(reader);
        ClaimFields.SurviveSection.Close(reader);
        if (faults.Count == 0 && !HasAnyKey(reader))
        {
            diagnostics.Add(SpecDiagnostics.ClaimFault(span, reader.Path, Forms));
        }

        return new(faults.ToImmutable(), repairedAfter, by);
    }

    /// <summary>
    /// Keys with wrong values have been reported; an empty mapping, <c>pairs: false</c> or a time alone has
    /// not.
    /// </summary>
    private static bool HasAnyKey(ObjectReader reader) =>
        reader.Mapping.Entries.Any(entry =>
                entry.Key.Value is not ("pairs" or "nodes" or "repairedAfter" or "by"))
            || reader.Has("any");

    private static IEnumerable<FaultSpec> ReadAny(ObjectReader reader)
    {
        IReadOnlyList<Spanned<string>> words = ClaimFields.Any.Read(reader) switch
        {
            null => [],
            YamlSequence => reader.Texts("any"),
            _ => reader.Text("any") is { } word ? [word] : [],
        };
        foreach (var word in words)
        {
            if (Named(word) is { } fault)
            {
                yield return fault;
                continue;
            }

            var nearest = NearestWord.Of(word.Value, ClaimFields.AnyWords);
            reader.Invalid(
                word.Span,
                reader.PathOf("any"),
                $"has {DisplayText.Quote(word.Value)}, which is none of "
                    + $"{string.Join(", ", ClaimFields.AnyWords)}",
                nearest is null ? "write zone, node or [zone, node]" : $"did you mean `{nearest}`?");
        }
    }

    private static FaultSpec? Named(Spanned<string> word) => word.Value switch
    {
        "zone" => new FaultSpec.AnyZone(word.Span),
        "node" => new FaultSpec.AnyNode(word.Span),
        "kubelet" => new FaultSpec.AnyOf(FaultKind.Kubelet, word.Span),
        "pod" => new FaultSpec.AnyOf(FaultKind.Pod, word.Span),
        "nat" => new FaultSpec.AnyOf(FaultKind.Nat, word.Span),
        "balancer" => new FaultSpec.AnyOf(FaultKind.Balancer, word.Span),
        "volume" => new FaultSpec.AnyOf(FaultKind.Volume, word.Span),
        "capacity" => new FaultSpec.AnyOf(FaultKind.Capacity, word.Span),
        "api" => new FaultSpec.AnyOf(FaultKind.Api, word.Span),
        "awsApi" => new FaultSpec.AnyOf(FaultKind.AwsApi, word.Span),
        "registry" => new FaultSpec.AnyOf(FaultKind.Registry, word.Span),
        "drain" => new FaultSpec.AnyOf(FaultKind.Drain, word.Span),
        "webhook" => new FaultSpec.AnyOf(FaultKind.Webhook, word.Span),
        "hang" => new FaultSpec.AnyOf(FaultKind.Hang, word.Span),
        "member" => new FaultSpec.AnyOf(FaultKind.Member, word.Span),
        "disk" => new FaultSpec.AnyOf(FaultKind.Disk, word.Span),
        "partition" => new FaultSpec.AnyOf(FaultKind.Partition, word.Span),
        "clock" => new FaultSpec.AnyOf(FaultKind.Clock, word.Span),
        "roll" => new FaultSpec.AnyOf(FaultKind.Roll, word.Span),
        _ => null,
    };

    private static void CheckZone(
        Spanned<string> zone, ImmutableArray<Spanned<string>> zones, DiagnosticBag diagnostics)
    {
        var names = zones.Select(z => z.Value).ToArray();
        if (names.Length > 0 && !names.Contains(zone.Value))
        {
            diagnostics.Add(SpecDiagnostics.UnknownZone(zone, names));
        }
    }
}
