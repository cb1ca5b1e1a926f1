using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// What the nodes of each topology domain add up to, kept right node by node: a constraint is evaluated
/// without a walk over all nodes.
/// </summary>
/// <param name="key">The number of the topology key that tells the domains.</param>
internal sealed class DomainSum(int key)
{
    private int[] domains = [];
    private long[] shares = [];
    private long[] sums = [];
    private int[] members = [];
    private long least = long.MaxValue;
    private int atLeast;

    /// <summary>The topology key's number.</summary>
    public int Key { get; } = key;

    /// <summary>How many domains have a node that counts.</summary>
    public int Count { get; private set; }

    /// <summary>The sum over all domains.</summary>
    public long Total { get; private set; }

    /// <summary>The domain of each node that counts, −1 for the others, by the node's number.</summary>
    public ReadOnlySpan<int> Domains => domains;

    /// <summary>The sum of each domain, by the domain's number.</summary>
    public ReadOnlySpan<long> Sums => sums;

    /// <summary>The sum of a domain; 0 for one of which no node counts.</summary>
    public long Of(int domain) => domain < sums.Length ? sums[domain] : 0;

    /// <summary>
    /// The smallest sum of a domain with a node that counts; the highest number without one.
    /// </summary>
    public long Least()
    {
        if (atLeast == 0)
        {
            least = long.MaxValue;
            for (var d = 0; d < sums.Length; d++)
            {
                if (members[d] > 0 && sums[d] <= least)
                {
                    atLeast = sums[d] == least ? atLeast + 1 : 1;
                    least = sums[d];
                }
            }
        }

        return least;
    }

    /// <summary>Says whether a node counts. One that does not adds nothing, whatever it holds.</summary>
    public void Include(SimNode node, bool counts)
    {
        if (node.Index >= domains.Length)
        {
            var before = domains.Length;
            Array.Resize(ref domains, Math.Max(16, (node.Index + 1) * 2));
            Array.Resize(ref shares, domains.Length);
            Array.Fill(domains, -1, before, domains.Length - before);
        }

        var domain = counts ? node.Domains[Key] : -1;
        if (domain == domains[node.Index])
        {
            return;
        }

        Set(node.Index, 0);
        Enter(domains[node.Index], -1);
        domains[node.Index] = domain;
        Enter(domain, 1);
    }

    /// <summary>Sets what a node adds to its domain.</summary>
    public void Set(int node, long share)
    {
        var domain = domains[node];
        var change = share - shares[node];
        if (domain < 0 || change == 0)
        {
            return;
        }

        shares[node] = share;
        Leave(sums[domain]);
        sums[domain] += change;
        Total += change;
        Reach(sums[domain]);
    }

    private void Enter(int domain, int nodes)
    {
        if (domain < 0)
        {
            return;
        }

        if (domain >= sums.Length)
        {
            Array.Resize(ref sums, Math.Max(4, (domain + 1) * 2));
            Array.Resize(ref members, sums.Length);
        }

        members[domain] += nodes;
        if (nodes > 0 && members[domain] == 1)
        {
            Count++;
            Reach(sums[domain]);
        }
        else if (nodes < 0 && members[domain] == 0)
        {
            Count--;
            Leave(sums[domain]);
        }
    }

    private void Leave(long sum) => atLeast -= atLeast > 0 && sum == least ? 1 : 0;

    /// <summary>Where the least is not known, it is looked for when it is asked for.</summary>
    private void Reach(long sum)
    {
        if (atLeast > 0 && sum <= least)
        {
            atLeast = sum == least ? atLeast + 1 : 1;
            least = sum;
        }
    }
}
