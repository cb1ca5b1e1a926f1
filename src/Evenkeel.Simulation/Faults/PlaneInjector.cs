using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Routing;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Faults;

/// <summary>
/// Does to the cluster what comes of a fault for those who need the control plane, each thing in its time.
/// Nodes of a zone that reaches no server report nothing and are told nothing, and their proxies go on with
/// the rules that they have. A server that is replaced is drained, ends with its Node's machine, and comes
/// back; where its machine is of a group, that brings another one.
/// </summary>
internal sealed class PlaneInjector(
    ClusterState cluster,
    Kubelets kubelets,
    NodeLifecycleController lifecycle,
    ServiceMeter meter,
    ApiFault api) : IClusterObserver, IEventHandler
{
    private readonly List<Action> due = [];
    private readonly HashSet<string> deaf = new(StringComparer.Ordinal);

    /// <summary>Does something to the cluster as if a scenario had said it.</summary>
    public Action<ScenarioAction> Inject { get; set; } = static _ => { };

    /// <summary>All of it comes, from now on.</summary>
    public void Suffer(PlaneEffects effects)
    {
        api.LoseServers(effects.Silences, effects.LeadersLost);
        if (!effects.ZoneSilences.IsEmpty)
        {
            cluster.Observe(this);
        }

        foreach (var (zone, silence) in effects.ZoneSilences)
        {
            After(silence.From, () => Deafen(zone));
            if (silence.To is { } to)
            {
                After(to, () => Hear(zone));
            }
        }

        foreach (var leave in effects.Leaves)
        {
            var target = NodeTarget.OfNodes(leave.Machine);
            if (cluster.FindNode(leave.Machine) is null)
            {
                continue;
            }

            After(leave.From, () => Inject(new ScenarioAction.Drain(target)));
            After(leave.Ends, () => Inject(new ScenarioAction.Fail(target)));
            if (leave.Back is { } back)
            {
                After(back, () =>
                {
                    Inject(new ScenarioAction.Heal(new ScenarioAction.Fail(target)));
                    Inject(new ScenarioAction.Heal(new ScenarioAction.Drain(target)));
                });
            }
        }
    }

    /// <summary>What comes up in a zone that reaches no server is not heard of.</summary>
    void IClusterObserver.NodeAdded(SimNode node)
    {
        if (deaf.Contains(node.Zone))
        {
            due.Add(() => kubelets.Deafen(node));
            cluster.Engine.After(TimeSpan.Zero, this, 0, due.Count - 1);
        }
    }

    ApiUse IEventHandler.Needs(int kind) => ApiUse.None;

    void IEventHandler.Handle(int kind, int argument) => due[argument]();

    private void After(TimeSpan delay, Action act)
    {
        if (delay == TimeSpan.Zero)
        {
            act();
            return;
        }

        due.Add(act);
        cluster.Engine.After(delay, this, 0, due.Count - 1);
    }

    private void Deafen(string zone)
    {
        if (deaf.Add(zone))
        {
            meter.Freeze(zone);
            Each(zone, kubelets.Deafen);
        }
    }

    private void Hear(string zone)
    {
        if (deaf.Remove(zone))
        {
            Each(zone, node =>
            {
                kubelets.Hear(node);
                lifecycle.NodeRestored(node);
            });
            meter.Thaw(zone);
        }
    }

    private void Each(string zone, Action<SimNode> act) => cluster.Nodes
        .Where(n => n.Exists && string.Equals(n.Zone, zone, StringComparison.Ordinal)).ToList().ForEach(act);
}
