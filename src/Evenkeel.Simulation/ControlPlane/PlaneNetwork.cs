using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>Who reaches whom, from all that is cut off at present.</summary>
internal sealed class PlaneNetwork(Plane plane, PlaneLayout layout)
{
    private readonly List<List<int>> isolated = [];
    private readonly List<ScenarioAction.Partition> partitions = [];

    /// <summary>Whether anything is cut off.</summary>
    public bool IsCut => isolated.Count > 0 || partitions.Count > 0;

    /// <summary>Whether nobody outside reaches the server of a slot.</summary>
    public bool IsIsolated(int slot) => isolated.Exists(i => i.Contains(slot));

    /// <summary>The zones that some other zone does not hear, or that do not hear it.</summary>
    public IEnumerable<string> PartedZones => partitions.SelectMany(static p => (string[])[p.From, p.To])
        .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// Whether machines of a zone reach the server of a slot: a connection needs both ways. Where some of the
    /// messages are lost TCP repeats them.
    /// </summary>
    public bool Reaches(string zone, int slot) => partitions.TrueForAll(p => p.Percent < 100
        || !((p.From == zone && p.To == layout.Members[slot].Zone)
            || (p.To == zone && p.From == layout.Members[slot].Zone)));

    /// <summary>Machines are cut off from all others.</summary>
    public void Isolate(NodeTarget target)
    {
        isolated.Add([.. layout.Of(target)]);
        Connect();
    }

    /// <summary>They are reached again.</summary>
    public void Join(NodeTarget target)
    {
        var slots = layout.Of(target).ToList();
        _ = isolated.RemoveAll(i => i.SequenceEqual(slots));
        Connect();
    }

    /// <summary>Two zones do not reach each other.</summary>
    public void Part(ScenarioAction.Partition partition)
    {
        partitions.Add(partition);
        Connect();
    }

    /// <summary>They do again.</summary>
    public void Mend(ScenarioAction.Partition partition)
    {
        _ = partitions.Remove(partition);
        Connect();
    }

    private void Connect()
    {
        for (var from = 0; from < plane.Slots.Count; from++)
        {
            for (var to = 0; to < plane.Slots.Count; to++)
            {
                var lost = partitions.Where(p => Parts(p, from, to)).Select(static p => p.Percent)
                    .DefaultIfEmpty().Max();
                plane.Block(
                    from, to, lost == 100 || isolated.Exists(i => i.Contains(from) != i.Contains(to)));
                plane.LoseSome(from, to, lost);
            }
        }
    }

    private bool Parts(ScenarioAction.Partition partition, int from, int to)
    {
        var (a, b) = (layout.Members[from].Zone, layout.Members[to].Zone);
        return (a == partition.From && b == partition.To)
            || (partition.BothWays && a == partition.To && b == partition.From);
    }
}
