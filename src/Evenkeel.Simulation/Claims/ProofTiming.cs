using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Autoscaling;
using Evenkeel.Simulation.ControlPlane;

namespace Evenkeel.Simulation.Claims;

/// <summary>One combination of the ends of the intervals that a proof quantifies over.</summary>
/// <param name="NoticedFirst">Whether the fault is noticed as early as can be, or as late.</param>
/// <param name="SlowStart">Whether pods start as slowly as assumed, or as fast.</param>
/// <param name="SlowStop">Whether pods stop as slowly as assumed, or as fast.</param>
/// <param name="ZonesReported">
/// Whether EC2 knows of a zone that is lost, so that it ends its instances and refuses launches there.
/// </param>
internal readonly record struct TimingEnd(
    bool NoticedFirst, bool SlowStart, bool SlowStop, bool ZonesReported = false)
{
    /// <summary>All combinations; cases are told by their place here.</summary>
    public static readonly ImmutableArray<TimingEnd> All =
    [
        .. from reported in (bool[])[false, true]
           from first in (bool[])[true, false]
           from start in (bool[])[false, true]
           from stop in (bool[])[false, true]
           select new TimingEnd(first, start, stop, reported),
    ];
}

/// <summary>
/// The timings of a proof: Kubernetes' own, and intervals for what it leaves to the cluster.
/// </summary>
internal static class ProofTiming
{
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FastStart = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SlowStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FastStop = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SlowStop = TimeSpan.FromDays(1);

    /// <summary>leaseDuration, and up to two jittered retries of 2 s × (1 + 1.2) more.</summary>
    private static readonly TimeSpan FastTakeover = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SlowTakeover = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Growth = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Watch = TimeSpan.FromMinutes(20);

    /// <summary>
    /// The timings at one end of the intervals. A pod never stops later than its grace period.
    /// </summary>
    public static KubernetesTiming At(TimingEnd end) => KubernetesTiming.Default with
    {
        PodStart = end.SlowStart ? SlowStart : FastStart,
        PodStop = end.SlowStop ? SlowStop : FastStop,
        VolumeAttach = AwsTiming.Default.VolumeAttach.At(end.SlowStart),
        VolumeDetach = AwsTiming.Default.VolumeDetach.At(end.SlowStop),
        LeaderTakeover = end.SlowStart ? SlowTakeover : FastTakeover,
        HeadlessTtl = end.NoticedFirst
            ? KubernetesTiming.Default.EndpointProgramming
            : KubernetesTiming.Default.HeadlessTtl,
    };

    /// <summary>Timings somewhere inside the intervals.</summary>
    /// <param name="start">How slowly pods start: 0 for the fast end, 1 for the slow one.</param>
    /// <param name="stop">How slowly they stop.</param>
    public static KubernetesTiming Between(double start, double stop) => KubernetesTiming.Default with
    {
        PodStart = FastStart + (start * (SlowStart - FastStart)),
        PodStop = FastStop + (stop * (TimeSpan.FromSeconds(30) - FastStop)),
        VolumeAttach = AwsTiming.Default.VolumeAttach.At(start),
        VolumeDetach = AwsTiming.Default.VolumeDetach.At(stop),
    };

    /// <summary>When the fault happens: after even a StatefulSet that starts pod by pod is whole.</summary>
    public static TimeSpan FaultAt(KubernetesObjects objects, bool descheduler)
    {
        var slowest = objects.Workloads
            .Where(static w => w.Kind == WorkloadKind.StatefulSet)
            .Select(static w => (SlowStart + w.Template.ReadinessDelay + OneSecond) * w.Replicas)
            .Append(SlowStart + objects.Workloads.Select(static w => w.Template.ReadinessDelay)
                .DefaultIfEmpty().Max())
            .Max();
        var period = KubernetesTiming.Default.PodGcPeriod;
        var settled = slowest + Quiet + AutoscalingRemarks.SettleTime(objects, descheduler);
        return Math.Ceiling(settled / period) * period;
    }

    /// <summary>The same; cluster-autoscaler first grows what is too small from the start.</summary>
    public static TimeSpan FaultAt(ClusterModel model)
    {
        var growth = model.Aws.Autoscaler is null ? TimeSpan.Zero : Growth + model.Aws.Timing.Boot.Slow;
        var period = KubernetesTiming.Default.PodGcPeriod;
        return FaultAt(model.Objects, model.Descheduler) + (Math.Ceiling(growth / period) * period);
    }

    /// <summary>How long AWS takes at one end of the intervals, each known exactly.</summary>
    public static AwsTiming At(TimingEnd end, AwsTiming aws) => aws with
    {
        GroupNotice = Interval.Exactly(aws.GroupNotice.At(!end.NoticedFirst)),
        StatusImpaired = Interval.Exactly(aws.StatusImpaired.At(!end.NoticedFirst)),
        Boot = Interval.Exactly(aws.Boot.At(end.SlowStart)),
        LaunchRetry = Interval.Exactly(aws.LaunchRetry.At(end.SlowStart)),
        Terminate = Interval.Exactly(aws.Terminate.At(end.SlowStop)),
        SlowCall = Interval.Exactly(aws.SlowCall.At(end.SlowStart)),
    };

    /// <summary>How long AWS takes somewhere inside the intervals.</summary>
    public static AwsTiming Between(double start, double stop, AwsTiming aws) => aws with
    {
        GroupNotice = Interval.Exactly(aws.GroupNotice.At((start + stop) / 2)),
        StatusImpaired = Interval.Exactly(aws.StatusImpaired.At((start + stop) / 2)),
        Boot = Interval.Exactly(aws.Boot.At(start)),
        LaunchRetry = Interval.Exactly(aws.LaunchRetry.At(start)),
        Terminate = Interval.Exactly(aws.Terminate.At(stop)),
        SlowCall = Interval.Exactly(aws.SlowCall.At(start)),
    };

    /// <summary>The machines of a proof: those of the model, all there from the start.</summary>
    public static Fleet? FleetOf(ClusterModel model, AwsTiming timing, TimingEnd end) =>
        model.Aws.Groups.IsEmpty ? null : new()
        {
            Aws = model.Aws with { Timing = timing },
            Autoscaler = model.Aws.Autoscaler,
            Members = model.Aws.Members,
            LostZonesReported = end.ZonesReported,
            Slow = end.SlowStart,
        };

    /// <summary>What is assumed of instances and groups, a sentence each.</summary>
    public static IEnumerable<string> Assumptions(AwsModel aws)
    {
        if (aws.Groups.IsEmpty)
        {
            yield return "New instances are not simulated: lost ones are not replaced and pools do not grow.";
            yield break;
        }

        var time = aws.Timing;
        yield return $"Auto Scaling notices {Seconds(time.GroupNotice)} s after it that an instance does not "
            + $"run; a launch is a Ready node {Seconds(time.Boot)} s later; what ends is gone after "
            + $"{Seconds(time.Terminate)} s, and its Node with it, once its group's hook has timed out.";
        yield return "Where a zone is lost both are simulated: that EC2 knows, ends its instances and "
            + "refuses launches there, and that it does not, so that its Nodes stay and launches there never "
            + "come up.";
        if (aws.Autoscaler is { } settings)
        {
            yield return "cluster-autoscaler 1.36 keeps running, with "
                + (settings.BalanceSimilarNodeGroups ? "--balance-similar-node-groups and " : "")
                + "the defaults of its flags; where groups suit it alike every choice was simulated.";
        }
    }

    /// <summary>What is assumed of machines that hang, where faults have any do so.</summary>
    public static IEnumerable<string> OfHangs(AwsModel aws, IEnumerable<Fault> faults)
    {
        if (!aws.Groups.IsEmpty
            && faults.SelectMany(static f => f.Actions).Any(static a => a is ScenarioAction.HangNodes))
        {
            yield return $"EC2's check of the status of a machine that hangs has its group replace it "
                + $"{Seconds(aws.Timing.StatusImpaired)} s later, and not within its grace period.";
        }
    }

    /// <summary>
    /// When a run ends: after all that the fault can cause has happened. cluster-autoscaler may wait twice
    /// for machines that do not come, and takes some away again later.
    /// </summary>
    public static TimeSpan EndAfter(TimeSpan fault, ClusterModel model)
    {
        var perNode = TimeSpan.FromSeconds(1 / KubernetesTiming.Default.NodeEvictionRatePerSecond);
        var waits = 2 * (model.Aws.Autoscaler?.MaxNodeProvisionTime ?? TimeSpan.Zero);
        return fault + Watch + waits + (perNode * model.Nodes.Length);
    }

    /// <summary>What is assumed of balancers, where Services have any; a sentence each.</summary>
    public static ImmutableArray<string> OfBalancers(ClusterModel model)
    {
        var services = model.Objects.Services.Select(static s => s.Name).ToHashSet();
        if (!model.Aws.AllLoadBalancers.SelectMany(static b => b.TargetGroups)
            .Any(g => g.Service is { } service && services.Contains(service)))
        {
            return [];
        }

        var dns = Seconds(model.Aws.Timing.DnsDrop);
        var registration = Seconds(model.Aws.Timing.Registration);
        return
        [
            "Clients outside use the addresses of a balancer alike, each request on a connection of its own; "
                + $"{dns} s after DNS is to drop one they use it no more.",
            "A target is unhealthy after as many failed probes as its threshold, from within an interval on.",
            "A probe of a node port under policy Cluster is answered as long as some endpoint answers.",
            $"A new target is probed {registration} s after its registration.",
        ];
    }

    private static string Seconds(Interval interval) => string.Create(
        CultureInfo.InvariantCulture, $"{interval.Fast.TotalSeconds}–{interval.Slow.TotalSeconds}");

    /// <summary>What the timings assume, a sentence each.</summary>
    public static ImmutableArray<string> Assumptions(ClusterModel model)
    {
        var watched = EndAfter(TimeSpan.Zero, model).TotalMinutes;
        var minutes = watched.ToString("0.#", CultureInfo.InvariantCulture);
        return
        [
            "A pod is Ready 2–30 s after it is bound (image pull, start), plus its readiness probe's delay.",
            "A volume is attached in 2–15 s and, once unmounted, detached in 5–30 s.",
            "A pod that is deleted serves until it ends, 1 s to its grace period later.",
            "A fault is noticed 40–55 s after it, depending on when Leases were last renewed and looked at"
                + (PlaneLayout.Of(model) is null ? "."
                    : "; where the leading controller-manager is lost with it, 40–55 s after another one has "
                        + "taken over, which it does after 15–20 s."),
            "Every node's proxy follows a change of endpoints within 1 s; a client of a headless Service "
                + "takes any of the addresses that DNS gave it, for 1–30 s (kubeadm's Corefile).",
            $"A run ends {minutes} min after the fault, or after its repair; what lasts until then is taken "
                + "to last.",
        ];
    }
}
