using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Warns where a HorizontalPodAutoscaler would not leave a workload's count as it is written.
/// </summary>
internal static class AutoscalerChecks
{
    /// <summary>Compares the bounds of each autoscaler with its target's replicas.</summary>
    public static void Check(IReadOnlyList<Manifest> manifests, DiagnosticBag diagnostics)
    {
        var targets = manifests
            .Where(m => ManifestKinds.IsWorkload(m.Kind))
            .ToDictionary(m => (m.Kind.ToString(), m.Name));
        foreach (var autoscaler in manifests.Where(m => m.Kind == ManifestKind.HorizontalPodAutoscaler))
        {
            if (autoscaler.Root.RequiredObject("spec") is { } spec)
            {
                Check(autoscaler, spec, targets, diagnostics);
            }
        }
    }

    private static void Check(
        Manifest autoscaler,
        ManifestFields spec,
        Dictionary<(string Kind, ObjectName Name), Manifest> targets,
        DiagnosticBag diagnostics)
    {
        var reference = spec.RequiredObject("scaleTargetRef");
        var kind = reference?.RequiredText("kind", "Deployment");
        var name = reference?.RequiredText("name", "…");
        var least = spec.Integer("minReplicas") ?? 1;
        var most = spec.Integer("maxReplicas", 1);
        if (!spec.Has("maxReplicas"))
        {
            spec.Missing("maxReplicas", "10");
        }

        if (most < least)
        {
            spec.Invalid("maxReplicas", "is less than minReplicas", "raise it, or lower minReplicas");
            return;
        }

        if (kind is null || name is null
            || !targets.TryGetValue((kind, autoscaler.Name with { Name = name }), out var target)
            || target.Root.Object("spec") is not { } targetSpec)
        {
            return;
        }

        // With 0 replicas autoscaling is off (pkg/controller/podautoscaler/horizontal.go).
        var replicas = targetSpec.Integer("replicas") ?? 1;
        if (replicas > 0 && replicas < least)
        {
            diagnostics.Add(ImportDiagnostics.AutoscalerHoldsOther(
                autoscaler.Span, autoscaler.ToString(), target.ToString(), replicas, "at least", least));
        }
        else if (replicas > most)
        {
            diagnostics.Add(ImportDiagnostics.AutoscalerHoldsOther(
                autoscaler.Span, autoscaler.ToString(), target.ToString(), replicas, "at most", most.Value));
        }
    }
}
