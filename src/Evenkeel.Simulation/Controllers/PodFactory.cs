using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// Makes pods as controllers and admission make them: names, labels, tolerations, priority, claims.
/// </summary>
internal sealed class PodFactory(ClusterState cluster, KubernetesTiming timing)
{
    private const string HashLabel = "pod-template-hash";
    private static readonly string[] PerPodLabels =
        ["statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"];

    private readonly RequirementCompiler compiler = new(cluster);
    private readonly Dictionary<(SimWorkload, int), PodClass> classes = [];
    private readonly bool selectsSinglePods = PerPodLabels.Any(label => Selects(cluster.Objects, label));

    /// <summary>
    /// Makes the classes of all workloads, so that every topology key is known before a node is.
    /// </summary>
    public void Prepare()
    {
        foreach (var workload in cluster.Workloads)
        {
            ClassOf(workload, Math.Max(0, workload.Definition.FirstOrdinal));
        }
    }

    /// <summary>The class of a workload's pods (of one of them, where selectors tell them apart).</summary>
    public PodClass ClassOf(SimWorkload workload, int ordinal)
    {
        var key = (workload, selectsSinglePods && workload.Kind == WorkloadKind.StatefulSet ? ordinal : 0);
        if (!classes.TryGetValue(key, out var podClass))
        {
            var template = WithControllerLabels(workload, ordinal);
            var @namespace = workload.Name.Namespace;
            var requirements = compiler.Compile(
                @namespace, template, Admit(workload, template), OwnerSelector(workload));
            podClass = new(cluster.Classes.Count, @namespace, template, requirements);
            cluster.Classes.Add(podClass);
            classes.Add(key, podClass);
        }

        return podClass;
    }

    /// <summary>Makes a pod and puts it into the API.</summary>
    public SimPod Create(SimWorkload workload, int ordinal = -1, SimNode? pinnedTo = null)
    {
        var podClass = ClassOf(workload, ordinal);
        var (priority, preempts) = PriorityOf(podClass.Template.PriorityClassName);
        var name = NameOf(workload, ordinal);
        var (claims, missing) = VolumeSetup.ClaimsOf(cluster, workload, podClass.Template, name);
        var pod = new SimPod
        {
            Index = cluster.Pods.Count,
            Name = new(workload.Name.Namespace, name),
            App = workload.App,
            Class = podClass,
            Owner = workload,
            Ordinal = ordinal,
            PinnedTo = pinnedTo,
            Claims = claims,
            MissingClaim = missing,
            Priority = priority,
            MayPreempt = preempts,
            CreatedAt = cluster.Now,
        };
        workload.Made++;
        cluster.AddPod(pod);
        if (podClass.Template.NodeName is { } chosen && cluster.FindNode(chosen) is { } node)
        {
            cluster.Assume(pod, node);
            cluster.Bind(pod);
        }

        return pod;
    }

    private static bool Selects(KubernetesObjects objects, string label) =>
        objects.Services.Any(s => s.Selector.ContainsKey(label))
        || objects.Budgets.Any(b => Names(b.Selector, label))
        || objects.Workloads.Any(w => Names(w.Template, label));

    private static bool Names(PodTemplate template, string label) =>
        template.SpreadConstraints.Any(c => c.MatchLabelKeys.Contains(label) || Names(c.Selector, label))
        || template.RequiredAffinity.Concat(template.RequiredAntiAffinity).Any(t => Names(t, label))
        || template.PreferredAffinity.Concat(template.PreferredAntiAffinity).Any(t => Names(t.Term, label));

    private static bool Names(PodAffinityTerm term, string label) =>
        term.MatchLabelKeys.Contains(label) || term.MismatchLabelKeys.Contains(label)
            || Names(term.Selector, label);

    private static bool Names(LabelSelector? selector, string label) => selector is not null
        && selector.Requirements.Any(r => string.Equals(r.Key, label, StringComparison.Ordinal));

    private static PodTemplate WithControllerLabels(SimWorkload workload, int ordinal)
    {
        var template = workload.Definition.Template;
        var labels = workload.Kind switch
        {
            WorkloadKind.Deployment => template.Labels
                .SetItem(HashLabel, PodNames.TemplateHash(workload.Definition)),
            WorkloadKind.StatefulSet => template.Labels
                .SetItem(PerPodLabels[0], NameOf(workload, ordinal))
                .SetItem(PerPodLabels[1], ordinal.ToString(CultureInfo.InvariantCulture)),
            _ => template.Labels,
        };
        return template with { Labels = labels };
    }

    private static LabelSelector? OwnerSelector(SimWorkload workload) => workload.Kind switch
    {
        WorkloadKind.Deployment => new(workload.Definition.Selector.Requirements.Add(
            new(HashLabel, SelectorOperator.In, [PodNames.TemplateHash(workload.Definition)]))),
        WorkloadKind.ReplicaSet or WorkloadKind.StatefulSet => workload.Definition.Selector,
        _ => null,
    };

    /// <summary>
    /// Tolerations of not-ready and unreachable: for a while by DefaultTolerationSeconds, for ever and with
    /// the rest for DaemonSets (pkg/controller/daemon/util, AddOrUpdateDaemonPodTolerations).
    /// </summary>
    private ImmutableArray<Toleration> Admit(SimWorkload workload, PodTemplate template)
    {
        var tolerations = template.Tolerations;
        if (workload.Kind == WorkloadKind.DaemonSet)
        {
            return
            [
                .. tolerations,
                new(Taint.NotReady, true, "", TaintEffect.NoExecute, null),
                new(Taint.Unreachable, true, "", TaintEffect.NoExecute, null),
                new("node.kubernetes.io/disk-pressure", true, "", TaintEffect.NoSchedule, null),
                new("node.kubernetes.io/memory-pressure", true, "", TaintEffect.NoSchedule, null),
                new("node.kubernetes.io/pid-pressure", true, "", TaintEffect.NoSchedule, null),
                new(Taint.Unschedulable, true, "", TaintEffect.NoSchedule, null),
            ];
        }

        var seconds = (long)timing.DefaultToleration.TotalSeconds;
        foreach (var key in (ReadOnlySpan<string>)[Taint.NotReady, Taint.Unreachable])
        {
            var taint = new Taint(key, "", TaintEffect.NoExecute);
            if (!tolerations.Any(t => t.Tolerates(taint)))
            {
                tolerations = tolerations.Add(new(key, true, "", TaintEffect.NoExecute, seconds));
            }
        }

        return tolerations;
    }

    private (int Priority, bool Preempts) PriorityOf(string? name)
    {
        var classes = cluster.Objects.PriorityClasses;
        var found = name is null
            ? classes.FirstOrDefault(static c => c.GlobalDefault)
            : classes.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        return (found, name) switch
        {
            ({ } c, _) => (c.Value, c.Preempts),
            (_, "system-cluster-critical") => (2_000_000_000, true),
            (_, "system-node-critical") => (2_000_001_000, true),
            _ => (0, true),
        };
    }

    private static string NameOf(SimWorkload workload, int ordinal) => workload.Kind switch
    {
        WorkloadKind.Pod => workload.Name.Name,
        WorkloadKind.StatefulSet => $"{workload.Name.Name}-{ordinal.ToString(CultureInfo.InvariantCulture)}",
        _ => $"{workload.ReplicaSetName}-{PodNames.Suffix(workload)}",
    };
}
