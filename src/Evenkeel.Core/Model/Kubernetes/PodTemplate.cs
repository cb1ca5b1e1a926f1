using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>A host port that a pod takes on its node.</summary>
public readonly record struct HostPort(string Protocol, string HostIp, int Port);

/// <summary>
/// What a pod's containers write to outside their requests: where state lives decides what is lost.
/// </summary>
public sealed record PodVolume(string Name, string? ClaimName);

/// <summary>
/// How a probe comes to see that a container answers nothing (pkg/kubelet/prober/worker.go).
/// </summary>
/// <param name="Period">Between two probes.</param>
/// <param name="Timeout">How long a probe waits for an answer.</param>
/// <param name="Failures">Failures in a row that count.</param>
public sealed record ProbeTiming(TimeSpan Period, TimeSpan Timeout, int Failures)
{
    /// <summary>
    /// From the hang to the failure that counts.
    /// </summary>
    /// <param name="phase">From the hang to the next probe, as a share of the period: 0 for at once.</param>
    public TimeSpan After(double phase) => (Period * (phase + Failures - 1)) + Timeout;
}

/// <summary>A pod's metadata and spec, with what scheduling and availability read of it.</summary>
public sealed record PodTemplate
{
    /// <summary>The pod's labels.</summary>
    public ImmutableSortedDictionary<string, string> Labels { get; init; } = Kubernetes.Labels.None;

    /// <summary>
    /// Effective requests: containers and sidecars summed, init containers by their running maximum, overhead
    /// added (component-helpers/resource, PodRequests).
    /// </summary>
    public ResourceAmounts Requests { get; init; } = ResourceAmounts.None;

    /// <summary>
    /// As <see cref="Requests"/>, with 100m CPU and 200 MiB for each container that names none.
    /// </summary>
    public ResourceAmounts NonZeroRequests { get; init; } = ResourceAmounts.None;

    /// <summary>
    /// The containers and sidecars one by one, in order; empty where only the sums are known.
    /// </summary>
    public ImmutableArray<ContainerResources> Containers { get; init; } = [];

    /// <summary>
    /// Whether its requests are the sums over <see cref="Containers"/>: there is no init container, overhead
    /// or request of the pod itself that could make them others.
    /// </summary>
    public bool RequestsAreSums { get; init; }

    /// <summary>The labels a node must carry.</summary>
    public ImmutableSortedDictionary<string, string> NodeSelector { get; init; } = Kubernetes.Labels.None;

    /// <summary>Required node affinity: one term must match. Null where absent.</summary>
    public ImmutableArray<NodeSelectorTerm>? RequiredNodeTerms { get; init; }

    /// <summary>Preferred node affinity.</summary>
    public ImmutableArray<PreferredNodeTerm> PreferredNodeTerms { get; init; } = [];

    /// <summary>Required pod affinity.</summary>
    public ImmutableArray<PodAffinityTerm> RequiredAffinity { get; init; } = [];

    /// <summary>Required pod anti-affinity.</summary>
    public ImmutableArray<PodAffinityTerm> RequiredAntiAffinity { get; init; } = [];

    /// <summary>Preferred pod affinity.</summary>
    public ImmutableArray<WeightedPodAffinityTerm> PreferredAffinity { get; init; } = [];

    /// <summary>Preferred pod anti-affinity.</summary>
    public ImmutableArray<WeightedPodAffinityTerm> PreferredAntiAffinity { get; init; } = [];

    /// <summary>Topology spread constraints; where empty the scheduler's defaults apply.</summary>
    public ImmutableArray<TopologySpreadConstraint> SpreadConstraints { get; init; } = [];

    /// <summary>Tolerations as written; admission adds the default ones.</summary>
    public ImmutableArray<Toleration> Tolerations { get; init; } = [];

    /// <summary>The name of its priority class, or null.</summary>
    public string? PriorityClassName { get; init; }

    /// <summary>The node it names itself, which bypasses the scheduler; or null.</summary>
    public string? NodeName { get; init; }

    /// <summary>Volumes that are backed by claims.</summary>
    public ImmutableArray<PodVolume> Volumes { get; init; } = [];

    /// <summary>
    /// Whether it keeps data on its node: a hostPath, or an emptyDir that is not memory
    /// (cluster-autoscaler/utils/drain/drain.go, HasBlockingLocalStorage).
    /// </summary>
    public bool HasLocalStorage { get; init; }

    /// <summary>Ports taken on the host.</summary>
    public ImmutableArray<HostPort> HostPorts { get; init; } = [];

    /// <summary>How long the kubelet lets it end, default 30 s.</summary>
    public TimeSpan TerminationGracePeriod { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The earliest that a readiness probe can pass after the containers run; zero without a probe.
    /// </summary>
    public TimeSpan ReadinessDelay { get; init; }

    /// <summary>
    /// How soon a readiness probe sees that the containers answer nothing: the soonest of them. Null where
    /// none
    /// would.
    /// </summary>
    public ProbeTiming? HangReadiness { get; init; }

    /// <summary>
    /// How soon liveness probes have every container restarted that answers nothing: the slowest of them.
    /// Null
    /// where one has none that would.
    /// </summary>
    public ProbeTiming? HangLiveness { get; init; }

    /// <summary>
    /// Fields that change what becomes of the pods and are not simulated, as <c>field: value</c>; claims
    /// about them cannot be proven.
    /// </summary>
    public ImmutableArray<string> NotSimulated { get; init; } = [];

    /// <summary>Container images, in order.</summary>
    public ImmutableArray<string> Images { get; init; } = [];

    /// <summary>
    /// Of these, those that are looked up in their registry at each start of a container, though the node has
    /// them (imagePullPolicy Always).
    /// </summary>
    public ImmutableArray<string> AlwaysPulled { get; init; } = [];

    /// <summary>Of these, those that no kubelet pulls (imagePullPolicy Never).</summary>
    public ImmutableArray<string> NeverPulled { get; init; } = [];
}
