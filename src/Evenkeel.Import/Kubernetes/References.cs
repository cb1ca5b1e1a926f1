using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Warns of names in pod specs that nothing in the input bears.</summary>
internal static class References
{
    /// <summary>Priority classes and claims that pods name.</summary>
    public static void Check(IReadOnlyList<Manifest> manifests, DiagnosticBag diagnostics)
    {
        var priorities = NamesOf(manifests, ManifestKind.PriorityClass);
        priorities.UnionWith([new("", "system-cluster-critical"), new("", "system-node-critical")]);
        var claims = NamesOf(manifests, ManifestKind.PersistentVolumeClaim);
        foreach (var manifest in manifests)
        {
            if (PodSpec(manifest) is not { } spec)
            {
                continue;
            }

            if (spec.Text("priorityClassName") is { Length: > 0 } priority
                && priorities.Add(new("", priority)))
            {
                diagnostics.Add(ImportDiagnostics.UnknownReference(
                    spec.SpanOf("priorityClassName"), nameof(ManifestKind.PriorityClass), priority,
                    "Kubernetes refuses pods that name an unknown one"));
            }

            CheckClaims(manifest, spec, claims, diagnostics);
        }
    }

    private static void CheckClaims(
        Manifest manifest, ManifestFields spec, HashSet<ObjectName> claims, DiagnosticBag diagnostics)
    {
        var templates = manifest.Kind == ManifestKind.StatefulSet
            ? manifest.Root.Object("spec")!.Objects("volumeClaimTemplates")
                .Select(t => t.Object("metadata")?.Text("name"))
                .ToHashSet(StringComparer.Ordinal)
            : [];
        foreach (var volume in spec.Objects("volumes"))
        {
            if (volume.Object("persistentVolumeClaim") is { } fields
                && fields.Text("claimName") is { Length: > 0 } claim
                && !templates.Contains(volume.Text("name"))
                && claims.Add(manifest.Name with { Name = claim }))
            {
                diagnostics.Add(ImportDiagnostics.UnknownReference(
                    fields.SpanOf("claimName"), nameof(ManifestKind.PersistentVolumeClaim), claim,
                    "Kubernetes keeps its pods Pending"));
            }
        }
    }

    private static ManifestFields? PodSpec(Manifest manifest) =>
        manifest.Kind == ManifestKind.Pod ? manifest.Root.Object("spec")
        : ManifestKinds.IsWorkload(manifest.Kind)
            ? manifest.Root.Object("spec")?.Object("template")?.Object("spec")
        : null;

    private static HashSet<ObjectName> NamesOf(IEnumerable<Manifest> manifests, ManifestKind kind) =>
        [.. manifests.Where(m => m.Kind == kind).Select(m => m.Name)];
}
