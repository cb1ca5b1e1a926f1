using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Marks workloads whose requests a VerticalPodAutoscaler sets: what it would recommend is not simulated, so
/// nothing can be proven of them.
/// </summary>
internal static class VerticalAutoscalerReader
{
    /// <summary>The workloads, those that one acts on marked. Mode Off recommends and does nothing.</summary>
    public static ImmutableArray<Workload> Mark(
        ImmutableArray<Workload> workloads, IEnumerable<Manifest> manifests)
    {
        var marks = new Dictionary<(string Kind, ObjectName Name), string>();
        foreach (var manifest in manifests.Where(m => m.Kind == ManifestKind.VerticalPodAutoscaler))
        {
            if (manifest.Root.RequiredObject("spec") is { } spec
                && spec.RequiredObject("targetRef") is { } target
                && target.RequiredText("kind", "Deployment") is { } kind
                && target.RequiredText("name", "…") is { } name
                && ModeOf(spec) is not "Off" and var mode)
            {
                marks[(kind, manifest.Name with { Name = name })] =
                    $"VerticalPodAutoscaler {manifest.Name} (updateMode: {mode})";
            }
        }

        return marks.Count == 0 ? workloads : [.. workloads.Select(w => Marked(w, marks))];
    }

    private static Workload Marked(
        Workload workload, Dictionary<(string Kind, ObjectName Name), string> marks)
    {
        // A ReplicationController is read as a ReplicaSet.
        var isMarked = marks.TryGetValue((workload.Kind.ToString(), workload.Name), out var mark)
            || (workload.Kind == WorkloadKind.ReplicaSet
                && marks.TryGetValue((nameof(ManifestKind.ReplicationController), workload.Name), out mark));
        return !isMarked ? workload : workload with
        {
            Template = workload.Template with { NotSimulated = workload.Template.NotSimulated.Add(mark!) },
        };
    }

    /// <summary>Auto where nothing is written (vertical-pod-autoscaler/pkg/apis, PodUpdatePolicy).</summary>
    private static string ModeOf(ManifestFields spec) =>
        spec.Object("updatePolicy")?.Word(
            "updateMode", "Off", "Initial", "Recreate", "Auto", "InPlaceOrRecreate", "InPlace") ?? "Auto";
}
