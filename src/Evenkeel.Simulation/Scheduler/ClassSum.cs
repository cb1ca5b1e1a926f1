using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>A sum over domains of what nodes hold, as one class of pods counts it.</summary>
/// <param name="sum">The sum.</param>
/// <param name="includes">Whether a node that exists and has the key counts.</param>
/// <param name="share">What a node adds.</param>
internal sealed class ClassSum(DomainSum sum, Func<SimNode, bool> includes, Func<SimNode, long> share)
{
    public DomainSum Sum { get; } = sum;

    /// <summary>A sum over all nodes of the pods of some classes, each with a weight.</summary>
    public static ClassSum OfPods(int key, IEnumerable<(int Class, int Weight)> weights)
    {
        (int Class, int Weight)[] terms =
        [
            .. weights.GroupBy(static w => w.Class).Select(static g => (g.Key, g.Sum(static w => w.Weight))),
        ];
        return new(new(key), static _ => true, node => Weigh(node, terms));
    }

    /// <summary>Looks at the Node object.</summary>
    public void Include(SimNode node) =>
        Sum.Include(node, node.Exists && node.Domains[Sum.Key] >= 0 && includes(node));

    /// <summary>Looks at the pods there.</summary>
    public void Count(SimNode node)
    {
        if (Sum.Domains[node.Index] >= 0)
        {
            Sum.Set(node.Index, share(node));
        }
    }

    private static long Weigh(SimNode node, (int Class, int Weight)[] terms)
    {
        long sum = 0;
        foreach (var (podClass, weight) in terms)
        {
            sum += podClass < node.AllByClass.Length ? (long)node.AllByClass[podClass] * weight : 0;
        }

        return sum;
    }
}
