using Evenkeel.Core.Model.Aws;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Aws;

/// <summary>What EC2 says of an instance.</summary>
internal enum InstanceState
{
    /// <summary>Launched; it has not come up.</summary>
    Pending,

    /// <summary>It came up.</summary>
    Running,

    /// <summary>Its end was asked for. Where its zone has no power that may never be confirmed.</summary>
    ShuttingDown,

    /// <summary>It is gone.</summary>
    Terminated,
}

/// <summary>An EC2 instance of a group.</summary>
internal sealed class SimInstance(int index, SimGroup group, string name, string zone, TimeSpan launchedAt)
{
    /// <summary>Its place in <see cref="Ec2.Instances"/>.</summary>
    public int Index { get; } = index;

    public SimGroup Group { get; } = group;

    /// <summary>Its name, and that of its Node.</summary>
    public string Name { get; } = name;

    public string Zone { get; } = zone;

    public TimeSpan LaunchedAt { get; } = launchedAt;

    public InstanceState State { get; set; }

    /// <summary>The Node that it registered; null before it came up.</summary>
    public SimNode? Node { get; set; }

    /// <summary>When its group began to count on it; null before, and while a hook waits.</summary>
    public TimeSpan? InServiceAt { get; set; }

    /// <summary>Whether it waits in a hook before its end: it runs on, and its group does without.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Whether it was launched to even out zones, over the desired size.</summary>
    public bool IsSurplus { get; set; }

    /// <summary>The target groups that find it unhealthy: one of them is enough.</summary>
    public HashSet<string> UnhealthyIn { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether its group holds it for one of those that it is to have.</summary>
    public bool Counts => !IsLeaving && State is InstanceState.Pending or InstanceState.Running;
}

/// <summary>An Auto Scaling group at work, or instances without one.</summary>
internal sealed class SimGroup(int index, InstanceGroup definition)
{
    /// <summary>Its place in the model.</summary>
    public int Index { get; } = index;

    public InstanceGroup Definition { get; } = definition;

    public string Name => Definition.Name;

    /// <summary>How many instances it is to have, as last set.</summary>
    public int Desired { get; set; } = definition.Desired;

    /// <summary>Its instances that are not terminated, the oldest first.</summary>
    public List<SimInstance> Instances { get; } = [];

    /// <summary>How many instances it has named; names go on from there.</summary>
    public int Named { get; set; }

    /// <summary>When a launch of it last failed, or null.</summary>
    public TimeSpan? LaunchFailedAt { get; set; }

    /// <summary>Whether its next attempt after a launch that failed is scheduled.</summary>
    public bool RetryScheduled { get; set; }

    /// <summary>Those it holds for the ones that it is to have.</summary>
    public int Count => Instances.Count(static i => i.Counts);

    /// <summary>The same in one zone.</summary>
    public int CountIn(string zone) =>
        Instances.Count(i => i.Counts && string.Equals(i.Zone, zone, StringComparison.Ordinal));
}
