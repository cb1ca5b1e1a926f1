using Evenkeel.Simulation.Scheduler;

namespace Evenkeel.Simulation.State;

/// <summary>
/// How many pods that a selector matches each node holds, those being deleted left out. Kept right as pods
/// come and go, so that a constraint is scored without counting pods.
/// </summary>
internal sealed class MatchCounter(ClassMatcher matcher)
{
    private int[] onNode = [];

    /// <summary>The selector.</summary>
    public ClassMatcher Matcher { get; } = matcher;

    /// <summary>The matching pods on a node.</summary>
    public int On(SimNode node) => node.Index < onNode.Length ? onNode[node.Index] : 0;

    /// <summary>The matching pods on each node, by its number, for at least as many nodes.</summary>
    public ReadOnlySpan<int> OnAll(int nodes)
    {
        if (onNode.Length < nodes)
        {
            Array.Resize(ref onNode, nodes);
        }

        return onNode;
    }

    /// <summary>Counts pods, which must match, or with a negative number no longer.</summary>
    public void Add(SimNode node, int pods)
    {
        if (node.Index >= onNode.Length)
        {
            Array.Resize(ref onNode, Math.Max(16, (node.Index + 1) * 2));
        }

        onNode[node.Index] += pods;
    }
}
