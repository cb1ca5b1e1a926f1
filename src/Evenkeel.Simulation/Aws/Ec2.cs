using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Aws;

/// <summary>Hears what becomes of instances.</summary>
internal interface IInstanceListener
{
    void CameUp(SimInstance instance);

    void Terminated(SimInstance instance);
}

/// <summary>
/// EC2: launches instances, which come up as Nodes after a while, and ends them
/// (ec2, "Amazon EC2 instance state changes").
/// </summary>
internal sealed class Ec2(ClusterState cluster, Kubelets kubelets, Fleet fleet, TimelineRecorder timeline)
    : IEventHandler
{
    private const int ComeUp = 0;
    private const int End = 1;
    private readonly AwsTiming timing = fleet.Aws.Timing;
    private readonly List<IInstanceListener> listeners = [];
    private readonly HashSet<string> dark = new(StringComparer.Ordinal);
    private readonly HashSet<string> full = new(StringComparer.Ordinal);
    private bool fullEverywhere;
    private readonly Dictionary<SimNode, SimInstance> byNode = [];

    /// <summary>All instances there ever were.</summary>
    public List<SimInstance> Instances { get; } = [];

    /// <summary>Whether the regional API answers nobody.</summary>
    public bool ApiFails { get; set; }

    /// <summary>How much later comes what is asked of the regional API; nothing if not slow.</summary>
    public TimeSpan Lag { get; private set; }

    /// <summary>Makes the regional API slow, or as fast as ever.</summary>
    public void SetSlow(bool isSlow) => Lag = isSlow ? timing.SlowCall.At(fleet.Slow) : TimeSpan.Zero;

    public void Listen(IInstanceListener listener) => listeners.Add(listener);

    /// <summary>The instance behind a node, or null where the node comes from no group.</summary>
    public SimInstance? InstanceOf(SimNode node) => byNode.GetValueOrDefault(node);

    /// <summary>Whether a zone has lost power.</summary>
    public bool IsDark(string zone) => dark.Contains(zone);

    /// <summary>Whether EC2 would take a launch in a zone, though it might never come up there.</summary>
    public bool Accepts(string zone) => !ApiFails && !fullEverywhere && !full.Contains(zone)
        && !(fleet.LostZonesReported && IsDark(zone));

    /// <summary>Sets whether a zone, or with null every zone, has no room for another instance.</summary>
    public void SetCapacity(string? zone, bool isShort)
    {
        if (zone is null)
        {
            fullEverywhere = isShort;
        }
        else if (isShort)
        {
            full.Add(zone);
        }
        else
        {
            full.Remove(zone);
        }
    }

    /// <summary>Takes power from a zone or gives it back; what waits there to come up begins anew.</summary>
    public void SetPower(string zone, bool isLost)
    {
        if (isLost)
        {
            dark.Add(zone);
            return;
        }

        if (!dark.Remove(zone))
        {
            return;
        }

        foreach (var instance in Instances.Where(i => string.Equals(i.Zone, zone, StringComparison.Ordinal)))
        {
            Resume(instance);
        }
    }

    private void Resume(SimInstance instance)
    {
        if (instance.State == InstanceState.Pending)
        {
            cluster.Engine.After(timing.Boot.At(fleet.Slow), this, ComeUp, instance.Index);
        }
        else if (instance.State == InstanceState.ShuttingDown)
        {
            cluster.Engine.After(timing.Terminate.At(fleet.Slow), this, End, instance.Index);
        }
    }

    /// <summary>Takes a node that is there from the start for an instance of a group.</summary>
    public void Adopt(SimGroup group, SimNode node)
    {
        var instance = Make(group, node.Name, node.Zone);
        instance.State = InstanceState.Running;
        instance.Node = node;
        instance.InServiceAt = TimeSpan.Zero;
        byNode.Add(node, instance);
    }

    /// <summary>Launches an instance in a zone that <see cref="Accepts"/> it.</summary>
    public SimInstance Launch(SimGroup group, string zone)
    {
        string name;
        do
        {
            name = FormattableString.Invariant($"{group.Name}-{++group.Named}");
        }
        while (cluster.FindNode(name) is not null);
        var instance = Make(group, name, zone);
        cluster.Engine.After(Lag + timing.Boot.At(fleet.Slow), this, ComeUp, instance.Index);
        return instance;
    }

    /// <summary>
    /// Ends an instance: its pods are gone at once, and EC2 says <c>terminated</c> a while later. In a zone
    /// without power nothing answers, and it is said only where EC2 knows of the loss.
    /// </summary>
    public void Terminate(SimInstance instance)
    {
        if (instance.State is InstanceState.ShuttingDown or InstanceState.Terminated)
        {
            return;
        }

        instance.State = InstanceState.ShuttingDown;
        EndMachine(instance);

        if (!IsDark(instance.Zone) || fleet.LostZonesReported)
        {
            cluster.Engine.After(timing.Terminate.At(fleet.Slow), this, End, instance.Index);
        }
    }

    /// <summary>EC2 says that an instance is terminated, from now on.</summary>
    public void SetTerminated(SimInstance instance)
    {
        if (instance.State == InstanceState.Terminated)
        {
            return;
        }

        instance.State = InstanceState.Terminated;
        instance.Group.Instances.Remove(instance);
        EndMachine(instance);

        listeners.ForEach(l => l.Terminated(instance));
    }

    ApiUse IEventHandler.Needs(int kind) => kind == ComeUp ? ApiUse.Client : ApiUse.None;

    void IEventHandler.Handle(int kind, int argument)
    {
        var instance = Instances[argument];
        if (kind == End)
        {
            if (instance.State == InstanceState.ShuttingDown)
            {
                SetTerminated(instance);
            }
        }
        else if (instance.State == InstanceState.Pending && !IsDark(instance.Zone))
        {
            Register(instance);
        }
    }

    private void EndMachine(SimInstance instance)
    {
        if (instance.Node is { } node)
        {
            node.Ended = true;
            kubelets.Fail(node);
        }
    }

    private SimInstance Make(SimGroup group, string name, string zone)
    {
        var instance = new SimInstance(Instances.Count, group, name, zone, cluster.Now);
        Instances.Add(instance);
        group.Instances.Add(instance);
        return instance;
    }

    private void Register(SimInstance instance)
    {
        instance.State = InstanceState.Running;
        var definition = instance.Group.Definition.Node;
        var node = cluster.AddNode(definition with
        {
            Name = instance.Name,
            Labels = definition.Labels
                .SetItem(Labels.Zone, instance.Zone)
                .SetItem(Labels.Hostname, instance.Name),
        });
        kubelets.SetPhase(node, cluster.Now);
        instance.Node = node;
        byNode.Add(node, instance);
        timeline.NodeJoined(node, instance.Group.Name);
        listeners.ForEach(l => l.CameUp(instance));
    }
}
