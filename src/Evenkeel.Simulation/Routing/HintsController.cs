using System.Collections.Immutable;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Routing;

/// <summary>
/// The part of the EndpointSlice controller that hints endpoints by the zones' share of CPU
/// (pkg/controller/endpointslice/endpointslice_controller.go). Nodes and Services have queues of their own:
/// where both change at one instant, the Service may be looked at with the nodes of before.
/// </summary>
internal sealed class HintsController : IClusterObserver, IEventHandler
{
    private const int Look = 0;
    private const int Program = 1;
    private readonly ClusterState cluster;
    private readonly TimeSpan programming;
    private readonly ServiceMeter meter;
    private readonly ITieBreaker ties;
    private readonly List<(ServiceState Service, TopologyHints Hints)> hinted;
    private readonly HashSet<ServiceState> changed = [];
    private readonly Queue<(ServiceState Service, ImmutableDictionary<SimPod, string> Hints)> underway = [];
    private ZoneCpu? cpu;
    private bool nodesChanged;
    private bool looking;
    private bool sticky = true;

    public HintsController(
        ClusterState cluster, KubernetesTiming timing, ServiceMeter meter, ITieBreaker ties)
    {
        (this.cluster, this.meter, this.ties) = (cluster, meter, ties);
        programming = timing.EndpointProgramming;
        hinted = [.. meter.HintedByCpu.Select(s => (s, new TopologyHints(ties)))];
        if (hinted.Count > 0)
        {
            cluster.RememberOfPods(p => string.Concat(hinted.Select(h => h.Hints.MemoryOf(p))));
            cluster.Remember(() => string.Join(',', hinted.Select(static h => h.Hints.Hints.Count)));
        }
    }

    /// <summary>From now on each choice of its own matters.</summary>
    public void FaultBegins() => sticky = false;

    void IClusterObserver.PodBound(SimPod pod) => Changed(pod);

    void IClusterObserver.PodReadinessChanged(SimPod pod) => Changed(pod);

    void IClusterObserver.PodDeleting(SimPod pod) => Changed(pod);

    void IClusterObserver.PodGone(SimPod pod) => Changed(pod);

    void IClusterObserver.NodeAdded(SimNode node) => NodesChanged();

    void IClusterObserver.NodeChanged(SimNode node) => NodesChanged();

    void IClusterObserver.NodeDeleted(SimNode node) => NodesChanged();

    void IEventHandler.Handle(int kind, int argument)
    {
        if (kind == Program)
        {
            var (service, hints) = underway.Dequeue();
            meter.Hint(service, hints);
            return;
        }

        looking = false;
        var before = cpu;
        cpu = nodesChanged ? ZoneCpu.Of(cluster.Nodes) : cpu;
        foreach (var (service, hints) in hinted)
        {
            var known = hints.Hints;
            if (changed.Contains(service))
            {
                Reconcile(service, hints, before);
            }
            else if (nodesChanged && hints.IsOverloaded(cpu))
            {
                hints.Reconcile(SliceOf(service), cpu, sticky);
            }

            if (!ReferenceEquals(known, hints.Hints))
            {
                underway.Enqueue((service, hints.Hints));
                cluster.Engine.After(programming, this, Program);
            }
        }

        changed.Clear();
        nodesChanged = false;
    }

    private void Reconcile(ServiceState service, TopologyHints hints, ZoneCpu? before)
    {
        var slice = SliceOf(service);
        var ready = slice.Values.Count(static e => e.Ready);
        if (nodesChanged && Differ(before?.Allocate(ready), cpu?.Allocate(ready)) && ties.ChooseZone(2) == 1)
        {
            hints.Reconcile(slice, before, sticky);
            if (!hints.IsOverloaded(cpu))
            {
                return;
            }
        }

        hints.Reconcile(slice, cpu, sticky);
    }

    private static bool Differ(
        ImmutableSortedDictionary<string, ZoneAllocation>? one,
        ImmutableSortedDictionary<string, ZoneAllocation>? other) =>
        one is null || other is null ? one != other : !one.SequenceEqual(other);

    /// <summary>
    /// The endpoints behind a Service (endpointslice/utils.go, podToEndpoint). Those of nodes that are gone
    /// are left out, unless it publishes what is not ready.
    /// </summary>
    private Dictionary<SimPod, SliceEndpoint> SliceOf(ServiceState service)
    {
        var slice = new Dictionary<SimPod, SliceEndpoint>();
        foreach (var pod in service.Pods.Where(static p => p is { Bound: true, Gone: false }))
        {
            var publishes = service.Service.PublishesNotReady;
            if (pod.Node!.Exists || publishes)
            {
                slice.Add(pod, new(
                    publishes || pod is { Ready: true, Deleting: false },
                    pod.Ready,
                    pod.Deleting,
                    pod.Node.Exists ? pod.Node.Zone : ""));
            }
        }

        return slice;
    }

    private void Changed(SimPod pod)
    {
        foreach (var (service, _) in hinted)
        {
            if (service.Selects(pod.Class) && changed.Add(service))
            {
                LookSoon();
            }
        }
    }

    private void NodesChanged()
    {
        nodesChanged = hinted.Count > 0;
        if (nodesChanged)
        {
            LookSoon();
        }
    }

    private void LookSoon()
    {
        if (!looking)
        {
            looking = true;
            cluster.Engine.After(TimeSpan.Zero, this, Look);
        }
    }
}
