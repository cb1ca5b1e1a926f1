using System.Globalization;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Scheduler.Naive;

namespace Evenkeel.Simulation.Tests.Scheduler;

/// <summary>
/// Writes the simulated cluster out as plain Nodes and Pods, from the manifests and from where pods are:
/// classes, sums and compiled rules are left behind.
/// </summary>
internal sealed class NaiveView(ClusterState state, KubernetesVersion version)
{
    /// <summary>When each pod was bound, which is when its kubelet starts it.</summary>
    public Dictionary<SimPod, TimeSpan> Started { get; } = [];

    /// <summary>Pods that the scheduler deleted to make room.</summary>
    public HashSet<SimPod> Preempted { get; } = [];

    public NaiveCluster Cluster(IEnumerable<string> nodeOrder) => new()
    {
        Version = version,
        Nodes = nodeOrder.Select(name => Node(state.FindNode(name)!)).ToList(),
        Pods = state.Pods.Where(p => !p.Gone).Select(Pod).ToList(),
        Services = state.Objects.Services,
        Budgets = state.Objects.Budgets,
        NamespaceLabels = state.Objects.Namespaces.ToDictionary(
            n => n.Name, n => (IReadOnlyDictionary<string, string>)n.Labels),
    };

    public NaivePod Pod(SimPod pod)
    {
        var workload = pod.Owner.Definition;
        return new()
        {
            Name = pod.Name.Name,
            Namespace = pod.Name.Namespace,
            Labels = LabelsOf(pod),
            Spec = workload.Template,
            Tolerations = TolerationsOf(workload),
            OwnerSelector = SelectorOf(workload),
            Owner = workload.Name.ToString(),
            OwnerScale = workload.Kind == WorkloadKind.Pod ? 0 : pod.Owner.Replicas,
            Priority = PriorityOf(workload)?.Value ?? 0,
            Preempts = PriorityOf(workload)?.Preempts ?? true,
            OnlyNode = pod.PinnedTo?.Name,
            Claims = pod.Claims.Select(ClaimOf).ToList(),
            Node = pod.Node?.Name,
            NominatedNode = pod.NominatedNode?.Name,
            Terminating = pod.Deleting,
            Preempted = Preempted.Contains(pod),
            Ready = pod.Ready,
            StartTime = Started.GetValueOrDefault(pod, state.Now),
            Serial = pod.Index,
        };
    }

    private static NaiveNode Node(SimNode node) => new(
        node.Name,
        node.Definition.Labels,
        node.Taints,
        node.Cordoned,
        node.Definition.Allocatable,
        node.Definition.AttachableVolumes);

    /// <summary>A Deployment's pods share a hash, a StatefulSet's have a name and a number.</summary>
    private static Dictionary<string, string> LabelsOf(SimPod pod)
    {
        var labels = new Dictionary<string, string>(pod.Owner.Definition.Template.Labels);
        if (pod.Owner.Kind == WorkloadKind.Deployment)
        {
            labels["pod-template-hash"] = HashOf(pod.Owner.Definition);
        }

        if (pod.Owner.Kind == WorkloadKind.StatefulSet)
        {
            labels["statefulset.kubernetes.io/pod-name"] = pod.Name.Name;
            labels["apps.kubernetes.io/pod-index"] = pod.Ordinal.ToString(CultureInfo.InvariantCulture);
        }

        return labels;
    }

    private static string HashOf(Workload workload) => $"hash-of-{workload.Name}";

    private static LabelSelector? SelectorOf(Workload workload) => workload.Kind switch
    {
        WorkloadKind.Deployment => new([
            .. workload.Selector.Requirements,
            new("pod-template-hash", SelectorOperator.In, [HashOf(workload)]),
        ]),
        WorkloadKind.ReplicaSet or WorkloadKind.StatefulSet => workload.Selector,
        _ => null,
    };

    private PriorityClass? PriorityOf(Workload workload) =>
        state.Objects.PriorityClasses.FirstOrDefault(c => c.Name == workload.Template.PriorityClassName);

    /// <summary>As admission and the DaemonSet controller leave them.</summary>
    private static List<Toleration> TolerationsOf(Workload workload)
    {
        var tolerations = workload.Template.Tolerations.ToList();
        var seconds = workload.Kind == WorkloadKind.DaemonSet ? (long?)null : 300;
        tolerations.Add(new("node.kubernetes.io/not-ready", true, "", TaintEffect.NoExecute, seconds));
        tolerations.Add(new("node.kubernetes.io/unreachable", true, "", TaintEffect.NoExecute, seconds));
        if (workload.Kind == WorkloadKind.DaemonSet)
        {
            tolerations.Add(new("node.kubernetes.io/disk-pressure", true, "", TaintEffect.NoSchedule, null));
            const string Memory = "node.kubernetes.io/memory-pressure";
            tolerations.Add(new(Memory, true, "", TaintEffect.NoSchedule, null));
            tolerations.Add(new("node.kubernetes.io/pid-pressure", true, "", TaintEffect.NoSchedule, null));
            tolerations.Add(new("node.kubernetes.io/unschedulable", true, "", TaintEffect.NoSchedule, null));
        }

        return tolerations;
    }

    private static NaiveClaim ClaimOf(SimClaim claim) => new(
        claim.Name.ToString(),
        claim.Volume is not null,
        claim.Volume?.Definition.NodeTerms is { } terms ? terms : null,
        claim.Class?.AllowedZones is { } zones ? zones : [],
        claim.SelectedNode?.Name);
}
