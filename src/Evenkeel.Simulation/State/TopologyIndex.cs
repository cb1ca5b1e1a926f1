namespace Evenkeel.Simulation.State;

/// <summary>
/// Numbers topology keys and their values, so that a node's domain is an array read. Keys are known from the
/// start: those that some constraint or affinity names, hostname and zone.
/// </summary>
internal sealed class TopologyIndex
{
    private readonly Dictionary<string, int> keys = new(StringComparer.Ordinal);
    private readonly List<Dictionary<string, int>> values = [];

    /// <summary>The number of a key, given now if it has none.</summary>
    public int KeyOf(string key)
    {
        if (!keys.TryGetValue(key, out var number))
        {
            number = keys.Count;
            keys.Add(key, number);
            values.Add(new(StringComparer.Ordinal));
        }

        return number;
    }

    /// <summary>How many values a key has had.</summary>
    public int ValueCount(int key) => values[key].Count;

    /// <summary>Numbers a node's values of all keys.</summary>
    public int[] DomainsOf(IReadOnlyDictionary<string, string> labels)
    {
        var domains = new int[keys.Count];
        foreach (var (key, number) in keys)
        {
            domains[number] = labels.TryGetValue(key, out var value) ? ValueOf(number, value) : -1;
        }

        return domains;
    }

    private int ValueOf(int key, string value)
    {
        var known = values[key];
        if (!known.TryGetValue(value, out var number))
        {
            number = known.Count;
            known.Add(value, number);
        }

        return number;
    }
}
