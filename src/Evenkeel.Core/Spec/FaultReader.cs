using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Spec.Sections;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads a claim's <c>survive</c>.</summary>
internal static class FaultReader
{
    private const string Forms = "write {any: zone}, {any: node}, {zone: NAME}, {node: NAME} or all";

    public static ImmutableArray<FaultSpec> Read(
        ObjectReader claim, ImmutableArray<Spanned<string>> zones, DiagnosticBag diagnostics)
    {
        switch (ClaimFields.Survive.Read(claim))
        {
            case null:
                return [];
            case YamlScalar { Value: "all" } all:
                return [new FaultSpec.All(all.Span)];
            case YamlMapping mapping:
                return ReadMapping(claim.Object("survive")!, mapping.Span, zones, diagnostics);
            case YamlScalar { Value: "zone" or "node" } word:
                diagnostics.Add(SpecDiagnostics.ClaimFault(
                    word.Span, claim.PathOf("survive"), $"write {{any: {word.Value}}}"));
                return [];
            case var other:
                diagnostics.Add(SpecDiagnostics.ClaimFault(other.Span, claim.PathOf("survive"), Forms));
                return [];
        }
    }

    private static ImmutableArray<FaultSpec> ReadMapping(
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

        ClaimFields.SurviveSection.Close(reader);
        if (faults.Count == 0 && !HasAnyKey(reader))
        {
            diagnostics.Add(SpecDiagnostics.ClaimFault(span, reader.Path, Forms));
        }

        return faults.ToImmutable();
    }

    /// <summary>
    /// Keys with wrong values have been reported; an empty mapping or <c>pairs: false</c> has not.
    /// </summary>
    private static bool HasAnyKey(ObjectReader reader) =>
        reader.Mapping.Entries.Any(entry => entry.Key.Value is not ("pairs" or "nodes")) || reader.Has("any");

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
            switch (word.Value)
            {
                case "zone":
                    yield return new FaultSpec.AnyZone(word.Span);
                    break;
                case "node":
                    yield return new FaultSpec.AnyNode(word.Span);
                    break;
                default:
                    reader.Invalid(
                        word.Span,
                        reader.PathOf("any"),
                        $"has {DisplayText.Quote(word.Value)}, which is none of zone, node",
                        "write zone, node or [zone, node]");
                    break;
            }
        }
    }

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
