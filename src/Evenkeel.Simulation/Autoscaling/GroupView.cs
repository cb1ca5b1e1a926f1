using Evenkeel.Simulation.Aws;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// What cluster-autoscaler knows of a group since it last asked AWS, at most a minute ago
/// (cluster-autoscaler/cloudprovider/aws/auto_scaling_groups.go), and what it makes of it
/// (clusterstate/clusterstate.go).
/// </summary>
internal sealed class GroupView(SimGroup group)
{
    public SimGroup Group { get; } = group;

    /// <summary>The desired size, kept right when the autoscaler sets it itself.</summary>
    public int Size { get; set; }

    /// <summary>When the autoscaler last set the size.</summary>
    public TimeSpan SizeSetAt { get; set; }

    /// <summary>The instances that the group had.</summary>
    public List<SimInstance> Instances { get; } = [];

    /// <summary>What the group was to have and had not, for which the autoscaler holds places.</summary>
    public int Placeholders { get; set; }

    /// <summary>Whether those failed for want of capacity.</summary>
    public bool Unfulfillable { get; set; }

    /// <summary>Nodes that are Ready.</summary>
    public List<SimNode> Ready { get; } = [];

    /// <summary>Nodes that are not, though they have had the time to start.</summary>
    public List<SimNode> Unready { get; } = [];

    /// <summary>Nodes that are not and may still be starting.</summary>
    public List<SimNode> NotStarted { get; } = [];

    /// <summary>Nodes that the autoscaler is removing.</summary>
    public int Deleted { get; set; }

    /// <summary>Instances and places without a Node.</summary>
    public int Unregistered { get; set; }

    /// <summary>The same, for longer than a node may take.</summary>
    public int LongUnregistered { get; set; }

    /// <summary>What the autoscaler asked for and what has not come, or null.</summary>
    public ScaleUpRequest? Request { get; set; }

    /// <summary>Nodes that are to come, those that have registered and not started included.</summary>
    public int Upcoming => Size - Ready.Count - Unready.Count - LongUnregistered;

    /// <summary>Whether anything is known of its nodes.</summary>
    public bool HasReadiness =>
        Ready.Count + Unready.Count + NotStarted.Count + Deleted + Unregistered + LongUnregistered > 0;

    /// <summary>The fewest nodes that ought to be Ready (updateAcceptableRanges).</summary>
    public int LeastReady => Size - LongUnregistered - (Request?.Increase ?? 0);

    /// <summary>Forgets what was made of its nodes.</summary>
    public void Reset()
    {
        Ready.Clear();
        Unready.Clear();
        NotStarted.Clear();
        (Deleted, Unregistered, LongUnregistered) = (0, 0, 0);
    }

    /// <summary>Adds to what was asked for, or with a negative number takes from it.</summary>
    public void Register(int delta, TimeSpan now, TimeSpan within)
    {
        if (Request is null && delta <= 0)
        {
            return;
        }

        var increase = (Request?.Increase ?? 0) + delta;
        Request = increase <= 0 ? null
            : delta > 0 || Request is null ? new(increase, now + within)
            : Request with { Increase = increase };
    }
}

/// <summary>Nodes that were asked for.</summary>
/// <param name="Increase">How many.</param>
/// <param name="Due">When they ought to be there.</param>
internal sealed record ScaleUpRequest(int Increase, TimeSpan Due);
