using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// The nodes of one zone that are to be tainted NoExecute, behind a token bucket of one token
/// (nodelifecycle/scheduler/rate_limited_queue.go).
/// </summary>
internal sealed class TaintingQueue(double ratePerSecond)
{
    private readonly List<SimNode> nodes = [];
    private readonly HashSet<SimNode> members = [];
    private double rate = ratePerSecond;
    private TimeSpan nextToken;

    public bool IsEmpty => nodes.Count == 0;

    public bool Contains(SimNode node) => members.Contains(node);

    public void Add(SimNode node)
    {
        nodes.Add(node);
        members.Add(node);
    }

    public void Remove(SimNode node)
    {
        if (members.Remove(node))
        {
            nodes.Remove(node);
        }
    }

    /// <summary>Changes the rate. A new bucket is full, unless the old one was empty.</summary>
    public void SetRate(double newRate, TimeSpan now)
    {
        if (newRate.Equals(rate))
        {
            return;
        }

        var full = rate > 0 && now >= nextToken;
        rate = newRate;
        nextToken = full || newRate <= 0 ? now : now + TimeSpan.FromSeconds(1 / newRate);
    }

    /// <summary>The next node, if a token is there for it.</summary>
    public SimNode? TryTake(TimeSpan now)
    {
        if (nodes.Count == 0 || rate <= 0 || now < nextToken)
        {
            return null;
        }

        nextToken = now + TimeSpan.FromSeconds(1 / rate);
        var node = nodes[0];
        nodes.RemoveAt(0);
        members.Remove(node);
        return node;
    }
}
