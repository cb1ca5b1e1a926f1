using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Claims;

/// <summary>A fault that is simulated: some nodes lose power together.</summary>
/// <param name="Name">In words, for example <c>zone eu-west-1b loses power</c>.</param>
/// <param name="Target">The nodes.</param>
internal sealed record Fault(string Name, NodeTarget Target)
{
    /// <summary>Whether a whole zone is lost, so that nothing can be started in it either.</summary>
    public bool IsZone => Target.Zone is not null;

    /// <summary>The faults that a claim names, each once, and those that cannot be simulated yet.</summary>
    public static (ImmutableArray<Fault> Faults, ImmutableArray<string> NotModelled) Of(
        ClusterModel model,
        Claim claim)
    {
        var faults = new List<Fault>();
        var notModelled = new List<string>();
        foreach (var selector in claim.Survive)
        {
            switch (selector)
            {
                case FaultSelector.AnyZone:
                    faults.AddRange(model.Zones.Select(LossOfZone));
                    break;
                case FaultSelector.AnyNode:
                    faults.AddRange(model.Nodes.Select(static n => LossOfNodes([n.Name])));
                    break;
                case FaultSelector.OneZone one:
                    faults.Add(LossOfZone(one.Zone));
                    break;
                case FaultSelector.TheseNodes these:
                    faults.Add(LossOfNodes(these.Nodes));
                    break;
                case FaultSelector.NotModelled other:
                    notModelled.Add(other.Description);
                    break;
                default:
                    throw new InvalidOperationException($"no such selector: {selector}");
            }
        }

        return ([.. faults.DistinctBy(static f => f.Name, StringComparer.Ordinal)], [.. notModelled]);
    }

    private static Fault LossOfZone(string zone) => new($"zone {zone} loses power", NodeTarget.OfZone(zone));

    private static Fault LossOfNodes(ImmutableArray<string> nodes)
    {
        var verb = nodes.Length == 1 ? "loses" : "lose";
        var target = new NodeTarget(null, nodes);
        return new($"{target} {verb} power", target);
    }
}
