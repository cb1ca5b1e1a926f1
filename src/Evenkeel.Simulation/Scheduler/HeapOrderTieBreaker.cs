using System.Collections.Immutable;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// The root of a heap over the feasible nodes, as from 1.35 (schedule_one.go, newSortedNodeScores, whose
/// random tie-breaker is set only where extenders score: kubernetes#135231). The list is filled by workers in
/// parallel, so that neighbours sometimes change places; how often is a reading of the recordings, in which
/// most runs agree.
/// </summary>
/// <param name="random">Chance.</param>
/// <param name="neighboursSwap">
/// How often a node of the list changes places with the one before it. With the default about one run in
/// twenty differs from its siblings, as in the recordings (4 of 76).
/// </param>
internal sealed class HeapOrderTieBreaker(SeededRandom random, double neighboursSwap = 0.005) : ITieBreaker
{
    private int[] heap = [];

    public void Order(Span<SimNode> nodes) => random.Shuffle(nodes);

    public int ChooseZone(int zones) => random.Below(zones);

    /// <summary>
    /// The first, as in the recording of a lost zone: what is chosen there differs from run to run, and what
    /// follows from it with it.
    /// </summary>
    public int ChoosePlace(IReadOnlyList<ImmutableArray<string>> places) => 0;

    public int Choose(SimPod pod, List<SimNode> feasible, long[] totals)
    {
        if (heap.Length < feasible.Count)
        {
            heap = new int[feasible.Count * 2];
        }

        for (var i = 0; i < feasible.Count; i++)
        {
            heap[i] = i;
            if (i > 0 && random.Fraction() < neighboursSwap)
            {
                (heap[i], heap[i - 1]) = (heap[i - 1], heap[i]);
            }
        }

        // What sifting down does below a root does not matter to the roots above: each is the highest of its
        // own node and of its two children's roots, of equals the parent before the left child.
        for (var i = (feasible.Count / 2) - 1; i >= 0; i--)
        {
            var child = (2 * i) + 1;
            if (child + 1 < feasible.Count && totals[heap[child + 1]] > totals[heap[child]])
            {
                child++;
            }

            heap[i] = totals[heap[child]] > totals[heap[i]] ? heap[child] : heap[i];
        }

        return heap[0];
    }
}
