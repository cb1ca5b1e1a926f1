using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Autoscaling;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Claims;

/// <summary>One run of a cluster from its beginning through a fault to the end.</summary>
internal sealed class FaultRun
{
    private readonly ClusterModel model;
    private readonly TimeSpan faultAt;
    private readonly SimulatedCluster cluster;
    private readonly Dictionary<string, (int Missing, string? Why)> before = new(StringComparer.Ordinal);

    private readonly Dictionary<string, ImmutableArray<RequestShares>> requestsBefore =
        new(StringComparer.Ordinal);

    /// <summary>The Services that claims are about, and those that they call.</summary>
    private readonly Dictionary<string, Service> involved;

    private FaultRun(ClusterModel model, SimulatedCluster cluster, TimeSpan faultAt)
    {
        (this.model, this.cluster, this.faultAt) = (model, cluster, faultAt);
        involved = model.Claims.Where(static c => c.Service is not null)
            .SelectMany(c => Doubts.Involved(model, c)).DistinctBy(static s => s.Name)
            .ToDictionary(static s => s.Name.ToString(), StringComparer.Ordinal);
    }

    public ClusterState State => cluster.State;

    /// <summary>When the fault happens.</summary>
    public TimeSpan FaultAt => faultAt;

    public SimulatedCluster Cluster => cluster;

    /// <summary>Builds the cluster of a model: its nodes, and the workloads of its manifests.</summary>
    public static FaultRun Prepare(
        ClusterModel model,
        KubernetesTiming timing,
        Phases phases,
        ITieBreaker ties,
        Fleet? fleet)
    {
        var objects = model.Objects with { Nodes = [.. model.ControlPlaneNodes, .. model.Nodes] };
        var timed = model.Descheduler
            ? timing with { DeschedulingInterval = AutoscalingRemarks.DeschedulingInterval }
            : timing;
        var scenario = new Scenario
        {
            Version = model.Version,
            Timing = timed,
            Fleet = fleet,
            End = TimeSpan.Zero,
        };
        var cluster = new SimulatedCluster(
            objects, scenario, ties, phases, probes: true, Surroundings.Of(model));
        return new(model, cluster, ProofTiming.FaultAt(model));
    }

    /// <summary>
    /// Lets the cluster settle up to the instant of the fault, and notes how it is served then.
    /// </summary>
    public void Settle()
    {
        cluster.RunUntil(faultAt);
        foreach (var service in involved.Values)
        {
            before[service.Name.ToString()] = MissingOf(service);
        }

        foreach (var claimed in model.Claims.Select(static c => c.Service?.ToString()).OfType<string>())
        {
            requestsBefore[claimed] = cluster.Meter.Shares(claimed);
        }
    }

    /// <summary>Does the fault and lets time pass to the end.</summary>
    /// <param name="fault">What is done.</param>
    /// <param name="plane">What that does to the control plane; null for nothing.</param>
    /// <param name="atWorst">Whether it does the worst of that, or the best.</param>
    public void Suffer(Fault fault, PlaneForecast? plane = null, bool atWorst = false)
    {
        var effects = (atWorst ? plane?.Worst : plane?.Best) ?? PlaneEffects.None;
        if (!fault.Steps.IsEmpty)
        {
            cluster.Suffer(effects);
            Play(fault);
            return;
        }

        foreach (var action in fault.Actions)
        {
            cluster.Inject(action);
        }

        cluster.Suffer(effects);
        if (fault.RepairedAfter is { } after)
        {
            cluster.RunUntil(faultAt + after);
            foreach (var action in fault.Actions.Reverse())
            {
                cluster.Inject(new ScenarioAction.Heal(action));
            }
        }

        var end = ProofTiming.EndAfter(faultAt, model);
        cluster.RunUntil(end + (fault.RepairedAfter ?? TimeSpan.Zero));
    }

    /// <summary>Does what a scenario says, each thing in its time.</summary>
    private void Play(Fault fault)
    {
        foreach (var step in fault.Steps.OrderBy(static s => s.At))
        {
            cluster.RunUntil(faultAt + step.At);
            cluster.Inject(step.Action!);
        }

        var last = fault.Steps.Max(static s => s.At);
        var end = ProofTiming.EndAfter(faultAt + last, model);
        cluster.RunUntil(end > faultAt + fault.Lasts ? end : faultAt + fault.Lasts);
    }

    /// <summary>What happened, from the beginning.</summary>
    public ImmutableArray<TimelineEvent> Timeline() => cluster.Timeline.Events;

    /// <summary>What it came to. <paramref name="replay"/> makes the same run again.</summary>
    public ScenarioOutcome Outcome(Fault fault, ScenarioCase @case, int standsFor, Func<FaultRun> replay)
    {
        var reasons = new Lazy<Dictionary<string, string>>(LastReasons);
        var unbound = State.Pods.FindAll(p => !(p.BoundAt <= faultAt));
        return new(
            fault,
            @case,
            standsFor,
            faultAt,
            cluster.Meter.Outcomes().Where(o => involved.ContainsKey(o.Service)).ToImmutableDictionary(
                static o => o.Service,
                o => FateOf(fault, involved[o.Service], o, unbound, reasons),
                StringComparer.Ordinal),
            Contenders(),
            () => replay().Timeline());
    }

    private ImmutableHashSet<string> Contenders()
    {
        var (events, first) = (cluster.Timeline.SoFar, cluster.Timeline.SoFar.Count);
        while (first > 0 && events[first - 1].At > faultAt)
        {
            first--;
        }

        var after = events.Skip(first).ToList();
        var isShort = after.Exists(e => e.Kind == TimelineEventKind.PodUnschedulable
            && (e.Reason!.Contains("Insufficient", StringComparison.Ordinal)
                || e.Reason.Contains("Too many pods", StringComparison.Ordinal))
            && !IsOutOfReach(e));
        return isShort
            ? [.. after.Where(static e => e.Kind == TimelineEventKind.PodCreated).Select(static e => e.App!)]
            : [];
    }

    private ServiceFate FateOf(
        Fault fault,
        Service service,
        ServiceOutcome outcome,
        List<SimPod> unbound,
        Lazy<Dictionary<string, string>> reasons)
    {
        var workloads = WorkloadsOf(service).ToList();
        var missing = workloads.SelectMany(static w => w.Pods).Where(IsMissing)
            .Concat(MissingBelow(service.Name)).ToList();
        var unmet = cluster.Dependencies.WhyNot(service.Name).FirstOrDefault();
        var (notBefore, whyNotBefore) = before[outcome.Service];
        var lostForGood = workloads.Find(
            static w => w is { Kind: WorkloadKind.Pod, Made: > 0, Pods.Count: 0 });
        var refusal = workloads.Where(static w => w.ActivePods < w.Replicas)
            .Select(w => cluster.Admission.WhyRefused(w) is { } refused
                ? $"pods of {w.Name.Name} are refused: {refused}"
                : null).FirstOrDefault(static r => r is not null);
        var why = refusal is not null ? refusal : unmet is not null ? unmet
            : lostForGood is null ? missing.OrderBy(static p => p.Node is not null)
                .Select(p => Explain(p, reasons)).FirstOrDefault()
            : $"{lostForGood.Name.Name} is a bare Pod, and nothing makes it again";
        return new(
            outcome,
            [.. workloads.Select(static w => w.App)],
            notBefore,
            whyNotBefore,
            why ?? outcome.WhyUnanswered,
            missing.Count > 0 && lostForGood is null && unmet is null
                && missing.TrueForAll(p => NewCapacityHelps(fault, p)),
            requestsBefore.GetValueOrDefault(outcome.Service, []))
        {
            PendingSeconds = Pending(unbound.FindAll(p => workloads.Contains(p.Owner))),
            LostVolumes =
            [
                .. workloads.SelectMany(static w => w.Pods).SelectMany(static p => p.Claims).Distinct()
                    .Where(c => c.Volume is { Lost: true } || IsOutOfReach(c))
                    .Select(static c => c.Name.ToString()).Order(StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>
    /// Whether no machine that has power and is reached could mount it, whatever its kubelet does.
    /// </summary>
    private bool IsOutOfReach(SimClaim claim) => claim.Volume is { } volume
        && State.Nodes.Where(volume.ReachableFrom).All(static n => !n.Reached);

    private double? Pending(List<SimPod> unbound)
    {
        var longest = TimeSpan.Zero;
        foreach (var pod in unbound)
        {
            var since = pod.CreatedAt > faultAt ? pod.CreatedAt : faultAt;
            if (pod.BoundAt is { } bound)
            {
                longest = bound - since > longest ? bound - since : longest;
            }
            else if (pod.Active)
            {
                return null;
            }
        }

        return Math.Round(longest.TotalSeconds, 3);
    }

    /// <summary>Missing pods of the Services that one calls and that do not answer in full.</summary>
    private IEnumerable<SimPod> MissingBelow(ObjectName service) =>
        from needed in State.Objects.Services
        where cluster.Dependencies.Below(service).Contains(needed.Name)
        where cluster.Dependencies.FailsOthers(needed.Name)
        from workload in WorkloadsOf(needed)
        from pod in workload.Pods
        where IsMissing(pod)
        select pod;

    private IEnumerable<SimWorkload> WorkloadsOf(Service service) => State.Workloads
        .Where(w => service.Selects(w.Name.Namespace, w.Definition.Template.Labels));

    private (int Missing, string? Why) MissingOf(Service service)
    {
        var workloads = WorkloadsOf(service).ToList();
        var wanted = workloads.Sum(static w => w.Kind == WorkloadKind.DaemonSet ? w.Pods.Count : w.Replicas);
        var pods = workloads.SelectMany(static w => w.Pods).ToList();
        var broken = pods.Find(IsMissing);
        var reason = broken is null ? null : Explain(broken, new(LastReasons));
        return (wanted - pods.Count(IsWhole), reason);
    }

    private static bool IsWhole(SimPod pod) => pod is { Ready: true, Serving: true, Active: true };

    /// <summary>
    /// A pod that ought to serve. One that is being deleted has been replaced, but in a StatefulSet.
    /// </summary>
    private static bool IsMissing(SimPod pod) =>
        !IsWhole(pod)
        && (!pod.Deleting || pod.Owner.Kind is WorkloadKind.StatefulSet or WorkloadKind.Pod);

    private Dictionary<string, string> LastReasons()
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in cluster.Timeline.SoFar)
        {
            if (entry.Kind == TimelineEventKind.PodUnschedulable)
            {
                reasons[entry.Pod!] = entry.Reason!;
            }
        }

        return reasons;
    }

    private string Explain(SimPod pod, Lazy<Dictionary<string, string>> reasons)
    {
        if (pod.Node is null)
        {
            var reason = reasons.Value.GetValueOrDefault(pod.Name.Name, "not tried yet");
            return $"{pod.Name.Name} stays Pending: {reason}";
        }

        if (pod.Node.Alive && cluster.Dependencies.Images.IsWaiting(pod))
        {
            return $"{pod.Name.Name} waits on {pod.Node.Name}: {cluster.Dependencies.Images.WhyNot(pod)}";
        }

        if (pod.Node.Alive && ElsewhereOf(pod) is { } elsewhere)
        {
            var holder = elsewhere.Pods.Find(p => p.Bound && p.Claims.Any(pod.Claims.Contains));
            return $"{pod.Name.Name} waits on {pod.Node.Name} for a volume that "
                + (holder is null
                    ? $"is still attached to {elsewhere.Name}"
                    : $"{holder.Name.Name} on {elsewhere.Name} still holds");
        }

        if (pod.Claims.Any(static c => c.Volume is { Lost: true }))
        {
            return $"{pod.Name.Name} on {pod.Node.Name} has lost its volume";
        }

        var state = pod.Deleting ? "is stuck Terminating" : "stays bound";
        var where = $"{pod.Name.Name} {state} on {pod.Node.Name}";
        return pod.Node.Alive ? $"{pod.Name.Name} is not Ready on {pod.Node.Name}"
            : pod.Node is { Reached: true, HearsApi: false }
                ? $"{where}, whose zone reaches no server of the Kubernetes API that answers"
            : !State.ApiAnswers
                ? $"{where}, and nothing is moved while the Kubernetes API answers nobody"
            : pod.Claims.Any(VolumeIsLost)
                ? $"{where}, and its volume is out of reach with {Place(pod.Node)} lost"
            : $"{where}, which is lost, and is not replaced while that Node exists";
    }

    /// <summary>Another node that a volume of the pod is attached to, or null.</summary>
    private static SimNode? ElsewhereOf(SimPod pod) => pod.Claims.Select(static c => c.Volume?.AttachedTo)
        .FirstOrDefault(n => n is not null && n != pod.Node);

    /// <summary>What is lost with a node: its zone where nothing of that is left.</summary>
    private string Place(SimNode node) =>
        State.Nodes.Exists(n => n.Alive && string.Equals(n.Zone, node.Zone, StringComparison.Ordinal))
            ? $"node {node.Name}"
            : $"zone {node.Zone}";

    /// <summary>
    /// Whether new instances could bring the pod back, in a model that does not say what groups there are:
    /// Auto Scaling replaces a lost instance, and the autoscaler adds some for Pending pods. Nothing starts
    /// in a lost zone, and a volume there is out of reach from everywhere else.
    /// </summary>
    private bool NewCapacityHelps(Fault fault, SimPod pod)
    {
        if (!model.Aws.Groups.IsEmpty || (fault.IsZone && pod.Claims.Any(VolumeIsLost)))
        {
            return false;
        }

        // What is wrong with a pod that has its place and its volumes is wrong inside it; and a new instance
        // has no images yet: what cannot be pulled here cannot be pulled there.
        if (pod.Owner.Kind == WorkloadKind.Pod || (pod.Node is { Alive: true } && ElsewhereOf(pod) is null)
            || cluster.Dependencies.Images.IsWaiting(pod))
        {
            return false;
        }

        var replaced = model.NodePools.Any(p => p.Placement is Placement.Regional or Placement.PerZone);
        var grows = model.ClusterAutoscaler && model.NodePools.Any(static p => p.Max > p.Min);
        return fault.IsZone && pod.Node is null
            ? grows || model.NodePools.Any(static p => p.Placement == Placement.Regional)
            : replaced || grows;
    }

    /// <summary>
    /// Whether what keeps a pod from its place is its volume, which no machine that lives can mount: the
    /// scheduler names full nodes first, and room would not help it.
    /// </summary>
    private bool IsOutOfReach(TimelineEvent pending) => State.Pods.Exists(p =>
        string.Equals(p.Name.Name, pending.Pod, StringComparison.Ordinal)
        && string.Equals(p.App, pending.App, StringComparison.Ordinal)
        && p.Claims.Any(VolumeIsLost));

    private bool VolumeIsLost(SimClaim claim) => claim.Volume is { } volume
        && State.Nodes.Where(volume.ReachableFrom).All(static n => !n.Alive);
}
