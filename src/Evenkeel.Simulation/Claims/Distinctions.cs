using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Claims;

/// <summary>
/// What the cluster file tells apart, whatever lies where: zones and nodes that claims name.
/// </summary>
internal sealed class Distinctions
{
    private readonly ZoneFacts facts;
    private readonly ImmutableArray<string> namedZones;
    private readonly ImmutableArray<string> namedNodes;

    public Distinctions(ClusterModel model)
    {
        var selectors = model.Claims.SelectMany(static c => c.Survive).ToList();
        facts = new(model);
        namedZones = [.. selectors.OfType<FaultSelector.OneZone>().Select(static s => s.Zone)];
        namedNodes = [.. selectors.OfType<FaultSelector.TheseNodes>().SelectMany(static s => s.Nodes)];
    }

    /// <summary>The signatures of a cluster's nodes.</summary>
    public NodeSignatures Of(ClusterState cluster) => new(cluster, namedZones, namedNodes, facts);
}
