using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Quorum;
using Evenkeel.Simulation.Autoscaling;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Dependencies;

namespace Evenkeel.Simulation.Claims;

/// <summary>
/// What keeps a claim from being proven though no scenario breaks it: something that it depends on and that
/// is not simulated. Such a claim is undecided.
/// </summary>
internal static class Doubts
{
    private const int EndpointsOfSlice = 100;

    /// <summary>The doubts about a claim, a sentence each; one may come several times.</summary>
    public static ImmutableArray<string> Of(
        ClusterModel model,
        Claim claim,
        IEnumerable<Fault> faults,
        PlaneForecasts forecasts,
        IReadOnlyList<ScenarioOutcome> outcomes) =>
        [
            .. AboutQuorum(model, faults.Where(f => !forecasts.Knows(f))),
            .. AboutServers(faults.Where(f => !forecasts.Knows(f))),
            .. AboutStores(model, claim, faults),
            .. Involved(model, claim).SelectMany(s => AboutRouting(model, s)),
            .. AboutBalancer(model, Involved(model, claim)[0]),
            .. AboutHealthChecks(model),
            .. AboutWebhooks(model),
            .. Involved(model, claim).SelectMany(s => AboutPods(model, s)),
            .. Involved(model, claim).SelectMany(s => AutoscalingRemarks.Doubts(model.Objects, s)),
            .. model.Descheduler
                ? Involved(model, claim)
                    .SelectMany(s => AutoscalingRemarks.AboutDescheduler(model.Objects, s))
                : [],
            .. Involved(model, claim).Skip(1).SelectMany(AboutEndpoints),
            .. AboutIngress(model, claim.Service!.Value),
            .. AboutOrder(model, claim, outcomes),
        ];

    /// <summary>The Service that a claim is about, and those that it needs.</summary>
    public static List<Service> Involved(ClusterModel model, Claim claim)
    {
        var graph = new DependencyGraph(model.Objects, Surroundings.Of(model));
        return
        [
            .. graph.Below(claim.Service!.Value).Prepend(claim.Service.Value)
                .Select(name => model.Objects.Services.First(s => s.Name == name)),
        ];
    }

    private static IEnumerable<string> AboutIngress(ClusterModel model, ObjectName service) =>
        from name in new DependencyGraph(model.Objects, Surroundings.Of(model))
            .ClassesWithoutController(service)
        select name.Length == 0
            ? $"An Ingress leads to {service}, and the cluster has no ingress controller."
            : $"An Ingress of class {name} leads to {service}, and which Service its controller is behind is "
                + "not known.";

    /// <summary>Whether a Service without selector answers is nothing that a cluster decides.</summary>
    private static IEnumerable<string> AboutEndpoints(Service service)
    {
        if (service.Selector.IsEmpty)
        {
            yield return $"not modelled: what is behind {service.Name}, a Service without selector";
        }
    }

    /// <summary>
    /// Without a quorum nothing is noticed, withdrawn or moved; what runs goes on. The faults are those of
    /// which no forecast says so.
    /// </summary>
    private static IEnumerable<string> AboutQuorum(ClusterModel model, IEnumerable<Fault> faults)
    {
        var members = model.ControlPlane.Members;
        if (members == 0)
        {
            yield break;
        }

        var perZone = QuorumMath.Spread(members, model.Zones.Length);
        foreach (var fault in faults)
        {
            var zones = fault.LostZones.Where(z => model.Zones.Contains(z)).ToList();
            var machines = LostControlPlane(model, fault);
            var lost = zones.Sum(z => perZone[model.Zones.IndexOf(z)]) + machines.Length;
            if (lost > 0 && members - lost < QuorumMath.Quorum(members))
            {
                var left = (members - lost).ToString(CultureInfo.InvariantCulture);
                var all = members.ToString(CultureInfo.InvariantCulture);
                var what = string.Join(" and ", zones.Select(static z => $"zone {z}").Concat(machines));
                yield return $"{left} of {all} control-plane members are left with {what} lost, "
                    + "which is no quorum: nothing would be noticed or moved, and that is not simulated yet.";
            }
        }
    }

    /// <summary>What befalls servers of which nobody knows where they are.</summary>
    private static IEnumerable<string> AboutServers(IEnumerable<Fault> faults) =>
        from fault in faults
        where fault.Actions.Any(static a =>
            a is ScenarioAction.Partition or ScenarioAction.InControlPlane)
        select $"not modelled yet: which machines the control plane has, and so what comes of it when "
            + fault.Name;

    /// <summary>
    /// Where a store's writer is, and whether it fails over when only some zones do not reach it, is known to
    /// AWS alone. Stores that are public endpoints are reached through gateways, which are simulated.
    /// </summary>
    private static IEnumerable<string> AboutStores(
        ClusterModel model, Claim claim, IEnumerable<Fault> faults)
    {
        if (faults.FirstOrDefault(static f => f.Actions.Any(static a => a is ScenarioAction.Partition))
            is not { } parted)
        {
            yield break;
        }

        var workloads = Involved(model, claim).SelectMany(s => model.Objects.Workloads
                .Where(w => s.Selects(w.Name.Namespace, w.Template.Labels)))
            .Select(static w => w.Name).ToHashSet();
        foreach (var store in model.Data.Stores.Where(s =>
            s.Kind is not (StoreKind.DynamoDb or StoreKind.External)
            && model.DependsOn.Any(d => d.Store == s.Name && workloads.Contains(d.Workload))))
        {
            yield return $"not modelled: in which zone the store {store.Name} is, and so who reaches it when "
                + parted.Name;
        }
    }

    /// <summary>
    /// The control plane's machines that a fault takes. A machine of K3s is taken with its kubelet, too: API
    /// server and kubelet are one process there (K3s documentation, "Architecture").
    /// </summary>
    private static ImmutableArray<string> LostControlPlane(ClusterModel model, Fault fault)
    {
        var named = fault.Actions.SelectMany(a => a switch
        {
            ScenarioAction.Fail fail => fail.Target.Nodes,
            ScenarioAction.Isolate isolate => isolate.Target.Nodes,
            ScenarioAction.HangNodes hang => hang.Target.Nodes,
            ScenarioAction.StopKubelet stop when model.Distribution == Distribution.K3s => stop.Target.Nodes,
            _ => [],
        }).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. model.Nodes
                .Where(n => named.Contains(n.Name) && !fault.LostZones.Contains(n.Zone)
                    && n.IsServer)
                .Select(static n => n.Name),
        ];
    }

    /// <summary>Who comes from outside comes through a Network Load Balancer, or is not followed.</summary>
    private static IEnumerable<string> AboutBalancer(ClusterModel model, Service service)
    {
        var groups = model.Aws.AllLoadBalancers.SelectMany(static b => b.TargetGroups);
        if (service.Type is "NodePort" or "LoadBalancer" && !groups.Any(g => g.Service == service.Name))
        {
            yield return $"not modelled yet: how requests come from outside to {service.Name}, a Service of "
                + $"type {service.Type} without a Network Load Balancer"
                + (ServiceBalancers.IsUnknown(service)
                    ? "; annotate service.beta.kubernetes.io/aws-load-balancer-type: nlb"
                    : "");
        }

        foreach (var annotation in ServiceBalancers.NotFollowed(service).Order(StringComparer.Ordinal))
        {
            yield return $"not modelled yet: the annotation {annotation} of {service.Name}";
        }
    }

    /// <summary>
    /// A group that heeds its target groups is simulated for those that lead to instances and to a Service.
    /// </summary>
    private static IEnumerable<string> AboutHealthChecks(ClusterModel model)
    {
        var services = model.Objects.Services.Select(static s => s.Name).ToHashSet();
        var followed = model.Aws.AllLoadBalancers.SelectMany(static b => b.TargetGroups)
            .Where(g => g is { TargetType: TargetType.Instance, Service: { } name }
                && services.Contains(name))
            .Select(static g => g.Name).ToHashSet(StringComparer.Ordinal);
        return from heeding in model.Aws.Groups
               where heeding is { IsAutoScaling: true, HealthCheck: GroupHealthCheck.Elb }
               from target in heeding.TargetGroups
               where !followed.Contains(target)
               select $"not modelled yet: what target group {target} finds of the instances of group "
                   + $"{heeding.Name}, which replaces what it finds unhealthy";
    }

    /// <summary>What webhooks for new pods are asked besides, and those that nobody in the cluster answers.
    /// </summary>
    private static IEnumerable<string> AboutWebhooks(ClusterModel model)
    {
        var services = model.Objects.Services.Where(static s => !s.Selector.IsEmpty)
            .Select(static s => s.Name).ToHashSet();
        return model.Objects.Webhooks.SelectMany(w => w.NotFollowed
            .Select(what => $"not modelled yet: {what}, of webhook {w.Name}")
            .Concat(w.Backend is { } backend && services.Contains(backend) ? []
                : [$"not modelled: whether webhook {w.Name} answers, which calls what is not in the "
                    + "manifests"]));
    }

    /// <summary>
    /// Hints by the share of CPU are simulated for one slice, which holds a hundred endpoints
    /// (--max-endpoints-per-slice).
    /// </summary>
    private static IEnumerable<string> AboutRouting(ClusterModel model, Service service)
    {
        if (service is { Headless: false, TopologyMode: { } mode }
            && MostPods(model, service) > EndpointsOfSlice)
        {
            yield return $"not modelled yet: the annotation {Service.TopologyModeAnnotation}: {mode} of "
                + $"{service.Name}, which may have more than a hundred endpoints";
        }
    }

    private static int MostPods(ClusterModel model, Service service) => model.Objects.Workloads
        .Where(w => service.Selects(w.Name.Namespace, w.Template.Labels))
        .Sum(w => w.Kind == WorkloadKind.DaemonSet
            ? model.Nodes.Length + model.ControlPlaneNodes.Length + model.Aws.Groups.Sum(static g => g.Max)
            : model.Objects.HorizontalAutoscalers
                .Where(h => h.TargetKind == w.Kind && h.Target == w.Name)
                .Select(static h => h.MaxReplicas).Append(w.Replicas).Max());

    private static IEnumerable<string> AboutPods(ClusterModel model, Service service) =>
        from workload in model.Objects.Workloads
        where service.Selects(workload.Name.Namespace, workload.Template.Labels)
        from field in workload.Template.NotSimulated
        select $"not modelled yet: {field} of {workload.Name}";

    private static IEnumerable<string> AboutOrder(
        ClusterModel model, Claim claim, IReadOnlyList<ScenarioOutcome> outcomes)
    {
        // The cluster's own parts go before all others in the scheduler's queue, in whatever order they come.
        var names = new DependencyGraph(model.Objects, Surroundings.Of(model))
            .CalledBy(claim.Service!.Value).Prepend(claim.Service.Value)
            .Where(n => !model.Objects.Services.First(s => s.Name == n).Selector.IsEmpty)
            .Select(static n => n.ToString()).ToList();
        var contended = outcomes.FirstOrDefault(o => o.Contenders.Count > 1
            && names.Exists(n => o.Contenders.Overlaps(o.Services[n].Apps)));
        if (contended is not null)
        {
            var apps = string.Join(", ", contended.Contenders.Order(StringComparer.Ordinal));
            yield return $"Room is short when {contended.Fault.Name}: which of {apps} finds some depends on "
                + "the order in which their pods are made, and only that of the manifests was simulated.";
        }
    }
}
