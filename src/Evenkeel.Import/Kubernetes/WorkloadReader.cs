using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Reads what owns pods: controllers of all kinds, and bare Pods.</summary>
internal static class WorkloadReader
{
    /// <summary>The workload, or null where it lacks what nothing can stand in for.</summary>
    public static Workload? Read(Manifest manifest)
    {
        var load = LoadAnnotations.ReadCpu(manifest);
        var workload = manifest.Kind == ManifestKind.Pod ? ReadPod(manifest) : ReadController(manifest);
        return workload is null ? null : workload with { LoadMilliCpu = load };
    }

    private static Workload? ReadController(Manifest manifest)
    {

        if (manifest.Root.RequiredObject("spec") is not { } spec
            || spec.RequiredObject("template") is not { } holder)
        {
            return null;
        }

        var labels = holder.Object("metadata")?.ReadLabels() ?? Labels.None;
        var template = PodTemplateReader.Read(holder, labels);
        var selector = ReadSelector(manifest, spec, template);
        if (template is null || selector is null)
        {
            return null;
        }

        var workload = new Workload
        {
            Kind = KindOf(manifest.Kind),
            Name = manifest.Name,
            Replicas = (int)(spec.Integer("replicas") ?? 1),
            Selector = selector,
            Template = template,
            MinReady = TimeSpan.FromSeconds(spec.Integer("minReadySeconds") ?? 0),
            Span = manifest.Span,
        };
        return manifest.Kind switch
        {
            ManifestKind.Deployment => WithStrategy(workload, spec),
            ManifestKind.StatefulSet => WithOrdinals(workload, manifest, spec),
            ManifestKind.DaemonSet => WithUpdate(workload, spec),
            _ => workload,
        };
    }

    /// <summary>A ReplicationController does what a ReplicaSet does, by an older form of selector.</summary>
    private static WorkloadKind KindOf(ManifestKind kind) => kind == ManifestKind.ReplicationController
        ? WorkloadKind.ReplicaSet
        : Enum.Parse<WorkloadKind>(kind.ToString());

    private static Workload? ReadPod(Manifest manifest)
    {
        var template = PodTemplateReader.Read(manifest.Root, manifest.Labels);
        if (manifest.Controller is { Kind: nameof(ManifestKind.Job) } job && template is not null)
        {
            template = template with { NotSimulated = template.NotSimulated.Add($"the Job {job.Name}") };
        }

        return template is null ? null : new()
        {
            Kind = WorkloadKind.Pod,
            Name = manifest.Name,
            Selector = LabelSelector.OfLabels(template.Labels),
            Template = template,
            Span = manifest.Span,
        };
    }

    /// <summary>
    /// The selector, which must be there and match the template (apps/validation); old versions default it.
    /// </summary>
    private static LabelSelector? ReadSelector(Manifest manifest, ManifestFields spec, PodTemplate? template)
    {
        if (template is null)
        {
            return null;
        }

        if (manifest.IsOldVersion && !spec.Has("selector") && !template.Labels.IsEmpty)
        {
            return LabelSelector.OfLabels(template.Labels);
        }

        if (manifest.Kind == ManifestKind.ReplicationController)
        {
            var labels = spec.TextMap("selector");
            return Matching(
                manifest, spec, template, LabelSelector.OfLabels(labels.IsEmpty ? template.Labels : labels));
        }

        if (spec.RequiredObject("selector") is null
            || SelectorReader.Read(spec, "selector") is not { } selector)
        {
            return null;
        }

        return Matching(manifest, spec, template, selector);
    }

    private static LabelSelector? Matching(
        Manifest manifest, ManifestFields spec, PodTemplate template, LabelSelector selector)
    {
        var span = spec.SpanOf("selector");
        if (selector.Requirements.IsEmpty)
        {
            // Expressions that are wrong were told of and left out; a selector of nothing else is not empty.
            if (spec.Object("selector") is not { } given || given.IsEmptyList("matchExpressions"))
            {
                // A ReplicationController's selector is its template's labels where none is given.
                var fix = manifest.Kind == ManifestKind.ReplicationController
                    ? "give its template labels"
                    : "select the labels of its template: `selector: {matchLabels: {…}}`";
                spec.Diagnostics.Add(ImportDiagnostics.EmptySelector(span, manifest.ToString(), fix));
            }

            return null;
        }

        if (!selector.Matches(template.Labels))
        {
            spec.Diagnostics.Add(
                ImportDiagnostics.SelectorMismatch(span, manifest.ToString(), template.Labels));
            return null;
        }

        return selector;
    }

    private static Workload WithField(Workload workload, string notSimulated) => workload with
    {
        Template = workload.Template with
        {
            NotSimulated = workload.Template.NotSimulated.Add(notSimulated),
        },
    };

    private static Workload WithStrategy(Workload read, ManifestFields spec)
    {
        var workload = spec.Flag("paused") ? WithField(read, "paused: true") : read;
        if (spec.Object("strategy") is not { } strategy)
        {
            return workload;
        }

        if (strategy.Word("type", "RollingUpdate", "Recreate") is "Recreate")
        {
            return workload with
            {
                MaxUnavailable = IntOrPercent.Percent(100),
                MaxSurge = IntOrPercent.Count(0),
            };
        }

        return WithBounds(workload, strategy.Object("rollingUpdate"));
    }

    private static Workload WithUpdate(Workload workload, ManifestFields spec) =>
        spec.Object("updateStrategy") is { } update
        && update.Word("type", "RollingUpdate", "OnDelete") is not "OnDelete"
            ? WithBounds(workload, update.Object("rollingUpdate"))
            : workload;

    private static Workload WithOrdinals(Workload workload, Manifest manifest, ManifestFields spec)
    {
        var claims = spec.Objects("volumeClaimTemplates")
            .Select(fields => StorageReader.ReadClaimTemplate(fields, manifest.Name.Namespace))
            .OfType<PersistentVolumeClaim>()
            .ToList();
        var volumes = workload.Template.Volumes
            .RemoveAll(v => claims.Exists(c => string.Equals(c.Name.Name, v.Name, StringComparison.Ordinal)));
        var policy = spec.Word("podManagementPolicy", "OrderedReady", "Parallel");
        return WithUpdate(workload, spec) with
        {
            ParallelPodManagement = policy is "Parallel",
            FirstOrdinal = (int)(spec.Object("ordinals")?.Integer("start") ?? 0),
            ClaimTemplates = [.. claims],
            Template = workload.Template with { Volumes = volumes },
        };
    }

    private static Workload WithBounds(Workload workload, ManifestFields? rolling)
    {
        if (rolling is null)
        {
            return workload;
        }

        var unavailable = rolling.Share("maxUnavailable");
        var surge = rolling.Share("maxSurge");
        rolling.AtMostAll("maxUnavailable", unavailable);
        if (workload.Kind == WorkloadKind.DaemonSet)
        {
            rolling.AtMostAll("maxSurge", surge);
        }

        var surgeByDefault = workload.Kind == WorkloadKind.Deployment && !rolling.Has("maxSurge");
        if (unavailable is { Number: 0 } && (surge ?? default).Number == 0 && !surgeByDefault)
        {
            rolling.Invalid(
                "maxUnavailable",
                "cannot be 0 when maxSurge is 0: no update could ever begin",
                "raise one of the two");
        }

        return workload with { MaxUnavailable = unavailable, MaxSurge = surge };
    }
}
