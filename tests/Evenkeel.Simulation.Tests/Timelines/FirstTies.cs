using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Tests.Timelines;

/// <summary>Takes the first of equals, so that a timeline has no chance in it.</summary>
internal sealed class FirstTies : ITieBreaker
{
    public int Choose(SimPod pod, List<SimNode> feasible, long[] totals)
    {
        var best = 0;
        for (var i = 1; i < feasible.Count; i++)
        {
            best = totals[i] > totals[best] ? i : best;
        }

        return best;
    }

    public void Order(Span<SimNode> nodes)
    {
    }

    public int ChooseZone(int zones) => 0;
}
