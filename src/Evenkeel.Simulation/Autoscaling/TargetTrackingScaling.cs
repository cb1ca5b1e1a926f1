using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Aws;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// Target tracking of EC2 Auto Scaling on the average CPU of a group's instances (autoscaling user guide,
/// "Target tracking scaling policies"; "Set the default instance warmup"). An instance that warms up is not
/// in the average, counts as capacity that is coming, and lets nothing shrink. Growth and shrinkage are
/// proportional and rounded so that the target is not crossed: up for what is added, down for what goes.
/// AWS says that it shrinks "more gradually" and not how; here it goes at once as far as that allows.
/// </summary>
internal sealed class TargetTrackingScaling(ClusterState cluster, AutoScaling scaling) : IEventHandler
{
    private const string SystemNamespace = "kube-system";

    /// <summary>By group, its datapoints, the newest last; null where there was none to take.</summary>
    private readonly Dictionary<SimGroup, List<double?>> metrics = [];

    /// <summary>Takes a datapoint of each group at its phase and then each period.</summary>
    public void Start(Phases phases)
    {
        foreach (var group in scaling.Groups)
        {
            if (group.Definition is { IsAutoScaling: true, TargetTracking: { } target })
            {
                metrics.Add(group, []);
                cluster.Engine.At(phases.Pass(target.Period), this, 0, group.Index);
            }
        }
    }

    ApiUse IEventHandler.Needs(int kind) => ApiUse.None;

    void IEventHandler.Handle(int kind, int argument)
    {
        var group = scaling.Groups[argument];
        var target = group.Definition.TargetTracking!;
        var points = metrics[group];
        points.Add(AverageCpu(group, target));
        if (points.Count > target.DatapointsToShrink)
        {
            points.RemoveAt(0);
        }

        if (Last(points, target.DatapointsToGrow, p => p > target.CpuPercent))
        {
            Grow(group, target, points[^1]!.Value);
        }
        else if (Last(points, target.DatapointsToShrink, p => p < target.LowShare * target.CpuPercent))
        {
            Shrink(group, target, points[^1]!.Value);
        }

        cluster.Engine.After(target.Period, this, 0, argument);
    }

    /// <summary>An alarm without enough datapoints lets nothing happen (INSUFFICIENT_DATA).</summary>
    private static bool Last(List<double?> points, int count, Func<double, bool> breaches) =>
        points.Count >= count && points.TakeLast(count).All(p => p is { } point && breaches(point));

    private void Grow(SimGroup group, TargetTracking target, double cpu)
    {
        var measured = group.Instances.Count(i => IsMeasured(i, target));
        var wanted = Math.Min(Wanted(measured, cpu, target), group.Definition.Max);
        if (wanted > group.Desired)
        {
            scaling.TrySetDesired(group, wanted);
        }
    }

    private void Shrink(SimGroup group, TargetTracking target, double cpu)
    {
        var running = group.Instances.Where(static i => i.Counts).ToList();
        if (!running.TrueForAll(i => IsMeasured(i, target)))
        {
            return;
        }

        var wanted = Math.Max(Wanted(running.Count, cpu, target), group.Definition.Min);
        if (wanted < group.Desired)
        {
            scaling.TrySetDesired(group, wanted);
        }
    }

    /// <summary>How many instances carry the same load at the target or below it.</summary>
    private static int Wanted(int instances, double cpu, TargetTracking target) =>
        (int)Math.Ceiling(Math.Round(instances * cpu / target.CpuPercent, 9));

    /// <summary>
    /// The average over instances that are not warming up, in percent of what their Nodes have to offer; null
    /// where a pod there declares no load, so that it is not known. What DaemonSets and the system's own pods
    /// use is left out.
    /// </summary>
    private double? AverageCpu(SimGroup group, TargetTracking target)
    {
        var measured = group.Instances.Where(i => IsMeasured(i, target)).ToList();
        return measured.Count == 0 || measured.Exists(static i => i.Node!.Pods.Exists(IsUnknown))
            ? null
            : measured.Average(static i => CpuOf(i.Node!));
    }

    private static double CpuOf(SimNode node) => Math.Min(
        100, 100.0 * node.Pods.Sum(CpuLoad.Of) / node.Definition.Allocatable.MilliCpu);

    private static bool IsUnknown(SimPod pod) => pod.Owner.LoadMilliCpu is null
        && pod.Owner.Kind != WorkloadKind.DaemonSet
        && !string.Equals(pod.Class.Namespace, SystemNamespace, StringComparison.Ordinal);

    /// <summary>An instance that was there from the start has long warmed up.</summary>
    private bool IsMeasured(SimInstance instance, TargetTracking target) =>
        instance is { Counts: true, Node: { Exists: true, Reached: true }, InServiceAt: { } since }
        && (since == TimeSpan.Zero || cluster.Now >= since + target.Warmup);
}
