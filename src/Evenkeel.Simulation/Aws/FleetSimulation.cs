using System.Globalization;
using System.Text;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Autoscaling;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Faults;
using Evenkeel.Simulation.LoadBalancing;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Aws;

/// <summary>Instances, groups, the cloud controller and cluster-autoscaler, wired together.</summary>
internal sealed class FleetSimulation
{
    private readonly ClusterState cluster;
    private readonly Fleet fleet;
    private readonly AutoScaling scaling;
    private readonly CloudController cloud;
    private readonly ClusterAutoscaler? autoscaler;
    private readonly TargetTrackingScaling? tracking;
    private readonly GroupRegistry? registry;

    /// <summary>Those of a scenario whose nodes come from groups; else null.</summary>
    public static FleetSimulation? Of(
        ClusterState cluster,
        Scenario scenario,
        Kubelets kubelets,
        VolumeBinder volumes,
        DisruptionBudgets budgets,
        ITieBreaker ties,
        TimelineRecorder timeline) => scenario.Fleet is { } fleet
        ? new(cluster, scenario, fleet, kubelets, volumes, budgets, ties, timeline)
        : null;

    /// <summary>
    /// What tells zones apart besides their nodes: groups that are not as they were at the start. Names,
    /// which say the zone, are left out.
    /// </summary>
    private string MemoryOf(string zone)
    {
        var text = new StringBuilder();
        foreach (var group in scaling.Groups)
        {
            if (!group.Definition.Zones.Contains(zone, StringComparer.Ordinal))
            {
                continue;
            }

            var there = group.Instances.Where(
                i => i.InServiceAt != TimeSpan.Zero && string.Equals(i.Zone, zone, StringComparison.Ordinal));
            var states = string.Join(',', there.Select(static i => FormattableString.Invariant(
                $"{i.State}{i.LaunchedAt.Ticks}{i.InServiceAt?.Ticks}{i.IsLeaving}{i.IsSurplus}")));
            var memory = registry?.Memory(group) ?? "";
            if (group.Desired != group.Definition.Desired || states.Length > 0 || memory.Length > 0)
            {
                text.Append(
                    CultureInfo.InvariantCulture, $"<{KindOf(group)}:{group.Desired}:{states}:{memory}>");
            }
        }

        return text.ToString();
    }

    /// <summary>The first group that makes nodes of the same labels.</summary>
    private int KindOf(SimGroup group) => scaling.Groups.First(
        g => string.Equals(g.Definition.Kind, group.Definition.Kind, StringComparison.Ordinal)).Index;

    private FleetSimulation(
        ClusterState cluster,
        Scenario scenario,
        Fleet fleet,
        Kubelets kubelets,
        VolumeBinder volumes,
        DisruptionBudgets budgets,
        ITieBreaker ties,
        TimelineRecorder timeline)
    {
        (this.cluster, this.fleet) = (cluster, fleet);
        var ec2 = new Ec2(cluster, kubelets, fleet, timeline);
        scaling = new(cluster, ec2, fleet, ties, timeline);
        cloud = new(cluster, scenario.Timing, ec2, timeline);
        ec2.Listen(cloud);
        Faults = new(cluster, ec2, scaling, fleet);
        tracking = fleet.TracksTargets ? new(cluster, scaling) : null;
        if (fleet.Autoscaler is { } settings)
        {
            registry = new(cluster, ec2, scaling, settings);
            var down = new ScaleDown(cluster, scenario.Timing, settings, registry, budgets);
            autoscaler = new(
                cluster, fleet, settings, volumes, registry, new(registry, settings, ties), down);
        }

        cluster.RememberOfZones(MemoryOf);
    }

    /// <summary>What befalls instances and the regional API.</summary>
    public Ec2Faults Faults { get; }

    /// <summary>Makes its parts hear of what happens.</summary>
    public void Join(SchedulingListeners listeners, List<IFaultTarget> targets, LoadBalancers balancers)
    {
        targets.Add(Faults);
        balancers.Judged = Faults.TargetHealth;
        cluster.Observe(cloud);
        if (autoscaler is not null)
        {
            cluster.Observe(autoscaler);
            listeners.Add(autoscaler);
        }
    }

    /// <summary>
    /// Begins, once the nodes that are there from the start have been added. Where workloads are created
    /// later their controllers start then.
    /// </summary>
    public void Start(Phases phases, WorkloadController[] controllers)
    {
        cluster.WorkloadsExist = fleet.WorkloadsAt == TimeSpan.Zero;
        scaling.Start();
        tracking?.Start(phases);
        if (fleet.Autoscaler is { } settings)
        {
            autoscaler!.Start(fleet.AutoscalerAt + phases.Pass(settings.ScanInterval));
        }

        if (!cluster.WorkloadsExist)
        {
            cluster.Engine.At(fleet.WorkloadsAt, new WorkloadsBegin(cluster, controllers), 0);
        }
    }
}
