using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Reads HorizontalPodAutoscalers of every version, and holds them against what they scale.
/// </summary>
internal static class HorizontalAutoscalerReader
{
    /// <summary>
    /// The autoscalers whose workload is in the input. Of several that share one Kubernetes lets none act
    /// (horizontal.go, AmbiguousSelector), so none is returned.
    /// </summary>
    public static IEnumerable<HorizontalPodAutoscaler> Read(
        IReadOnlyList<Manifest> manifests, DiagnosticBag diagnostics)
    {
        var workloads = manifests.Where(m => ManifestKinds.IsWorkload(m.Kind))
            .ToDictionary(m => (m.Kind.ToString(), m.Name));
        var found = new List<(HorizontalPodAutoscaler Autoscaler, Manifest Of)>();
        foreach (var manifest in manifests.Where(m => m.Kind == ManifestKind.HorizontalPodAutoscaler))
        {
            if (manifest.Root.RequiredObject("spec") is { } spec
                && Read(manifest, spec, workloads, diagnostics) is { } autoscaler)
            {
                found.Add((autoscaler, manifest));
            }
        }

        foreach (var group in found.GroupBy(f => (f.Autoscaler.TargetKind, f.Autoscaler.Target)))
        {
            if (group.Skip(1).Any())
            {
                var (_, second) = group.ElementAt(1);
                var target = $"{group.Key.TargetKind} {group.Key.Target}";
                diagnostics.Add(ImportDiagnostics.TwoAutoscalers(
                    second.Span, second.ToString(), group.First().Of.ToString(), target));
            }
            else
            {
                yield return group.First().Autoscaler;
            }
        }
    }

    private static HorizontalPodAutoscaler? Read(
        Manifest manifest,
        ManifestFields spec,
        Dictionary<(string Kind, ObjectName Name), Manifest> workloads,
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
            return null;
        }

        var metrics = AutoscalerMetricReader.Read(manifest, spec);
        var behavior = spec.Object("behavior") is { } fields ? ReadBehavior(fields) : null;
        if (kind is null || name is null || most is null || ScaledKind(kind) is not { } scaled)
        {
            return null;
        }

        var target = manifest.Name with { Name = name };
        if (!workloads.TryGetValue((kind, target), out var workload))
        {
            diagnostics.Add(ImportDiagnostics.UnknownReference(
                reference!.SpanOf("name"), kind, target.ToString(), $"{manifest} scales nothing"));
            return null;
        }

        Compare(manifest, workload, least, most.Value, diagnostics);
        return new()
        {
            Name = manifest.Name,
            TargetKind = scaled,
            Target = target,
            MinReplicas = (int)least,
            MaxReplicas = (int)most.Value,
            Metrics = metrics,
            Behavior = behavior,
            Span = manifest.Span,
        };
    }

    private static WorkloadKind? ScaledKind(string kind) => kind switch
    {
        nameof(ManifestKind.Deployment) => WorkloadKind.Deployment,
        nameof(ManifestKind.ReplicaSet) or nameof(ManifestKind.ReplicationController) =>
            WorkloadKind.ReplicaSet,
        nameof(ManifestKind.StatefulSet) => WorkloadKind.StatefulSet,
        _ => null,
    };

    /// <summary>
    /// Warns where the autoscaler changes what the manifest says, and the manifest changes it back.
    /// </summary>
    private static void Compare(
        Manifest autoscaler, Manifest target, long least, long most, DiagnosticBag diagnostics)
    {
        // With 0 replicas autoscaling is off (pkg/controller/podautoscaler/horizontal.go).
        var replicas = target.Root.Object("spec")?.Integer("replicas") ?? 1;
        if (replicas > 0 && replicas < least)
        {
            diagnostics.Add(ImportDiagnostics.AutoscalerHoldsOther(
                autoscaler.Span, autoscaler.ToString(), target.ToString(), replicas, "at least", least));
        }
        else if (replicas > most)
        {
            diagnostics.Add(ImportDiagnostics.AutoscalerHoldsOther(
                autoscaler.Span, autoscaler.ToString(), target.ToString(), replicas, "at most", most));
        }
    }

    /// <summary>What is not written of either direction is filled in (autoscaling/v2/defaults.go).</summary>
    private static ScalingBehavior ReadBehavior(ManifestFields behavior) => new(
        ReadRules(behavior.Object("scaleUp"), ScalingRules.DefaultUp),
        ReadRules(behavior.Object("scaleDown"), ScalingRules.DefaultDown));

    private static ScalingRules ReadRules(ManifestFields? fields, ScalingRules byDefault)
    {
        if (fields is null)
        {
            return byDefault;
        }

        var window = fields.Integer("stabilizationWindowSeconds", 0, 3600);
        var policies = fields.Objects("policies").Select(ReadPolicy).OfType<ScalingPolicy>()
            .ToImmutableArray();
        return byDefault with
        {
            Stabilization = window is { } seconds ? TimeSpan.FromSeconds(seconds) : byDefault.Stabilization,
            Select = fields.Word("selectPolicy", "Max", "Min", "Disabled") is { } select
                ? Enum.Parse<ScalingPolicySelect>(select)
                : byDefault.Select,
            Policies = policies.IsEmpty ? byDefault.Policies : policies,
            Tolerance = fields.Amount("tolerance") is { } tolerance ? tolerance.MilliValue / 1000.0 : null,
        };
    }

    private static ScalingPolicy? ReadPolicy(ManifestFields fields)
    {
        var hasType = fields.RequiredText("type", "Pods") is not null;
        var type = hasType ? fields.Word("type", "Pods", "Percent") : null;
        var value = fields.Integer("value", 1);
        var period = fields.Integer("periodSeconds", 1, 1800);
        if (!fields.Has("value"))
        {
            fields.Missing("value", "4");
        }

        if (!fields.Has("periodSeconds"))
        {
            fields.Missing("periodSeconds", "15");
        }

        return type is not null && value is { } count && period is { } seconds
            ? new(type is "Percent", (int)count, TimeSpan.FromSeconds(seconds))
            : null;
    }
}
