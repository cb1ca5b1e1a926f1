using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec.Sections;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads <c>spec.claims</c>.</summary>
internal static class ClaimReader
{
    private static readonly string[] ServiceBounds =
        ["maxOutage", "maxErrors", "recovered", "maxPending", "keepsCapacity", "keepsData", "maxMonthlyCost"];

    public static ImmutableArray<ClaimSpec> Read(
        ObjectReader spec, ImmutableArray<Spanned<string>> zones, DiagnosticBag diagnostics)
    {
        ImmutableArray<ClaimSpec> claims =
            [.. ClusterFields.Claims.Read(spec).Select(claim => ReadClaim(claim, zones, diagnostics))];
        SpecChecks.Distinct(claims.Select(claim => claim.Name), "claims", diagnostics);
        return claims;
    }

    private static ClaimSpec ReadClaim(
        ObjectReader reader, ImmutableArray<Spanned<string>> zones, DiagnosticBag diagnostics)
    {
        var name = ClaimFields.Name.Read(reader);
        var service = ReadService(reader);
        var controlPlane = ClaimFields.ControlPlane.Read(reader);
        var survival = FaultReader.Read(reader, zones, diagnostics);
        var claim = new ClaimSpec
        {
            Name = name ?? new Spanned<string>("", reader.Span),
            Survive = survival.Faults,
            RepairedAfter = survival.RepairedAfter,
            ZonesLostBy = survival.ZonesLostBy,
            SurviveSpan = reader.SpanOf("survive"),
            Service = service,
            MaxOutage = ClaimFields.MaxOutage.Read(reader),
            MaxErrors = ClaimFields.MaxErrors.Read(reader),
            Recovered = ClaimFields.Recovered.Read(reader),
            MaxPending = ClaimFields.MaxPending.Read(reader),
            KeepsCapacity = ClaimFields.KeepsCapacity.Read(reader),
            KeepsData = ClaimFields.KeepsData.Read(reader),
            MaxMonthlyCost = ClaimFields.MaxMonthlyCost.Read(reader),
            ControlPlaneMaxOutage = controlPlane is null ? null : ReadControlPlane(controlPlane),
            Span = reader.Span,
        };
        ClaimFields.Section.Close(reader);
        CheckSubject(reader, diagnostics);
        return claim;
    }

    private static TimeSpan? ReadControlPlane(ObjectReader reader)
    {
        var outage = ClaimFields.ApiMaxOutage.Read(reader);
        ClaimFields.ControlPlaneSection.Close(reader);
        return outage;
    }

    private static Spanned<ObjectName>? ReadService(ObjectReader reader)
    {
        if (ClaimFields.Service.Read(reader) is not { } text)
        {
            return null;
        }

        var service = ObjectName.Parse(text.Value);
        if (!DnsLabel.IsValid(service.Namespace) || !DnsLabel.IsValid(service.Name))
        {
            reader.Invalid(
                "service",
                $"is {DisplayText.Quote(text.Value)}, which does not name a Service",
                "write namespace/name, such as shop/web");
        }

        return new Spanned<ObjectName>(service, text.Span);
    }

    private static void CheckSubject(ObjectReader reader, DiagnosticBag diagnostics)
    {
        var hasService = reader.Has("service");
        var hasControlPlane = reader.Has("controlPlane");
        var stray = ServiceBounds.FirstOrDefault(
            b => reader.Has(b) && reader.Node(b) is not YamlScalar { Value: "false" });
        if (hasService && hasControlPlane)
        {
            diagnostics.Add(SpecDiagnostics.ClaimSubject(
                reader.SpanOf("controlPlane"),
                "the claim is about two things: `service` and `controlPlane`",
                "make two claims of it, each with its own `survive`"));
        }
        else if (!hasService && !hasControlPlane)
        {
            diagnostics.Add(SpecDiagnostics.ClaimSubject(
                reader.Span,
                "the claim is about nothing: it has neither `service` nor `controlPlane`",
                "add `service: namespace/name`, or `controlPlane: {maxOutage: 30s}`"));
        }
        else if (hasControlPlane && stray is not null)
        {
            diagnostics.Add(SpecDiagnostics.ClaimSubject(
                reader.SpanOf(stray),
                $"`{stray}` bounds a Service, but the claim is about the control plane",
                "write `controlPlane: {maxOutage: …}`, or name a `service` instead"));
        }
        else if (hasService && stray is null)
        {
            diagnostics.Add(SpecDiagnostics.ClaimBoundsNothing(reader.Span));
        }
    }
}
