namespace Evenkeel.Core.Model.Simulation;

/// <summary>
/// Every instant and rate the simulation uses. Defaults are those of Kubernetes 1.36; the source of each is
/// named, and docs/simulation.md lists them with what the recordings showed.
/// </summary>
public sealed record KubernetesTiming
{
    /// <summary>Kubernetes' own values.</summary>
    public static readonly KubernetesTiming Default = new();

    /// <summary>How often a kubelet renews its Lease: 40 s × 0.25 (pkg/kubelet/kubelet.go).</summary>
    public TimeSpan KubeletHeartbeat { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the node controller looks at all nodes (--node-monitor-period).</summary>
    public TimeSpan NodeMonitorPeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How old a Lease may be before its node is Unknown: 50 s since 1.32 (--node-monitor-grace-period).
    /// </summary>
    public TimeSpan NodeMonitorGracePeriod { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>The same for a node that never reported (--node-startup-grace-period).</summary>
    public TimeSpan NodeStartupGracePeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Nodes tainted NoExecute a second in one zone (--node-eviction-rate).</summary>
    public double NodeEvictionRatePerSecond { get; init; } = 0.1;

    /// <summary>The same in a large, partly lost zone (--secondary-node-eviction-rate).</summary>
    public double SecondaryNodeEvictionRatePerSecond { get; init; } = 0.01;

    /// <summary>
    /// The unready share from which a zone is partly disrupted (--unhealthy-zone-threshold).
    /// </summary>
    public double UnhealthyZoneThreshold { get; init; } = 0.55;

    /// <summary>
    /// Up to this many nodes a partly disrupted zone evicts nothing (--large-cluster-size-threshold).
    /// </summary>
    public int LargeClusterSizeThreshold { get; init; } = 50;

    /// <summary>
    /// How often queued nodes are tried for tainting (nodelifecycle/scheduler NodeEvictionPeriod).
    /// </summary>
    public TimeSpan TaintingPoll { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The toleration that admission gives for not-ready and unreachable (--default-…-toleration-seconds).
    /// </summary>
    public TimeSpan DefaultToleration { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>How often the pod garbage collector runs (podgc/gc_controller.go, gcCheckPeriod).</summary>
    public TimeSpan PodGcPeriod { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a Node must be gone before its pods are removed (podgc, quarantineTime).</summary>
    public TimeSpan PodGcQuarantine { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>From a change to a controller's answer to it: watch, work queue and one write.</summary>
    public TimeSpan ControllerLatency { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The scheduler's first back-off (scheduler, podInitialBackoffSeconds).</summary>
    public TimeSpan SchedulerInitialBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The scheduler's longest back-off (scheduler, podMaxBackoffSeconds).</summary>
    public TimeSpan SchedulerMaxBackoff { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// When unschedulable pods are tried again though nothing changed (podMaxInUnschedulablePodsDuration).
    /// </summary>
    public TimeSpan UnschedulableFlush { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From a pod's binding to its being Ready: pull, start and first probe.</summary>
    public TimeSpan PodStart { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From a deletion to the pod's end on a live node; bounded by its grace period.</summary>
    public TimeSpan PodStop { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long provisioning and binding a volume takes.</summary>
    public TimeSpan VolumeProvision { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>When a drain retries an eviction that a budget refused.</summary>
    public TimeSpan DrainRetry { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// From a pod's change to every node's proxy rules: EndpointSlice and kube-proxy's minimum sync.
    /// </summary>
    public TimeSpan EndpointProgramming { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From a pod's binding to its volume's being attached to the machine.</summary>
    public TimeSpan VolumeAttach { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>
    /// The longest time between two tries to attach or detach a volume (kubernetes-csi/external-attacher,
    /// README.md, <c>--retry-interval-max</c>).
    /// </summary>
    public TimeSpan VolumeRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>From the request to detach an unmounted volume to its being free.</summary>
    public TimeSpan VolumeDetach { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// From the API's return to the first act of a new leader: the old Lease runs out, 15 s, and the next
    /// attempt follows within 2 s (component-base, leaseDuration and retryPeriod).
    /// </summary>
    public TimeSpan LeaderTakeover { get; init; } = TimeSpan.FromSeconds(17);

    /// <summary>
    /// How long a leader goes on trying to renew its Lease; then it ends (component-base, renewDeadline).
    /// </summary>
    public TimeSpan LeaderRenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long clients of a headless Service use the addresses that DNS gave them (kubeadm's Corefile, ttl
    /// 30).
    /// </summary>
    public TimeSpan HeadlessTtl { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a volume stays attached to an unhealthy node (attachdetach, maxWaitForUnmountDuration).
    /// </summary>
    public TimeSpan ForceDetach { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>Between two passes over an autoscaler (--horizontal-pod-autoscaler-sync-period).</summary>
    public TimeSpan HorizontalPodAutoscalerSyncPeriod { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How far from its target a metric may be for nothing to change (--horizontal-pod-autoscaler-tolerance).
    /// </summary>
    public double HorizontalPodAutoscalerTolerance { get; init; } = 0.1;

    /// <summary>
    /// How long after its start a pod's CPU counts only while it is Ready
    /// (--horizontal-pod-autoscaler-cpu-initialization-period).
    /// </summary>
    public TimeSpan HorizontalPodAutoscalerCpuInitializationPeriod { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Up to so long after its start a pod that became not Ready has never been Ready
    /// (--horizontal-pod-autoscaler-initial-readiness-delay).
    /// </summary>
    public TimeSpan HorizontalPodAutoscalerInitialReadinessDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// For how long the highest recommendation counts (--horizontal-pod-autoscaler-downscale-stabilization).
    /// </summary>
    public TimeSpan HorizontalPodAutoscalerDownscaleStabilization { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Between two passes of the descheduler (--descheduling-interval); zero where none is installed.
    /// </summary>
    public TimeSpan DeschedulingInterval { get; init; }

    /// <summary>Between two readings of the kubelets (metrics-server, --metric-resolution).</summary>
    public TimeSpan MetricResolution { get; init; } = TimeSpan.FromSeconds(15);
}
