using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// What share of the requests from one zone to another is answered by the way between them. A request is four
/// messages on a connection of its own: two of the handshake, one of the request and one of the answer, two
/// each way. Where one is lost TCP repeats it a second later (RFC 6298, 2.1), and its client, who does not
/// wait for that, has failed. So where one way is lost whole nothing is answered, whoever asks.
/// </summary>
internal sealed class ZoneWays(ZoneIndex zones)
{
    private const int MessagesEachWay = 2;
    private readonly List<ScenarioAction.Partition> partitions = [];
    private readonly Dictionary<(int From, int To), double> shares = [];

    /// <summary>Whether any two zones do not hear each other in full.</summary>
    public bool AreCut => partitions.Count > 0;

    /// <summary>A partition begins.</summary>
    public void Begin(ScenarioAction.Partition partition)
    {
        partitions.Add(partition);
        Weigh();
    }

    /// <summary>A partition is over.</summary>
    public void End(ScenarioAction.Partition partition)
    {
        _ = partitions.Remove(partition);
        Weigh();
    }

    /// <summary>The share, 0 to 1, between two zones by their numbers.</summary>
    public double Share(int from, int to) => shares.GetValueOrDefault((from, to), 1);

    /// <summary>The same by their names.</summary>
    public double Share(string from, string to) => Share(zones.Of(from), zones.Of(to));

    /// <summary>Why requests fail, in a few words; null where all ways are well.</summary>
    public string? WhyNot() => partitions.Count == 0 ? null
        : string.Join(", ", partitions.Select(static p => $"zones {p.From} and {p.To}").Distinct())
            + " do not hear each other in full, and requests between them are lost";

    private void Weigh()
    {
        shares.Clear();
        foreach (var partition in partitions)
        {
            var (from, to) = (zones.Of(partition.From), zones.Of(partition.To));
            shares[(from, to)] = shares[(to, from)] = Math.Pow(
                (1 - Lost(partition.From, partition.To)) * (1 - Lost(partition.To, partition.From)),
                MessagesEachWay);
        }
    }

    /// <summary>The share of messages of one zone that another does not get.</summary>
    private double Lost(string from, string to) => partitions
        .Where(p => (p.From == from && p.To == to) || (p.BothWays && p.From == to && p.To == from))
        .Select(static p => p.Percent / 100.0).DefaultIfEmpty().Max();
}
