using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.LoadBalancing;

/// <summary>A target of a target group.</summary>
/// <param name="node">The instance, or the node of the pod.</param>
/// <param name="pod">The pod whose address it is; null for an instance.</param>
/// <param name="zone">The number of its zone.</param>
internal sealed class Target(SimNode node, SimPod? pod, int zone)
{
    public SimNode Node { get; } = node;

    public SimPod? Pod { get; } = pod;

    public int Zone { get; } = zone;

    public string Name => Pod?.Name.Name ?? Node.Name;

    /// <summary>Whether its machine is reached.</summary>
    public bool Reached { get; set; } = node.Reached;

    /// <summary>Whether its registration is complete.</summary>
    public bool Registered { get; set; }

    /// <summary>Whether it is healthy in the balancer's eyes.</summary>
    public bool Healthy { get; set; }

    /// <summary>Whether its probes are answered.</summary>
    public bool Answers { get; set; }

    /// <summary>Counts what makes a change of health that is under way void.</summary>
    public int Version { get; set; }
}

/// <summary>How many targets there are in a zone, or in all.</summary>
internal sealed class TargetTally
{
    public int Registered { get; private set; }

    public int Healthy { get; private set; }

    /// <summary>Of the registered ones, those on a machine that is reached.</summary>
    public int RegisteredReached { get; private set; }

    /// <summary>The same of the healthy ones.</summary>
    public int HealthyReached { get; private set; }

    /// <summary>
    /// How many requests are shared among: the healthy ones, or without any all of them, which is called
    /// failing open.
    /// </summary>
    public int Used => Healthy > 0 ? Healthy : Registered;

    /// <summary>Counts a target as it is, or with −1 no longer.</summary>
    public void Add(Target target, int sign)
    {
        if (!target.Registered)
        {
            return;
        }

        Registered += sign;
        RegisteredReached += target.Reached ? sign : 0;
        Healthy += target.Healthy ? sign : 0;
        HealthyReached += target is { Healthy: true, Reached: true } ? sign : 0;
    }
}
