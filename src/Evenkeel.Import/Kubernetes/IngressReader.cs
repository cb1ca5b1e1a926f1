using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Reads which Services an Ingress leads to.</summary>
internal static class IngressReader
{
    /// <summary>
    /// What stood for ingressClassName before 1.18; where both are there, the annotation wins
    /// (networking/v1, types.go, IngressSpec.IngressClassName).
    /// </summary>
    private const string ClassAnnotation = "kubernetes.io/ingress.class";

    /// <summary>An Ingress; backends that are no Services are left out.</summary>
    public static Ingress? Read(Manifest manifest)
    {
        if (manifest.Root.RequiredObject("spec") is not { } spec)
        {
            return null;
        }

        var annotated = manifest.Root.Object("metadata")?.TextMap("annotations")
            .GetValueOrDefault(ClassAnnotation);
        return new()
        {
            Name = manifest.Name,
            Class = annotated is { Length: > 0 } ? annotated
                : spec.Text("ingressClassName") is { Length: > 0 } named ? named
                : null,
            Backends = [.. Backends(spec).Select(s => new ObjectName(manifest.Name.Namespace, s)).Distinct()],
            Span = manifest.Span,
        };
    }

    private static IEnumerable<string> Backends(ManifestFields spec)
    {
        var paths = spec.Objects("rules").Select(static r => r.Object("http")).OfType<ManifestFields>()
            .SelectMany(static h => h.Objects("paths"));
        var backends = paths.Select(static p => p.Object("backend"))
            .Append(spec.Object("defaultBackend")).Append(spec.Object("backend")).OfType<ManifestFields>();
        return backends.Select(Named).OfType<string>();
    }

    /// <summary>The Service of a backend, also as networking.k8s.io/v1beta1 wrote it.</summary>
    private static string? Named(ManifestFields backend) =>
        backend.Object("service") is { } service ? service.RequiredText("name", "web")
        : backend.Has("serviceName") ? backend.Text("serviceName")
        : null;
}
