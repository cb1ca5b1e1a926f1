using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// The scores for resources, LeastAllocated and BalancedAllocation, which look at one node at a time and have
/// weight 1 each.
/// </summary>
internal sealed class ResourceScorer(KubernetesVersion version)
{
    private const int MaxScore = 100;
    private readonly bool scoresChange = version.AtLeast(1, 36);

    /// <summary>Both scores of a node together, 0–200.</summary>
    public int Score(PodTemplate pod, SimNode node) => (int)(LeastAllocated(pod, node) + Balanced(pod, node));

    /// <summary>
    /// noderesources/least_allocated.go: CPU and memory, unset requests counted as 100m and 200 MiB.
    /// </summary>
    private static long LeastAllocated(PodTemplate pod, SimNode node)
    {
        var (capacity, used, want) = (node.Definition.Allocatable, node.Usage, pod.NonZeroRequests);
        long sum = 0;
        long weights = 0;
        Part(capacity.MilliCpu, used.NonZeroMilliCpu + want.MilliCpu);
        Part(capacity.MemoryBytes, used.NonZeroMemoryBytes + want.MemoryBytes);
        return weights == 0 ? 0 : sum / weights;

        void Part(long total, long requested)
        {
            if (total > 0)
            {
                sum += requested > total ? 0 : (total - requested) * MaxScore / total;
                weights++;
            }
        }
    }

    /// <summary>
    /// noderesources/balanced_allocation.go. Up to 1.35 the balance with the pod; from 1.36 the change to it
    /// (kubernetes#135573). Skipped for pods without requests (kubernetes#129138).
    /// </summary>
    private long Balanced(PodTemplate pod, SimNode node)
    {
        if (pod.Requests is { MilliCpu: 0, MemoryBytes: 0 })
        {
            return 0;
        }

        var (capacity, used) = (node.Definition.Allocatable, node.Usage);
        var without = Balance(used.MilliCpu, used.MemoryBytes, capacity);
        var with = Balance(
            used.MilliCpu + pod.Requests.MilliCpu, used.MemoryBytes + pod.Requests.MemoryBytes, capacity);
        return scoresChange
            ? (MaxScore / 2) + (((MaxScore / 2) + with - without) / 2)
            : with;
    }

    private static long Balance(long milliCpu, long memory, ResourceAmounts capacity)
    {
        if (capacity.MilliCpu == 0 || capacity.MemoryBytes == 0)
        {
            return MaxScore;
        }

        var cpuShare = Math.Min(1, (double)milliCpu / capacity.MilliCpu);
        var memoryShare = Math.Min(1, (double)memory / capacity.MemoryBytes);
        return (long)((1 - Math.Abs((cpuShare - memoryShare) / 2)) * MaxScore);
    }
}
