using System.Runtime.InteropServices;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>
/// Notices that kubelets stopped reporting, marks their nodes Unknown and their pods not ready, and taints:
/// NoSchedule at once, NoExecute at a rate that depends on how much of the zone is lost
/// (pkg/controller/nodelifecycle/node_lifecycle_controller.go).
/// </summary>
internal sealed class NodeLifecycleController(
    ClusterState cluster,
    KubernetesTiming timing,
    Kubelets kubelets,
    ITieBreaker ties) : IEventHandler, IClusterObserver, ILeaderState
{
    private const int Monitor = 0;
    private const int TaintNoSchedule = 1;
    private const int PollTainting = 2;
    private const int Report = 3;
    private static readonly Taint UnreachableNoSchedule = new(Taint.Unreachable, "", TaintEffect.NoSchedule);
    private static readonly Taint UnreachableNoExecute = new(Taint.Unreachable, "", TaintEffect.NoExecute);
    private readonly ZoneDisruption zones = new(timing);
    private readonly List<SimNode> due = [];
    private readonly List<SimNode> lost = [];
    private readonly Dictionary<SimNode, NodeReadiness> measured = [];
    private readonly bool leasesMayLapse =
        timing.KubeletHeartbeat + timing.NodeMonitorPeriod > timing.NodeMonitorGracePeriod;
    private TimeSpan monitorPhase;
    private TimeSpan pollPhase;
    private TimeSpan notBefore;
    private bool nodesChanged = true;
    private bool polling;

    /// <summary>Starts the monitor, which runs at <paramref name="phase"/> and then each period.</summary>
    public void Start(TimeSpan phase, TimeSpan taintingPhase)
    {
        (monitorPhase, pollPhase) = (phase, taintingPhase);
        cluster.Engine.At(phase, this, Monitor);
    }

    /// <summary>A machine runs again: its kubelet writes Ready before the monitor looks.</summary>
    public void NodeRestored(SimNode node) =>
        cluster.Engine.After(timing.ControllerLatency, this, Report, node.Index);

    /// <summary>Another controller took over: nobody's silence counts up to now.</summary>
    public void LeaderChanged() => notBefore = cluster.Now;

    void IClusterObserver.NodeAdded(SimNode node) => nodesChanged = true;

    void IClusterObserver.NodeChanged(SimNode node)
    {
        // Zones are measured by readiness: a taint alone changes nothing about them.
        nodesChanged |= !measured.TryGetValue(node, out var before) || before != node.Readiness;
        measured[node] = node.Readiness;
        node.Restless = true;
    }

    void IClusterObserver.NodeDeleted(SimNode node)
    {
        nodesChanged = true;
        zones.QueueOf(node.Zone).Remove(node);
    }

    ApiUse IEventHandler.Needs(int kind) => kind == Report ? ApiUse.Client : ApiUse.Leader;

    void IEventHandler.Handle(int kind, int argument)
    {
        switch (kind)
        {
            case Monitor:
                MonitorNodes();
                cluster.Engine.After(timing.NodeMonitorPeriod, this, Monitor);
                break;
            case TaintNoSchedule:
                SyncNoScheduleTaint(cluster.Nodes[argument]);
                break;
            case Report:
                MarkReady(cluster.Nodes[argument]);
                break;
            default:
                polling = false;
                PassTainting();
                break;
        }
    }

    private void MonitorNodes()
    {
        lost.Clear();

        // One at rest stays so until something about it changes.
        due.AddRange(cluster.Restless);
        due.Sort(static (a, b) => a.Index.CompareTo(b.Index));
        cluster.Restless.Clear();
        foreach (var node in due)
        {
            node.Restless = false;
            if (node.Exists && NeedsLook(node))
            {
                node.Restless = true;
                Look(node);
            }
        }

        due.Clear();

        ties.Order(CollectionsMarshal.AsSpan(lost));
        foreach (var node in lost)
        {
            zones.QueueOf(node.Zone).Add(node);
        }

        if (nodesChanged)
        {
            nodesChanged = false;
            var existing = cluster.Nodes.Where(static n => n.Exists);
            zones.Update(existing, cluster.Now, StopTainting, ResumeTainting);
        }

        KeepPolling();
    }

    /// <summary>A node that reports and is well takes no look: nothing would come of it.</summary>
    private bool NeedsLook(SimNode node) =>
        leasesMayLapse || !node.Alive || node.Readiness != NodeReadiness.True
        || node.HasTaint(Taint.Unreachable, TaintEffect.NoExecute) || zones.QueueOf(node.Zone).Contains(node);

    private void Look(SimNode node)
    {
        if (node.Readiness == NodeReadiness.True
            && cluster.Now - LastSeen(node) >= timing.NodeMonitorGracePeriod)
        {
            MarkUnknown(node);
        }

        if (node.Readiness == NodeReadiness.True)
        {
            MarkReachable(node);
        }
        else if (!node.HasTaint(Taint.Unreachable, TaintEffect.NoExecute)
            && !zones.QueueOf(node.Zone).Contains(node))
        {
            lost.Add(node);
        }
    }

    /// <summary>The pass that saw the node's last renewal: the first one after it.</summary>
    private TimeSpan LastSeen(SimNode node)
    {
        var passes = Math.Ceiling((kubelets.LastRenewal(node) - monitorPhase) / timing.NodeMonitorPeriod);
        var seen = monitorPhase + (Math.Max(0, passes) * timing.NodeMonitorPeriod);
        return seen > notBefore ? seen : notBefore;
    }

    private void StopTainting()
    {
        foreach (var node in cluster.Nodes.Where(static n => n.Exists))
        {
            MarkReachable(node);
        }
    }

    /// <summary>The controller was cut off itself: nobody's silence counts up to now.</summary>
    private void ResumeTainting() => notBefore = cluster.Now;

    private void MarkUnknown(SimNode node)
    {
        cluster.ChangeNode(node, static n => n.Readiness = NodeReadiness.Unknown);
        foreach (var pod in node.Pods.ToList())
        {
            cluster.SetReady(pod, false);
        }

        cluster.Engine.After(timing.ControllerLatency, this, TaintNoSchedule, node.Index);
    }

    private void MarkReady(SimNode node)
    {
        if (node is { Exists: true, Alive: true } && node.Readiness != NodeReadiness.True)
        {
            cluster.ChangeNode(node, static n => n.Readiness = NodeReadiness.True);
            cluster.Engine.After(timing.ControllerLatency, this, TaintNoSchedule, node.Index);
        }
    }

    private void MarkReachable(SimNode node)
    {
        zones.QueueOf(node.Zone).Remove(node);
        if (node.HasTaint(Taint.Unreachable, TaintEffect.NoExecute))
        {
            cluster.ChangeNode(node, static n => n.Taints.RemoveAll(t => t == UnreachableNoExecute));
        }
    }

    private void SyncNoScheduleTaint(SimNode node)
    {
        var wanted = node.Readiness == NodeReadiness.Unknown;
        if (node.Exists && wanted != node.HasTaint(Taint.Unreachable, TaintEffect.NoSchedule))
        {
            cluster.ChangeNode(node, n =>
            {
                if (wanted)
                {
                    n.Taints.Add(UnreachableNoSchedule);
                }
                else
                {
                    n.Taints.RemoveAll(static t => t == UnreachableNoSchedule);
                }
            });
        }
    }

    private void PassTainting()
    {
        foreach (var queue in zones.Queues)
        {
            while (queue.TryTake(cluster.Now) is { } node)
            {
                if (node is { Exists: true, Readiness: NodeReadiness.Unknown })
                {
                    cluster.ChangeNode(node, static n => n.Taints.Add(UnreachableNoExecute));
                }
            }
        }

        KeepPolling();
    }

    /// <summary>
    /// Schedules the next pass over the queues, at a multiple of the polling period, while one has nodes.
    /// </summary>
    private void KeepPolling()
    {
        if (polling || zones.Queues.All(static q => q.IsEmpty))
        {
            return;
        }

        polling = true;
        var passed = Math.Floor((cluster.Now - pollPhase) / timing.TaintingPoll) + 1;
        cluster.Engine.At(pollPhase + (passed * timing.TaintingPoll), this, PollTainting);
    }
}
