using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Tests.Scheduler;

/// <summary>The two tie rules, written after the Go that they come from.</summary>
internal static class NaiveTies
{
    /// <summary>1.35 and later: the root after container/heap's Init (newSortedNodeScores).</summary>
    public static int HeapRoot(IReadOnlyList<long> totals)
    {
        var heap = Enumerable.Range(0, totals.Count).ToArray();
        for (var i = (heap.Length / 2) - 1; i >= 0; i--)
        {
            Down(i);
        }

        return heap[0];

        bool Less(int a, int b) => totals[heap[a]] > totals[heap[b]];

        void Down(int at)
        {
            while (true)
            {
                var left = (2 * at) + 1;
                if (left >= heap.Length)
                {
                    return;
                }

                var child = left + 1 < heap.Length && Less(left + 1, left) ? left + 1 : left;
                if (!Less(child, at))
                {
                    return;
                }

                (heap[at], heap[child]) = (heap[child], heap[at]);
                at = child;
            }
        }
    }

    /// <summary>1.34 and before: reservoir sampling among the highest (selectHost).</summary>
    public static int Reservoir(IReadOnlyList<long> totals, SeededRandom random)
    {
        var selected = 0;
        var countOfHighest = 1;
        for (var i = 1; i < totals.Count; i++)
        {
            if (totals[i] > totals[selected])
            {
                selected = i;
                countOfHighest = 1;
            }
            else if (totals[i] == totals[selected])
            {
                countOfHighest++;
                if (random.Below(countOfHighest) == 0)
                {
                    selected = i;
                }
            }
        }

        return selected;
    }
}
