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

        for (var i = (feasible.Count / 2) - 1; i >= 0; i--)
        {
            SiftDown(i, feasible.Count, totals);
        }

        return heap[0];
    }

    /// <summary>container/heap's down: of two equal children the left, and no swap between equals.</summary>
    private void SiftDown(int parent, int count, long[] totals)
    {
        while (true)
        {
            var child = (2 * parent) + 1;
            if (child >= count)
            {
                return;
            }

            if (child + 1 < count && totals[heap[child + 1]] > totals[heap[child]])
            {
                child++;
            }

            if (totals[heap[child]] <= totals[heap[parent]])
            {
                return;
            }

            (heap[parent], heap[child]) = (heap[child], heap[parent]);
            parent = child;
        }
    }
}
