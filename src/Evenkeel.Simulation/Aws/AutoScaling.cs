using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Aws;

/// <summary>
/// EC2 Auto Scaling: keeps each group at its desired size and over its zones. What does not run is replaced
/// at once, grace period or not; what its balancer finds unhealthy is ended first and only with health check
/// ELB and after the grace period, at most a tenth of the group at a time (autoscaling, "Health checks for
/// instances in an Auto Scaling group", "Replace unhealthy instances"). Launches go to the emptiest zone and
/// then to others, or wait for it (capacity distribution strategies).
/// </summary>
internal sealed class AutoScaling : IEventHandler, IInstanceListener
{
    private const int Reconcile = 0;
    private const int Notice = 1;
    private const int HookTimeout = 2;
    private const int Leave = 3;
    private const int Retry = 4;
    private const int CheckTargets = 5;
    private const double AtATime = 0.1;
    private readonly ClusterState cluster;
    private readonly Ec2 ec2;
    private readonly Fleet fleet;
    private readonly ITieBreaker ties;
    private readonly TimelineRecorder timeline;
    private readonly List<SimInstance> unheard = [];

    public AutoScaling(
        ClusterState cluster, Ec2 ec2, Fleet fleet, ITieBreaker ties, TimelineRecorder timeline)
    {
        (this.cluster, this.ec2, this.fleet) = (cluster, ec2, fleet);
        (this.ties, this.timeline) = (ties, timeline);
        Groups = [.. fleet.Aws.Groups.Select(static (g, i) => new SimGroup(i, g))];
        ec2.Listen(this);
    }

    public IReadOnlyList<SimGroup> Groups { get; }

    private AwsTiming Timing => fleet.Aws.Timing;

    /// <summary>Takes the nodes that are there for instances, and schedules what is missing.</summary>
    public void Start()
    {
        foreach (var node in cluster.Nodes)
        {
            if (fleet.Members.TryGetValue(node.Name, out var name)
                && Groups.FirstOrDefault(g => string.Equals(g.Name, name, StringComparison.Ordinal))
                    is { } group)
            {
                ec2.Adopt(group, node);
            }
        }

        foreach (var group in Groups)
        {
            cluster.Engine.At(fleet.GroupsAt, this, Reconcile, group.Index);
        }
    }

    /// <summary>Sets a group's desired size within its bounds; false where the API is silent.</summary>
    public bool TrySetDesired(SimGroup group, int desired)
    {
        if (ec2.ApiFails || desired < group.Definition.Min || desired > group.Definition.Max)
        {
            return false;
        }

        if (desired != group.Desired)
        {
            timeline.GroupResized(group.Name, desired, group.Desired);
            group.Desired = desired;
            SettleSoon(group);
        }

        return true;
    }

    /// <summary>
    /// Ends an instance and makes its group smaller by it (TerminateInstanceInAutoScalingGroup); false where
    /// the API does not answer or the group has its least size.
    /// </summary>
    public bool TryRemove(SimInstance instance)
    {
        var group = instance.Group;
        if (ec2.ApiFails || group.Desired <= group.Definition.Min || !instance.Counts)
        {
            return false;
        }

        timeline.GroupResized(group.Name, group.Desired - 1, group.Desired);
        group.Desired--;
        Dismiss(instance);
        return true;
    }

    /// <summary>An instance does not run, and EC2 says so.</summary>
    public void Stopped(SimInstance instance) =>
        cluster.Engine.After(ec2.Lag + Timing.GroupNotice.At(fleet.Slow), this, Notice, instance.Index);

    /// <summary>
    /// An instance hangs. It runs, so that only the check of its status tells, and that counts after the
    /// grace period (autoscaling, "Health checks for instances in an Auto Scaling group").
    /// </summary>
    public void Impaired(SimInstance instance)
    {
        if (instance.Node is { Hung: true })
        {
            var noticed = cluster.Now + ec2.Lag + Timing.StatusImpaired.At(fleet.Slow);
            cluster.Engine.At(AfterGrace(instance, noticed), this, Notice, instance.Index);
        }
    }

    /// <summary>
    /// A target group changed its mind about an instance. Of those that the group is attached to, one that
    /// finds it unhealthy is enough (autoscaling, "Health checks for instances in an Auto Scaling group").
    /// </summary>
    public void TargetHealth(SimInstance instance, string target, bool healthy)
    {
        var definition = instance.Group.Definition;
        if (definition.HealthCheck != GroupHealthCheck.Elb || !definition.IsAutoScaling
            || !definition.TargetGroups.Contains(target, StringComparer.Ordinal))
        {
            return;
        }

        if (healthy)
        {
            instance.UnhealthyIn.Remove(target);
        }
        else if (instance.UnhealthyIn.Add(target))
        {
            var noticed = cluster.Now + ec2.Lag + Timing.GroupNotice.At(fleet.Slow);
            cluster.Engine.At(AfterGrace(instance, noticed), this, CheckTargets, instance.Group.Index);
        }
    }

    private TimeSpan AfterGrace(SimInstance instance, TimeSpan noticed)
    {
        var grace = (instance.InServiceAt ?? cluster.Now) + instance.Group.Definition.HealthCheckGracePeriod;
        return noticed > grace ? noticed : grace;
    }

    /// <summary>Launches work again somewhere, or the API answers again.</summary>
    public void LaunchesWork()
    {
        foreach (var instance in unheard.ToList())
        {
            Stopped(instance);
        }

        unheard.Clear();
        foreach (var group in Groups)
        {
            ReplaceUnhealthyTargets(group);
            Settle(group);
        }
    }

    void IInstanceListener.CameUp(SimInstance instance)
    {
        if (instance.InServiceAt is null && instance.Counts)
        {
            EnterService(instance);
        }
    }

    /// <summary>What it ended itself it has replaced already; of the rest it hears a while later.</summary>
    void IInstanceListener.Terminated(SimInstance instance) =>
        cluster.Engine.After(Timing.GroupNotice.At(fleet.Slow), this, Reconcile, instance.Group.Index);

    ApiUse IEventHandler.Needs(int kind) => ApiUse.None;

    void IEventHandler.Handle(int kind, int argument)
    {
        switch (kind)
        {
            case Reconcile when cluster.Now == fleet.GroupsAt && fleet.Members.IsEmpty:
                timeline.GroupResized(Groups[argument].Name, Groups[argument].Desired, null);
                Settle(Groups[argument]);
                break;
            case Reconcile:
                Settle(Groups[argument]);
                break;
            case Retry:
                Groups[argument].RetryScheduled = false;
                Settle(Groups[argument]);
                break;
            case CheckTargets:
                ReplaceUnhealthyTargets(Groups[argument]);
                break;
            case Notice:
                Heed(ec2.Instances[argument]);
                break;
            case HookTimeout:
                LaunchHookEnds(ec2.Instances[argument]);
                break;
            default:
                ec2.Terminate(ec2.Instances[argument]);
                break;
        }
    }

    private void Heed(SimInstance instance)
    {
        if (!instance.Group.Definition.IsAutoScaling || !instance.Counts)
        {
            return;
        }

        if (ec2.ApiFails)
        {
            unheard.Add(instance);
        }
        else if (instance.Node is not { Powered: true, Hung: false } || ec2.IsDark(instance.Zone))
        {
            Dismiss(instance);
            Settle(instance.Group);
        }
    }

    /// <summary>
    /// Brings a group to its size: launches what is missing, ends what is too much, and evens out its zones.
    /// </summary>
    private void Settle(SimGroup group)
    {
        if (!group.Definition.IsAutoScaling && cluster.Now > fleet.GroupsAt)
        {
            return;
        }

        while (group.Count < group.Desired)
        {
            if (PickZone(group) is not { } zone)
            {
                LaunchFailed(group);
                return;
            }

            Launch(group, zone, isSurplus: false);
        }

        while (group.Count > group.Desired + group.Instances.Count(static i => i.Counts && i.IsSurplus))
        {
            Dismiss(Superfluous(group));
        }

        Rebalance(group);
    }

    /// <summary>The same, once what was asked for has got through.</summary>
    private void SettleSoon(SimGroup group)
    {
        if (ec2.Lag == TimeSpan.Zero)
        {
            Settle(group);
        }
        else
        {
            cluster.Engine.After(ec2.Lag, this, Reconcile, group.Index);
        }
    }

    private void LaunchFailed(SimGroup group)
    {
        group.LaunchFailedAt = cluster.Now;
        if (!group.RetryScheduled)
        {
            group.RetryScheduled = true;
            cluster.Engine.After(Timing.LaunchRetry.At(fleet.Slow), this, Retry, group.Index);
        }
    }

    private void Launch(SimGroup group, string zone, bool isSurplus)
    {
        var instance = ec2.Launch(group, zone);
        instance.IsSurplus = isSurplus;
        foreach (var hook in group.Definition.LifecycleHooks.Where(static h => h.OnLaunch))
        {
            cluster.Engine.After(hook.HeartbeatTimeout, this, HookTimeout, instance.Index);
        }
    }

    /// <summary>
    /// The zone of the next launch: the emptiest that takes it, or with balanced-only the emptiest or none.
    /// Among equals any (autoscaling, "How Amazon EC2 Auto Scaling distributes instances").
    /// </summary>
    private string? PickZone(SimGroup group)
    {
        var zones = group.Definition.Zones.GroupBy(group.CountIn).OrderBy(static g => g.Key).ToList();
        if (group.Definition.Distribution == CapacityDistribution.BalancedOnly)
        {
            zones.RemoveRange(1, zones.Count - 1);
        }

        foreach (var equals in zones)
        {
            var open = equals.Where(ec2.Accepts).ToList();
            if (open.Count > 0)
            {
                return Any(open);
            }
        }

        return null;
    }

    private string Any(List<string> zones) => zones[zones.Count == 1
        ? 0
        : ties.ChoosePlace([.. zones.Select(static z => ImmutableArray.Create(z))])];

    /// <summary>
    /// What goes when a group is too large: one of the fullest zone, among equal zones of any (default
    /// termination policy, by which of like instances any may go; here the oldest).
    /// </summary>
    private SimInstance Superfluous(SimGroup group)
    {
        var settled = group.Instances.Where(static i => i is { Counts: true, IsSurplus: false }).ToList();
        var zones = settled.CountBy(static i => i.Zone).ToList();
        var most = zones.Max(static z => z.Value);
        var fullest = Any([.. zones.Where(z => z.Value == most).Select(static z => z.Key)]);
        return settled.Find(i => string.Equals(i.Zone, fullest, StringComparison.Ordinal))!;
    }

    /// <summary>
    /// AZRebalance: where zones differ by two or more, one is launched in the emptiest before one of the
    /// fullest ends; a tenth of the group, or one, may be too much meanwhile (autoscaling, "Rebalancing
    /// activities").
    /// </summary>
    private void Rebalance(SimGroup group)
    {
        var zones = group.Definition.Zones;
        var margin = Math.Max(1, (int)(AtATime * group.Desired));
        while (group.Definition is { Rebalances: true, IsAutoScaling: true } && zones.Length > 1
            && group.Instances.Count(static i => i.Counts && i.IsSurplus) < margin)
        {
            var open = zones.Where(ec2.Accepts).ToList();
            if (open.Count == 0)
            {
                return;
            }

            var least = open.Min(group.CountIn);
            var fullest = zones.Max(z => group.Instances.Count(i => i.Counts && !i.IsSurplus
                && string.Equals(i.Zone, z, StringComparison.Ordinal)));
            if (fullest - least < 2)
            {
                return;
            }

            Launch(group, Any(open.FindAll(z => group.CountIn(z) == least)), isSurplus: true);
        }
    }

    private void EnterService(SimInstance instance)
    {
        instance.InServiceAt = cluster.Now;
        if (instance.IsSurplus)
        {
            instance.IsSurplus = false;
        }

        Settle(instance.Group);
        ReplaceUnhealthyTargets(instance.Group);
    }

    private void LaunchHookEnds(SimInstance instance)
    {
        if (instance.InServiceAt is not null || !instance.Counts)
        {
            return;
        }

        if (instance.Group.Definition.LifecycleHooks.Any(static h => h is { OnLaunch: true, Abandons: true }))
        {
            ec2.Terminate(instance);
            Settle(instance.Group);
        }
        else
        {
            EnterService(instance);
        }
    }

    /// <summary>An instance ends, after its group's hook if any: nothing answers that earlier.</summary>
    private void Dismiss(SimInstance instance)
    {
        var hooks = instance.Group.Definition.LifecycleHooks.Where(static h => !h.OnLaunch).ToList();
        if (hooks.Count == 0 && ec2.Lag == TimeSpan.Zero)
        {
            ec2.Terminate(instance);
            return;
        }

        instance.IsLeaving = true;
        var wait = hooks.Select(static h => h.HeartbeatTimeout).Append(TimeSpan.Zero).Max();
        cluster.Engine.After(ec2.Lag + wait, this, Leave, instance.Index);
    }

    private void ReplaceUnhealthyTargets(SimGroup group)
    {
        if (ec2.ApiFails || group.Definition.HealthCheck != GroupHealthCheck.Elb)
        {
            return;
        }

        var most = Math.Max(1, (int)(AtATime * group.Desired));
        var coming = group.Instances.Count(static i => i.Counts && i.InServiceAt is null);
        foreach (var instance in group.Instances.Where(IsUnhealthyTarget).Take(most - coming).ToList())
        {
            Dismiss(instance);
        }

        Settle(group);
    }

    private bool IsUnhealthyTarget(SimInstance instance) =>
        instance is { UnhealthyIn.Count: > 0, Counts: true, InServiceAt: { } since }
        && cluster.Now >= since + instance.Group.Definition.HealthCheckGracePeriod;
}
