using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// The order in which the scheduler looks at nodes: one of each zone in turn, zones and nodes in the order in
/// which they appeared (pkg/scheduler/backend/cache/node_tree.go).
/// </summary>
internal sealed class NodeOrder
{
    private readonly List<string> zones = [];
    private readonly Dictionary<string, List<SimNode>> byZone = new(StringComparer.Ordinal);
    private List<SimNode>? list;
    private int[]? numbers;

    public List<SimNode> Nodes => list ??= Interleave();

    /// <summary>The nodes' numbers, in the same order.</summary>
    public int[] Numbers => numbers ??= [.. Nodes.Select(static n => n.Index)];

    public void Add(SimNode node)
    {
        var zone = ZoneKey(node);
        if (!byZone.TryGetValue(zone, out var nodes))
        {
            byZone.Add(zone, nodes = []);
            zones.Add(zone);
        }

        nodes.Add(node);
        (list, numbers) = (null, null);
    }

    public void Remove(SimNode node)
    {
        var zone = ZoneKey(node);
        byZone[zone].Remove(node);
        if (byZone[zone].Count == 0)
        {
            byZone.Remove(zone);
            zones.Remove(zone);
        }

        (list, numbers) = (null, null);
    }

    private static string ZoneKey(SimNode node) =>
        node.Definition.Labels.GetValueOrDefault(Labels.Region, "") + "\0" + node.Zone;

    private List<SimNode> Interleave()
    {
        var all = new List<SimNode>();
        for (var i = 0; ; i++)
        {
            var before = all.Count;
            foreach (var zone in zones)
            {
                if (i < byZone[zone].Count)
                {
                    all.Add(byZone[zone][i]);
                }
            }

            if (all.Count == before)
            {
                return all;
            }
        }
    }
}
