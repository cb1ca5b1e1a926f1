using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;

namespace Evenkeel.Simulation.Parts;

/// <summary>Numbers the parts of a cluster, each once.</summary>
internal sealed class PartIndex(FailureRates rates)
{
    private readonly Dictionary<Part, Condition.Is> numbered = [];
    private readonly List<(Part Part, FailureRate Rate)> parts = [];

    /// <summary>How many there are.</summary>
    public int Count => parts.Count;

    /// <summary>That a part is there.</summary>
    public Condition Is(PartKind kind, string name, TimeSpan? repair = null)
    {
        var part = new Part(kind, name);
        if (!numbered.TryGetValue(part, out var condition))
        {
            condition = new(parts.Count);
            numbered.Add(part, condition);
            var rate = RateOf(kind);
            parts.Add((part, repair is { } time ? rate with { Repair = time } : rate));
        }

        return condition;
    }

    /// <summary>A part by its number.</summary>
    public Part this[int number] => parts[number].Part;

    /// <summary>How often it fails.</summary>
    public FailureRate Rate(int number) => parts[number].Rate;

    private FailureRate RateOf(PartKind kind) => kind switch
    {
        PartKind.Zone or PartKind.Failover => rates.Zone,
        PartKind.Node => rates.Node,
        PartKind.Pod => rates.Pod,
        PartKind.Volume => rates.Volume,
        PartKind.Nat => rates.Nat,
        PartKind.Balancer => rates.Balancer,
        PartKind.Store => rates.Store,
        PartKind.Member => rates.Member,
        PartKind.ControlPlane => rates.ControlPlane,
        _ => throw new InvalidOperationException($"no such kind: {kind}"),
    };
}
