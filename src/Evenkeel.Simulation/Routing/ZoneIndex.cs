using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>Numbers zones, so that what is counted by zone is an array read.</summary>
internal sealed class ZoneIndex
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<int> ofNode = [];

    /// <summary>How many zones there have been. A node without a zone label is in the zone "".</summary>
    public int Count => numbers.Count;

    /// <summary>The number of a zone, given now if it has none.</summary>
    public int Of(string zone)
    {
        if (!numbers.TryGetValue(zone, out var number))
        {
            number = numbers.Count;
            numbers.Add(zone, number);
        }

        return number;
    }

    /// <summary>The number of a node's zone.</summary>
    public int Of(SimNode node)
    {
        while (ofNode.Count <= node.Index)
        {
            ofNode.Add(-1);
        }

        return ofNode[node.Index] >= 0 ? ofNode[node.Index] : ofNode[node.Index] = Of(node.Zone);
    }
}
