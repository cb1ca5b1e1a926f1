using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Reads Kubernetes objects from YAML or JSON: manifests, and what <c>kubectl get -o yaml|json</c> prints.</summary>
public static class ManifestReader
{
    /// <summary>
    /// Every object of the kinds that a simulation uses, in the order of the sources; other kinds are counted. Fields
    /// that are not used are not looked at. An object with a mistake that nothing can stand in for is left out, and
    /// its diagnostics (EK30nn) say why. It never throws on any text.
    /// </summary>
    public static KubernetesObjects Read(IEnumerable<SourceText> sources, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var scanner = new ManifestScanner(diagnostics);
        foreach (var source in sources)
        {
            scanner.Scan(source);
        }

        var manifests = WithoutRepetitions(scanner.Found, diagnostics);
        var kept = OwnedObjects.Remove(manifests, diagnostics);
        if (scanner.Others.Count > 0)
        {
            diagnostics.Add(ImportDiagnostics.OtherKinds(scanner.Others));
        }

        var objects = Convert(kept) with
        {
            OtherKinds = scanner.Others.ToImmutableSortedDictionary(StringComparer.Ordinal),
        };
        References.Check(kept, diagnostics);
        return objects;
    }

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
    private static List<Manifest> WithoutRepetitions(IEnumerable<Manifest> manifests, DiagnosticBag diagnostics)
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

    private static KubernetesObjects Convert(IReadOnlyList<Manifest> manifests)
    {
        var of = manifests.ToLookup(m => m.Kind);
        var workloads = manifests.Where(m => m.Kind is ManifestKind.Pod or ManifestKind.Deployment
            or ManifestKind.ReplicaSet or ManifestKind.StatefulSet or ManifestKind.DaemonSet);
        return new()
        {
            Namespaces = [.. of[ManifestKind.Namespace].Select(PolicyReader.ReadNamespace)],
            Nodes = [.. of[ManifestKind.Node].Select(NodeReader.Read)],
            Workloads = [.. workloads.Select(WorkloadReader.Read).OfType<Workload>()],
            Services = [.. of[ManifestKind.Service].Select(PolicyReader.ReadService).OfType<Service>()],
            Budgets = [.. of[ManifestKind.PodDisruptionBudget].Select(PolicyReader.ReadBudget).OfType<DisruptionBudget>()],
            PriorityClasses = [.. of[ManifestKind.PriorityClass].Select(PolicyReader.Read)],
            StorageClasses = [.. of[ManifestKind.StorageClass].Select(StorageReader.Read)],
            Volumes =
                [.. of[ManifestKind.PersistentVolume].Select(StorageReader.ReadVolume).OfType<PersistentVolume>()],
            Claims =
            [
                .. of[ManifestKind.PersistentVolumeClaim].Select(StorageReader.ReadClaim).OfType<PersistentVolumeClaim>(),
            ],
        };
    }
}
