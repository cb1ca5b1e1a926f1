using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// What a verdict must say of the autoscalers of pods: what was assumed, and what is in doubt.
/// </summary>
internal static class AutoscalingRemarks
{
    /// <summary>The default of --descheduling-interval in its Helm chart.</summary>
    public static readonly TimeSpan DeschedulingInterval = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long autoscalers that follow a load may take to come to rest: twice their window.
    /// </summary>
    public static TimeSpan SettleTime(KubernetesObjects objects, bool descheduler) =>
        descheduler || Targets(objects).Any(static t => t.Workload.LoadMilliCpu is not null)
            ? TimeSpan.FromMinutes(10)
            : TimeSpan.Zero;

    /// <summary>What is assumed of pods' autoscalers and of groups, a sentence each.</summary>
    public static IEnumerable<string> Assumptions(ClusterModel model) =>
        [.. Assumptions(model.Objects), .. AboutRequests(model.Objects), .. AboutTargets(model)];

    private static IEnumerable<string> AboutRequests(KubernetesObjects objects)
    {
        foreach (var workload in objects.Workloads.Where(static w => w.RequestsFrom is not null))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{workload.RequestsFrom} goes on recommending what its status says, and every pod of "
                    + $"{workload.Name} has that: {workload.Template.Requests.MilliCpu}m of CPU and "
                    + $"{workload.Template.Requests.MemoryBytes / 1048576.0:0.#}Mi of memory.");
        }
    }

    /// <summary>What is assumed of pods' autoscalers, a sentence each.</summary>
    private static IEnumerable<string> Assumptions(KubernetesObjects objects)
    {
        var balanced = Targets(objects).Where(static t => t.Workload.LoadMilliCpu is null)
            .Select(static t => t.Workload.Name.ToString()).Distinct(StringComparer.Ordinal).ToList();
        if (balanced.Count > 0)
        {
            yield return "No load is declared (evenkeel.dev/load-cpu) for " + string.Join(", ", balanced)
                + ": its autoscaler keeps its bounds and is in balance otherwise, before a fault and after.";
        }

        var loaded = Targets(objects).Where(static t => t.Workload.LoadMilliCpu is not null)
            .DistinctBy(static t => t.Workload.Name).ToList();
        if (loaded.Count > 0)
        {
            var loads = loaded.Select(static t => string.Create(
                CultureInfo.InvariantCulture,
                $"{t.Workload.Name} {Quantity.FromMilli(t.Workload.LoadMilliCpu!.Value)}"));
            yield return $"The declared CPU load stays ({string.Join(", ", loads)}); the pods that serve "
                + "share it evenly, and answer however much of it is theirs. metrics-server reads it every "
                + "15 s.";
        }
    }

    /// <summary>What is assumed of groups that follow a target, a sentence.</summary>
    private static IEnumerable<string> AboutTargets(ClusterModel model)
    {
        var targets = model.NodePools.Where(static p => p.TargetTracking is not null)
            .Select(static p => string.Create(
                CultureInfo.InvariantCulture, $"{p.Name} at {p.TargetTracking!.CpuPercent} % of CPU"))
            .ToList();
        if (targets.Count > 0)
        {
            yield return $"Target tracking ({string.Join(", ", targets)}) is in balance at each pool's "
                + "minimum, before a fault and after: it neither adds instances nor takes any away.";
        }
    }

    /// <summary>
    /// What the descheduler would do to the pods of a Service and is not simulated, a sentence each: spreads
    /// over other domains than zones and hosts, of which the order among equals is not known.
    /// </summary>
    public static IEnumerable<string> AboutDescheduler(KubernetesObjects objects, Service service) =>
        from workload in objects.Workloads
        where service.Selects(workload.Name.Namespace, workload.Template.Labels)
        from constraint in workload.Template.SpreadConstraints
        where constraint.DoNotSchedule && constraint.TopologyKey is not Labels.Zone and not Labels.Hostname
        select "not modelled yet: the descheduler's RemovePodsViolatingTopologySpreadConstraint for "
            + $"{workload.Name} over {constraint.TopologyKey}";

    /// <summary>What of the autoscalers behind a Service is not simulated, a sentence each.</summary>
    public static IEnumerable<string> Doubts(KubernetesObjects objects, Service service) =>
        from target in Targets(objects)
        where service.Selects(target.Workload.Name.Namespace, target.Workload.Template.Labels)
            && target.Workload.LoadMilliCpu is not null
        from metric in target.By.Metrics
        let what = NotDeclared(metric, target.Workload.Template)
        where what is not null
        select $"not modelled yet: {what} of HorizontalPodAutoscaler {target.By.Name}";

    private static string? NotDeclared(AutoscalerMetric metric, PodTemplate template)
    {
        var container = metric switch
        {
            AutoscalerMetric.CpuUtilization cpu => cpu.Container,
            AutoscalerMetric.CpuAverage cpu => cpu.Container,
            _ => null,
        };
        return metric is AutoscalerMetric.Undeclared undeclared ? undeclared.Description
            : MetricScope.Covers(template, container) ? null
            : $"the CPU of container {container}";
    }

    private static IEnumerable<(HorizontalPodAutoscaler By, Workload Workload)> Targets(
        KubernetesObjects objects) =>
        from autoscaler in objects.HorizontalAutoscalers
        from workload in objects.Workloads
        where workload.Kind == autoscaler.TargetKind && workload.Name == autoscaler.Target
        select (autoscaler, workload);
}
