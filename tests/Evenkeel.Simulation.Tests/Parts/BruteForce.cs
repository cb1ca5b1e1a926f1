using System.Numerics;
using Evenkeel.Simulation.Parts;

namespace Evenkeel.Simulation.Tests.Parts;

/// <summary>Cut sets and unavailability from every set of parts there is: for few parts alone.</summary>
internal static class BruteForce
{
    /// <summary>Minimal sets of at most three parts with which a condition fails, the smallest first.</summary>
    public static List<Cut> CutSets(Condition condition)
    {
        var parts = condition.Mentioned();
        var check = new ConditionCheck(condition);
        var failing = Enumerable.Range(0, 1 << parts.Length).Select(static s => (uint)s)
            .Where(s => !check.Holds(Lost(parts, s))).ToHashSet();
        List<Cut> minimal =
        [
            .. failing.Where(s => BitOperations.PopCount(s) <= Cut.Most && IsMinimal(s, failing))
                .Select(s => Lost(parts, s).Aggregate(Cut.Empty, static (cut, part) =>
                    cut.TryJoin(Cut.Of(part), out var both) ? both : throw new InvalidOperationException())),
        ];
        minimal.Sort();
        return minimal;
    }

    /// <summary>The likelihood of all states in which it fails.</summary>
    public static double Unavailability(Condition condition, PartIndex index)
    {
        var parts = condition.Mentioned();
        var check = new ConditionCheck(condition);
        var sum = 0.0;
        for (var state = 0U; state < 1U << parts.Length; state++)
        {
            var likely = 1.0;
            for (var i = 0; i < parts.Length; i++)
            {
                var away = index.Rate(parts[i]).Unavailability;
                likely *= (state >> i & 1) == 1 ? away : 1 - away;
            }

            sum += check.Holds(Lost(parts, state)) ? 0 : likely;
        }

        return sum;
    }

    private static HashSet<int> Lost(int[] parts, uint state) =>
        [.. parts.Where((_, i) => (state >> i & 1) == 1)];

    /// <summary>With any one of them back, it holds.</summary>
    private static bool IsMinimal(uint state, HashSet<uint> failing)
    {
        for (var rest = state; rest != 0; rest &= rest - 1)
        {
            if (failing.Contains(state & ~(rest & (0 - rest))))
            {
                return false;
            }
        }

        return true;
    }
}
