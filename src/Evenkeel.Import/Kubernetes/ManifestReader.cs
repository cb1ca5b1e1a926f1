using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Reads Kubernetes objects from YAML or JSON: manifests, and what <c>kubectl get -o yaml|json</c> prints.
/// </summary>
public static class ManifestReader
{
    private static readonly ImmutableHashSet<string> JobNames =
        ImmutableHashSet.Create(StringComparer.Ordinal, "batch/Job", "batch/CronJob");

    /// <summary>
    /// Every object of the kinds that a simulation uses, in the order of the sources; other kinds are
    /// counted. Fields that are not used are not looked at. An object with a mistake that nothing can stand
    /// in for is left out, and its diagnostics (EK30nn) say why. It never throws on any text.
    /// </summary>
    public static KubernetesObjects Read(IEnumerable<SourceText> sources, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var scanner = new ManifestScanner(diagnostics);
        SourceText? first = null;
        foreach (var source in sources)
        {
            first ??= source;
            scanner.Scan(source);
        }

        // One empty file among others is what charts render to; nothing at all is a mistake.
        if (first is not null && scanner.IsEmpty)
        {
            diagnostics.Add(YamlDiagnostics.Empty(first, "Kubernetes objects, such as a Deployment"));
        }

        var manifests = WithoutRepetitions(scanner.Found, diagnostics);
        var kept = OwnedObjects.Remove(manifests, diagnostics);
        var others = WithCounted(scanner.Others, kept);
        Remark(scanner, others, kept, diagnostics);
        var objects = Convert(kept);
        objects = objects with
        {
            Workloads = VerticalAutoscalerReader.Apply(objects.Workloads, kept),
            OtherKinds = others,
            HorizontalAutoscalers = [.. HorizontalAutoscalerReader.Read(kept, diagnostics)],
        };
        References.Check(kept, diagnostics);
        return objects;
    }

    /// <summary>Says what of the input takes no part in a simulation.</summary>
    private static void Remark(
        ManifestScanner scanner,
        ImmutableSortedDictionary<string, int> others,
        IReadOnlyList<Manifest> kept,
        DiagnosticBag diagnostics)
    {
        var custom = others.Where(k => IsCustom(k.Key)).ToList();
        var own = others.Where(k => !IsCustom(k.Key) && !JobNames.Contains(k.Key)).ToList();
        if (own.Count > 0)
        {
            diagnostics.Add(ImportDiagnostics.OtherKinds(own));
        }

        if (custom.Count > 0)
        {
            diagnostics.Add(ImportDiagnostics.CustomObjects(custom));
        }

        if (scanner.ForeignFiles.Count > 0)
        {
            diagnostics.Add(ImportDiagnostics.ForeignFiles(scanner.ForeignFiles));
        }

        JobReader.Note(kept, diagnostics);
    }

    /// <summary>The kinds that are not read, and those of which only remarks are made.</summary>
    private static ImmutableSortedDictionary<string, int> WithCounted(
        SortedDictionary<string, int> others, IEnumerable<Manifest> kept)
    {
        var counts = others.ToImmutableSortedDictionary(StringComparer.Ordinal).ToBuilder();
        foreach (var manifest in kept.Where(m => ManifestKinds.IsCountedOnly(m.Kind)))
        {
            var name = $"{ApiGroups.Of(ManifestKinds.Served(manifest.Kind))}/{manifest.Kind}";
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return counts.ToImmutable();
    }

    private static bool IsCustom(string name) =>
        name.LastIndexOf('/') is >= 0 and var slash && ApiGroups.IsCustom(name[..slash]);

    /// <summary>The Nodes of one text, and how many objects of other kinds it has.</summary>
    internal static (ImmutableArray<NodeObject> Nodes, int Others) ReadNodes(
        SourceText source, DiagnosticBag diagnostics)
    {
        var scanner = new ManifestScanner(diagnostics);
        scanner.Scan(source);
        var nodes = scanner.Found.Where(m => m.Kind == ManifestKind.Node);
        var others = scanner.Others.Values.Sum() + scanner.Found.Count(m => m.Kind != ManifestKind.Node);
        return ([.. WithoutRepetitions(nodes, diagnostics).Select(NodeReader.Read)], others);
    }

    /// <summary>Of objects with the same kind and name, the first.</summary>
    private static List<Manifest> WithoutRepetitions(
        IEnumerable<Manifest> manifests, DiagnosticBag diagnostics)
    {
        var first = new Dictionary<(ManifestKind Kind, ObjectName Name), Manifest>();
        var kept = new List<Manifest>();
        foreach (var manifest in manifests)
        {
            if (first.TryAdd((manifest.Kind, manifest.Name), manifest))
            {
                kept.Add(manifest);
                continue;
            }

            var before = first[(manifest.Kind, manifest.Name)].Span;
            diagnostics.Add(ImportDiagnostics.Duplicate(manifest.Span, manifest.ToString(), before));
        }

        return kept;
    }

    private static KubernetesObjects Convert(IReadOnlyList<Manifest> manifests) => new()
    {
        Namespaces = [.. Of(ManifestKind.Namespace, manifests, PolicyReader.ReadNamespace)],
        Nodes = [.. Of(ManifestKind.Node, manifests, NodeReader.Read)],
        Workloads = [.. Of(ManifestKinds.IsWorkload, manifests, WorkloadReader.Read)],
        Services = [.. Of(ManifestKind.Service, manifests, PolicyReader.ReadService)],
        Ingresses = [.. Of(ManifestKind.Ingress, manifests, IngressReader.Read)],
        Webhooks =
        [
            .. Of(
                static k => k is ManifestKind.MutatingWebhookConfiguration
                    or ManifestKind.ValidatingWebhookConfiguration,
                manifests,
                WebhookReader.Read).SelectMany(static w => w),
        ],
        Budgets = [.. Of(ManifestKind.PodDisruptionBudget, manifests, PolicyReader.ReadBudget)],
        PriorityClasses = [.. Of(ManifestKind.PriorityClass, manifests, PolicyReader.Read)],
        StorageClasses = [.. Of(ManifestKind.StorageClass, manifests, StorageReader.Read)],
        Volumes = [.. Of(ManifestKind.PersistentVolume, manifests, StorageReader.ReadVolume)],
        Claims = [.. Of(ManifestKind.PersistentVolumeClaim, manifests, StorageReader.ReadClaim)],
    };

    private static IEnumerable<T> Of<T>(
        ManifestKind kind, IEnumerable<Manifest> manifests, Func<Manifest, T?> read)
        where T : class => Of(k => k == kind, manifests, read);

    private static IEnumerable<T> Of<T>(
        Func<ManifestKind, bool> isWanted, IEnumerable<Manifest> manifests, Func<Manifest, T?> read)
        where T : class => manifests.Where(m => isWanted(m.Kind)).Select(read).OfType<T>();
}
