using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Autoscaling;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Parts;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.Claims;

/// <summary>Decides claims by simulating every fault that they name, from a settled cluster.</summary>
public static class Prover
{
    private const int MostPlacements = 24;
    private const int SampledPlacements = 4;
    private const int MostReasons = 50;

    private static readonly ImmutableArray<string> Always =
    [
        "Requests come from inside the cluster, from one client on every node that takes workloads and is "
            + "reached, all alike, and, where a balancer or an Ingress leads to a Service, from outside "
            + "through these.",
        "Every request fails that is sent to a pod which does not serve; clients do not retry.",
        "Workloads are created in the order of the manifests, and made again in that order; quotas and "
            + "limits in the manifests change nothing.",
        "Pods lie as after a first start; what rollouts and drains leave uneven is not simulated.",
        "Other system pods (network, storage drivers, cluster-autoscaler) take no room beyond what nodes "
            + "reserve, and run wherever they are needed.",
    ];

    /// <summary>Decides every claim of a model.</summary>
    /// <param name="model">The cluster, its workloads and the claims.</param>
    /// <param name="options">How far to go.</param>
    /// <param name="progress">Told at the start and after each fault, one at a time; or null.</param>
    public static ProofReport Prove(
        ClusterModel model,
        ProofOptions options,
        IProgress<ProofProgress>? progress = null) => Prove(model, options, progress, Rules.Real);

    /// <summary>The same, where the nodes of the control plane may leave a rule out.</summary>
    internal static ProofReport Prove(
        ClusterModel model, ProofOptions options, IProgress<ProofProgress>? progress, Rules rules)
    {
        var wanted = Wanted(model);
        var faults = Distinct(wanted);
        var forecasts = new PlaneForecasts(model, rules);
        var ties = new TieEnumeration(model, faults, options, forecasts);
        var sampling = new TieSampling(model, options.Seeds, forecasts);
        var (simulated, parts) = (new Dictionary<string, Simulated>(), ImmutableArray<PartsReport>.Empty);
        Parallel.Invoke(
            new ParallelOptions { MaxDegreeOfParallelism = options.Workers },
            () => simulated = Simulate(faults, ties, sampling, options, progress),
            () => parts = Parts(model, ties, sampling));
        var plane = new PlaneProof(model, options, rules);
        var claims = model.Claims.Select(c => wanted.TryGetValue(c, out var named)
            ? Decide(model, options, c, named, (forecasts, simulated))
            : plane.Decide(c, new FaultCatalogue(model).Of(c))).ToList();
        var ofPlane = model.Claims.Zip(claims).Where(static c => c.First.Service is null)
            .Sum(static c => c.Second.Scenarios);
        return new([.. claims], ofPlane + simulated.Values.Sum(static s => s.Outcomes.Length))
        {
            Utilization = simulated.Count == 0 ? [] : Utilization(model),
            Parts = parts,
        };
    }

    /// <summary>What must not be lost together, in the worst of the ways in which pods can lie.</summary>
    private static ImmutableArray<PartsReport> Parts(
        ClusterModel model, TieEnumeration ties, TieSampling sampling)
    {
        if (model.Claims.All(static c => c.Service is null))
        {
            return PartsAnalysis.Of(model, [], exhaustive: true);
        }

        var all = ties.Placements(MostPlacements + 1);
        var placements = all ?? sampling.Placements(SampledPlacements);
        return PartsAnalysis.Of(
            model, [.. placements.Take(MostPlacements)], all is { Count: <= MostPlacements });
    }

    /// <summary>What is requested of each pool once one cluster of the model has settled.</summary>
    private static ImmutableArray<PoolUtilization> Utilization(ClusterModel model)
    {
        var timing = ProofTiming.At(TimingEnd.All[0]);
        var phases = Phases.NoticedFirst(ProofTiming.FaultAt(model), timing);
        var run = FaultRun.Prepare(model, timing, phases, new RandomTieBreaker(new(1)), fleet: null);
        run.Settle();
        return UtilizationRecorder.Pools(run.State, model.NodePools.Select(static p => p.Name));
    }

    /// <summary>The faults of each claim about a Service.</summary>
    private static Dictionary<Claim, NamedFaults> Wanted(ClusterModel model)
    {
        var catalogue = new FaultCatalogue(model);
        return model.Claims.Where(static c => c.Service is not null)
            .ToDictionary(static c => c, catalogue.Of);
    }

    private static ImmutableArray<Fault> Distinct(Dictionary<Claim, NamedFaults> wanted) =>
    [
        .. wanted.Values.SelectMany(static w => w.Faults)
            .DistinctBy(static f => f.Name, StringComparer.Ordinal),
    ];

    private sealed record Simulated(ImmutableArray<ScenarioOutcome> Outcomes, bool Exhaustive);

    /// <summary>
    /// Faults are independent: they run side by side, and what comes of them is kept in their order.
    /// </summary>
    private static Dictionary<string, Simulated> Simulate(
        ImmutableArray<Fault> faults,
        TieEnumeration ties,
        TieSampling sampling,
        ProofOptions options,
        IProgress<ProofProgress>? progress)
    {
        var told = new ProofTally(progress, faults.Length);
        told.Start();
        var walked = ties.Simulate(options.Workers, told.Count);
        var simulated = new Dictionary<string, Simulated>(StringComparer.Ordinal);
        foreach (var (fault, outcomes) in faults.Zip(walked))
        {
            if (outcomes is { } all)
            {
                simulated.Add(fault.Name, new(all, Exhaustive: true));
            }
        }

        // A fault whose mirror image had too many combinations, and is sampled, is sampled too.
        ImmutableArray<Fault> left =
        [
            .. faults.Where(f => !simulated.ContainsKey(f.Name)
                || ties.StandInsOf(f).Any(name => !simulated.ContainsKey(name))),
        ];
        told.Begin(left.Length, options.Seeds);
        foreach (var (fault, outcomes) in left.Zip(sampling.Simulate(left, options.Workers, told.Count)))
        {
            simulated[fault.Name] = new(outcomes, Exhaustive: false);
        }

        return simulated;
    }

    private static ClaimVerdict Decide(
        ClusterModel model,
        ProofOptions options,
        Claim claim,
        NamedFaults named,
        (PlaneForecasts Forecasts, Dictionary<string, Simulated> Runs) simulated)
    {
        var runs = named.Faults.Select(f => simulated.Runs[f.Name]).ToList();
        var outcomes = runs.SelectMany(static r => r.Outcomes).ToList();
        var exhaustive = runs.TrueForAll(static r => r.Exhaustive);
        var judge = new ClaimJudge(claim);
        var breaking = judge.Breaking(outcomes, definite: true);
        var unsure = breaking is null ? judge.Breaking(outcomes, definite: false) : null;
        var (tooDear, unpriced) = CostOf(model, claim);
        ImmutableArray<string> doubts =
        [
            .. unpriced,
            .. Doubts.Of(model, claim, named.Faults, simulated.Forecasts, outcomes)
                .Distinct(StringComparer.Ordinal),
        ];
        var verdict = breaking is not null || tooDear is not null ? Verdict.Refuted
            : unsure is not null || !named.NotModelled.IsEmpty || outcomes.Count == 0 || !doubts.IsEmpty
                ? Verdict.Undecided
            : exhaustive ? Verdict.Proven : Verdict.Held;
        return new()
        {
            Name = claim.Name,
            Verdict = verdict,
            Exhaustive = exhaustive && outcomes.Count > 0,
            Seeds = exhaustive ? 0 : options.Seeds,
            Assumptions = Assumptions(model, claim, named, exhaustive),
            Scenarios = outcomes.Count,
            StandsFor = outcomes.Sum(static o => o.StandsFor),
            Faults =
            [
                .. named.Faults.Zip(runs).Where(static f => !f.Second.Outcomes.IsEmpty).Select(static f =>
                    new FaultCoverage(
                        f.First.Name,
                        f.Second.Outcomes.Length,
                        f.Second.Outcomes.Sum(static o => o.StandsFor))),
            ],
            Worst = outcomes.Count == 0 ? null : judge.Worst(outcomes),
            Reasons =
            [
                .. judge.BeforeAnyFault(outcomes),
                .. tooDear is null ? [] : (string[])[tooDear],
                .. Reasons(judge, breaking, unsure, named.NotModelled),
                .. breaking is null ? [] : judge.AlsoBroken(outcomes, breaking).Take(MostReasons),
                .. breaking is null ? doubts : [],
            ],
            Requests = (breaking ?? judge.WorstOutcome(outcomes))?.Services[claim.Service!.Value.ToString()]
                .RequestsBefore ?? [],
            Counterexample = breaking is null ? null : Show(claim, breaking),
            WorstScenario = breaking is null && judge.WorstOutcome(outcomes) is { } worst
                ? Show(claim, worst)
                : null,
        };
    }

    /// <summary>Why it costs too much, or null; and what is in doubt of that.</summary>
    private static (string? TooDear, ImmutableArray<string> Unpriced) CostOf(ClusterModel model, Claim claim)
    {
        if (claim.MaxMonthlyCost is not { } most)
        {
            return (null, []);
        }

        if (model.Cost is not { } cost)
        {
            return (null, ["not modelled: what the cluster costs"]);
        }

        var (sum, allowed) = (
            cost.AtMost.ToString("0", CultureInfo.InvariantCulture),
            most.ToString(CultureInfo.InvariantCulture));
        return cost.AtMost > most
            ? ($"cost: {sum} USD a month with every pool at its maximum, {allowed} allowed", [])
            : (null, cost.Unknown.IsEmpty ? []
                : [$"not modelled yet: the price of {string.Join(", ", cost.Unknown)}"]);
    }

    private static ImmutableArray<string> Assumptions(
        ClusterModel model, Claim claim, NamedFaults named, bool exhaustive) =>
    [
        Alone(claim),
        .. OfControlPlane(model),
        .. Always,
        .. ProofTiming.OfBalancers(model),
        .. ProofTiming.Assumptions(model), .. ProofTiming.Assumptions(model.Aws),
        .. ProofTiming.OfHangs(model.Aws, named.Faults),
        .. NetworkAssumptions.Of(named.Faults),
        .. LeftOut(named.LeftOut),
        .. Ties(exhaustive),
        .. AutoscalingRemarks.Assumptions(model),
        .. DependencyAssumptions.Of(model),
        .. model.Assumptions,
    ];

    private static IEnumerable<string> OfControlPlane(ClusterModel model)
    {
        if (PlaneLayout.Of(model) is not { } layout)
        {
            return
            [
                "The control plane stays reachable and its controllers keep running throughout: the "
                    + "leading ones are not on what is lost. Where they are, all that follows comes up to "
                    + "20 s later.",
            ];
        }

        const string First = "What a fault does to the control plane is simulated first, while each member "
            + "of etcd leads in turn: as long as no server answers nothing is noticed, scheduled or moved, "
            + "and what runs goes on. Both are simulated, the best of that with the leading controllers not "
            + "on what is lost, and the worst with them. Election time-outs are drawn once for each leader: "
            + "another draw could be silent for seconds longer.";
        return layout.Assumption.Length == 0 ? [First] : [First, layout.Assumption];
    }

    private static string Alone(Claim claim) =>
        (claim.Survive.Any(static s => s is FaultSelector.Pairs)
            ? "Faults happen alone or two at one instant, as the claim says, "
            : "Each fault happens alone, ")
        + "to a cluster in which nothing else is wrong; what it takes stays lost, unless the claim says when "
        + "it is repaired.";

    private static IEnumerable<string> LeftOut(ImmutableArray<string> faults) => faults.IsEmpty
        ? []
        : [$"`survive: all` leaves out what is not modelled yet: {string.Join("; ", faults)}."];

    private static ImmutableArray<string> Ties(bool exhaustive) => exhaustive
        ? ["Where the scheduler may choose among equal nodes, every choice was simulated, mirror ones once."]
        : ["Choices among equal nodes were sampled: another choice could do worse."];

    private static ImmutableArray<string> Reasons(
        ClaimJudge judge,
        ScenarioOutcome? breaking,
        ScenarioOutcome? unsure,
        ImmutableArray<string> notModelled)
    {
        var reasons = ImmutableArray.CreateBuilder<string>();
        if ((breaking ?? unsure) is { } outcome)
        {
            reasons.AddRange(judge.Reasons(outcome));
        }

        if (unsure is not null)
        {
            reasons.Add("Undecided, because new instances could mend that, and they are not simulated yet.");
        }

        reasons.AddRange(notModelled.Select(static n => $"not modelled yet: {n}"));
        return reasons.ToImmutable();
    }

    private static Counterexample Show(Claim claim, ScenarioOutcome outcome)
    {
        var fate = outcome.Services[claim.Service!.Value.ToString()];
        var timeline = outcome.Timeline().Where(e => e.Kind switch
        {
            TimelineEventKind.Node or TimelineEventKind.Injected => true,
            TimelineEventKind.GroupResized or TimelineEventKind.NodeJoined or TimelineEventKind.NodeRemoved =>
                true,
            TimelineEventKind.Service => string.Equals(e.App, fate.Outcome.Service, StringComparison.Ordinal),
            _ => e.App is not null && fate.Apps.Contains(e.App),
        }).ToLookup(e => e.At < outcome.FaultAt);
        return new(outcome.Fault.Name, outcome.FaultAt, [.. timeline[false]])
        {
            Before = [.. timeline[true]],
            Case = outcome.Case.ToString()!,
        };
    }
}
