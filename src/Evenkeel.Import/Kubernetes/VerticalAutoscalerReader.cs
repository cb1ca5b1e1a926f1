using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Gives the pods of workloads the requests that a VerticalPodAutoscaler's status recommends, as its
/// admission controller gives them to every pod that is made (vertical-pod-autoscaler,
/// pkg/admission-controller/resource/pod/patch/resource_updates.go). Its updater has nothing to evict then:
/// each pod has what is recommended. Where it cannot be told what pods get, their workload is marked with
/// the reason.
/// </summary>
internal static class VerticalAutoscalerReader
{
    /// <summary>
    /// The workloads, with the requests of those that one acts on. Mode Off recommends and does nothing.
    /// </summary>
    public static ImmutableArray<Workload> Apply(
        ImmutableArray<Workload> workloads, IEnumerable<Manifest> manifests)
    {
        var acting = new Dictionary<(string Kind, ObjectName Name), List<Acting>>();
        foreach (var manifest in manifests.Where(m => m.Kind == ManifestKind.VerticalPodAutoscaler))
        {
            if (manifest.Root.RequiredObject("spec") is { } spec
                && spec.RequiredObject("targetRef") is { } target
                && target.RequiredText("kind", "Deployment") is { } kind
                && target.RequiredText("name", "…") is { } name
                && ModeOf(spec) is not "Off" and var mode)
            {
                var key = (kind, manifest.Name with { Name = name });
                acting.TryAdd(key, []);
                acting[key].Add(new(
                    $"VerticalPodAutoscaler {manifest.Name} (updateMode: {mode})",
                    mode is "InPlace" ? "whose mode needs a feature gate" : null,
                    VerticalRecommendation.Read(manifest.Root, spec)));
            }
        }

        return acting.Count == 0 ? workloads : [.. workloads.Select(w => With(w, acting))];
    }

    private static Workload With(
        Workload workload, Dictionary<(string Kind, ObjectName Name), List<Acting>> acting)
    {
        // A ReplicationController is read as a ReplicaSet.
        if (!acting.TryGetValue((workload.Kind.ToString(), workload.Name), out var found)
            && (workload.Kind != WorkloadKind.ReplicaSet || !acting.TryGetValue(
                (nameof(ManifestKind.ReplicationController), workload.Name), out found)))
        {
            return workload;
        }

        var one = found[0];
        var template = workload.Template;
        var doubt = found.Count > 1 ? "beside another" : one.Doubt ?? one.Recommendation.WhyNot(template);
        return doubt is null
            ? workload with
            {
                Template = one.Recommendation.ApplyTo(template),
                RequestsFrom = one.Name,
            }
            : workload with
            {
                Template = template with
                {
                    NotSimulated = template.NotSimulated.Add($"{one.Name}, {doubt}"),
                },
            };
    }

    /// <summary>
    /// Auto where nothing is written (vertical-pod-autoscaler/pkg/apis, PodUpdatePolicy), which is Recreate.
    /// </summary>
    private static string ModeOf(ManifestFields spec) =>
        spec.Object("updatePolicy")?.Word(
            "updateMode", "Off", "Initial", "Recreate", "Auto", "InPlaceOrRecreate", "InPlace") ?? "Auto";

    private sealed record Acting(string Name, string? Doubt, VerticalRecommendation Recommendation);
}
