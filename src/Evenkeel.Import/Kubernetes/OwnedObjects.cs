using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Leaves out of a dump what its owners make anyway: ReplicaSets of Deployments, Jobs of CronJobs and pods
/// of controllers. Else every pod would be counted twice. Pods of Jobs stay: no Job is simulated that would
/// make them. What ends or runs at an installation alone is left out too.
/// </summary>
internal static class OwnedObjects
{
    private const string JobKind = nameof(ManifestKind.Job);
    private const string TemplateHash = "pod-template-hash";

    /// <summary>The objects whose owner is not among them, in order.</summary>
    public static IReadOnlyList<Manifest> Remove(IReadOnlyList<Manifest> manifests, DiagnosticBag diagnostics)
    {
        var present = manifests.Select(m => (m.Kind.ToString(), m.Name)).ToHashSet();
        var kept = new List<Manifest>();
        var hooks = manifests.Where(Hooks.IsHook).ToList();
        if (hooks.Count > 0)
        {
            diagnostics.Add(ImportDiagnostics.HooksLeftOut(hooks.Select(h => h.ToString())));
        }

        foreach (var manifest in manifests.Except(hooks))
        {
            var canBeOwned =
                manifest.Kind is ManifestKind.Pod or ManifestKind.ReplicaSet or ManifestKind.Job;
            if (canBeOwned && (IsOwned(manifest, present) || HasEnded(manifest)))
            {
                continue;
            }

            // A static pod is owned by its Node: nothing but that node's kubelet makes it.
            if (manifest is { Kind: ManifestKind.Pod, Controller: { Kind: not ("Node" or JobKind) } owner })
            {
                diagnostics.Add(ImportDiagnostics.OwnerMissing(
                    manifest.Span, manifest.ToString(), $"{owner.Kind} {owner.Name}"));
            }

            kept.Add(manifest);
        }

        return kept;
    }

    private static bool IsOwned(Manifest manifest, HashSet<(string Kind, ObjectName Name)> present)
    {
        if (manifest.Controller is not { Kind: not JobKind } owner)
        {
            return false;
        }

        if (present.Contains((owner.Kind, manifest.Name with { Name = owner.Name })))
        {
            return true;
        }

        return DeploymentOf(manifest, owner) is { } deployment
            && present.Contains((nameof(ManifestKind.Deployment), manifest.Name with { Name = deployment }));
    }

    /// <summary>
    /// A pod's Deployment where the dump lacks ReplicaSets: these are named Deployment-hash.
    /// </summary>
    private static string? DeploymentOf(Manifest pod, Owner owner) =>
        owner.Kind is nameof(ManifestKind.ReplicaSet)
        && pod.Labels.TryGetValue(TemplateHash, out var hash)
        && hash.Length > 0
        && owner.Name.EndsWith("-" + hash, StringComparison.Ordinal)
            ? owner.Name[..^(hash.Length + 1)]
            : null;

    /// <summary>A pod that is being deleted is as good as gone; its endpoint is already.</summary>
    private static bool HasEnded(Manifest manifest) =>
        manifest.Kind == ManifestKind.Pod
        && (manifest.Root.Object("status")?.Text("phase") is "Succeeded" or "Failed"
            || manifest.Metadata.Has("deletionTimestamp"));
}
