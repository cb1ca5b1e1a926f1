using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>Uniformly random among the highest, as up to 1.34 (schedule_one.go, selectHost).</summary>
internal sealed class RandomTieBreaker(SeededRandom random) : ITieBreaker
{
    public void Order(Span<SimNode> nodes) => random.Shuffle(nodes);

    public int ChooseZone(int zones) => random.Below(zones);

    public int Choose(SimPod pod, List<SimNode> feasible, long[] totals)
    {
        var best = 0;
        var seen = 1;
        for (var i = 1; i < feasible.Count; i++)
        {
            if (totals[i] > totals[best])
            {
                (best, seen) = (i, 1);
            }
            else if (totals[i] == totals[best] && random.Below(++seen) == 0)
            {
                best = i;
            }
        }

        return best;
    }
}
