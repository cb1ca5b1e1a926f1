using System.Globalization;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// metrics-server: reads the CPU use of pods from the kubelets each resolution and keeps the last reading. A
/// node that does not answer has none, and its pods with it (pkg/storage/pod.go keeps the newest batch
/// alone).
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="resolution">--metric-resolution.</param>
internal sealed class PodMetrics(ClusterState cluster, TimeSpan resolution) : IEventHandler
{
    private readonly Dictionary<SimPod, long> usage = [];

    /// <summary>When kubelets were last read; null before.</summary>
    public TimeSpan? ReadAt { get; private set; }

    /// <summary>The span that a reading is an average of.</summary>
    public TimeSpan Window => resolution;

    /// <summary>Reads at <paramref name="phase"/> and then each resolution.</summary>
    public void Start(TimeSpan phase) => cluster.Engine.At(phase, this, 0);

    /// <summary>
    /// What a pod used at the last reading, in thousandths of a core; null where it has none.
    /// </summary>
    public long? Of(SimPod pod) => usage.TryGetValue(pod, out var milliCpu) ? milliCpu : null;

    /// <summary>The last readings, for telling states apart.</summary>
    public string Signature => string.Join(',', usage.Values.Order()
        .Select(static v => v.ToString(CultureInfo.InvariantCulture)));

    ApiUse IEventHandler.Needs(int kind) => ApiUse.None;

    void IEventHandler.Handle(int kind, int argument)
    {
        usage.Clear();
        ReadAt = cluster.Now;
        foreach (var workload in cluster.Workloads.Where(static w => w.LoadMilliCpu is not null))
        {
            foreach (var pod in workload.Pods.Where(static p => p is { Node.Alive: true, ReadyAt: not null }))
            {
                usage[pod] = CpuLoad.Of(pod);
            }
        }

        cluster.Engine.After(resolution, this, 0);
    }
}
