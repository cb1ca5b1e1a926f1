using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>
/// Decides claims about the control plane: its slots run by the decisions that ship, members of etcd that
/// elect and commit, and each fault that a claim names.
/// </summary>
internal sealed class PlaneProof(ClusterModel model, ProofOptions options, Rules rules)
{
    private static readonly ImmutableArray<string> Assumptions =
    [
        "The Kubernetes API answers while any server's own member of etcd can confirm a read; requests that "
            + "fail until the balancer takes a lost server out of its pool are errors and no outage.",
        "etcd beats every 250 ms here and elects after 1 to 2 s; messages between members take less than a "
            + "beat, and disks of etcd that nothing strikes answer at once.",
        "Every member led in turn when a fault struck; election time-outs, boot and attachment times were "
            + "sampled: another draw could do worse.",
        "Pods, their volumes, machines without a server, gateways, nodes of balancers, the image registry, "
            + "launches and the API of EC2 are nothing that a server needs to go on answering.",
        "AWS replaces a lost machine of the control plane within 30 to 150 s where its zone is not lost and "
            + "launches are not refused; volumes and addresses of slots outlive it.",
    ];

    private readonly PlaneLayout? layout = PlaneLayout.Of(model);

    /// <summary>Decides a claim about the control plane.</summary>
    public ClaimVerdict Decide(Claim claim, NamedFaults named)
    {
        if (layout is null)
        {
            return Undecided(claim, ["not modelled yet: which machines the control plane has"]);
        }

        var concerned = named.Faults.Where(f => Concerns(f, layout)).ToList();
        var followed = concerned.Where(f => Left(f).Actions.All(PlaneActions.Follows))
            .ToImmutableArray();
        var seedsEach = SeedsEach(layout);
        var outcomes = Run(followed, layout);
        var allowed = claim.ControlPlaneMaxOutage!.Value.TotalSeconds;
        var worst = outcomes.OrderByDescending(static o => o.Outcome.OutageSeconds ?? double.MaxValue)
            .FirstOrDefault();
        var broken = outcomes.FirstOrDefault(static o => o.Outcome.Problem is not null);
        worst = broken.Fault is null ? worst : broken;
        var isBroken = worst.Fault is not null
            && !(worst.Outcome.Problem is null && worst.Outcome.OutageSeconds <= allowed);
        string[] left =
        [
            .. named.NotModelled.Select(static n => "not modelled yet: " + n),
            .. concerned.Except(followed)
                .Select(static f => $"not modelled yet: what comes of the control plane when {f.Name}"),
        ];
        return new()
        {
            Name = claim.Name,
            Verdict = isBroken ? Verdict.Refuted
                : left.Length > 0 || named.Faults.IsEmpty ? Verdict.Undecided : Verdict.Held,
            Exhaustive = false,
            Seeds = seedsEach,
            Assumptions =
            [
                .. Assumptions, .. layout.Assumption.Length == 0 ? [] : (string[])[layout.Assumption],
                .. model.Assumptions,
            ],
            Scenarios = outcomes.Length,
            StandsFor = outcomes.Length,
            Faults = [.. followed.Select(f => new FaultCoverage(f.Name, seedsEach, seedsEach))],
            Reasons = worst.Fault is null ? [.. left]
                : [Sentence(worst.Fault, worst.Outcome, allowed), .. left],
            Counterexample = isBroken ? Show(worst) : null,
            WorstScenario = isBroken || worst.Fault is null ? null : Show(worst),
        };
    }

    /// <summary>One run of a fault again, with all that happens; null where it strikes no server.</summary>
    public PlaneOutcome? Replay(Fault fault, int seed) =>
        layout is null || !Concerns(fault, layout) || !Left(fault).Actions.All(PlaneActions.Follows) ? null
        : new PlaneRun(layout, rules, (ulong)seed, isTraced: true).Run(Left(fault), seed - 1);

    private static Counterexample Show((Fault Fault, int Seed, PlaneOutcome Outcome) run) =>
        new(run.Fault.Name, TimeSpan.Zero, []) { Case = new ScenarioCase.OfPlane(run.Seed).ToString() };

    private static ClaimVerdict Undecided(Claim claim, ImmutableArray<string> reasons) => new()
    {
        Name = claim.Name,
        Verdict = Verdict.Undecided,
        Exhaustive = false,
        Reasons = reasons,
    };

    /// <summary>Every member leads about as often as the others.</summary>
    private int SeedsEach(PlaneLayout members) =>
        members.Members.Length * Math.Max(1, options.Seeds / members.Members.Length);

    /// <summary>
    /// Whether it strikes the control plane at all: pods, their volumes, other machines, gateways, the
    /// registry and launches do not. A drain moves pods, and servers and etcd are none.
    /// </summary>
    private bool Concerns(Fault fault, PlaneLayout members) =>
        fault.Actions.Any(a => Concerns(a, members));

    private bool Concerns(ScenarioAction action, PlaneLayout members) => action switch
    {
        ScenarioAction.Heal heal => Concerns(heal.Fault, members),
        ScenarioAction.Fail { Target: var target } => members.Has(target),
        ScenarioAction.Isolate { Target: var target } => members.Has(target),
        ScenarioAction.StopKubelet { Target: var target } =>
            model.Distribution == Distribution.K3s && members.Has(target),
        ScenarioAction.HangNodes { Target: var target } => members.Has(target),
        ScenarioAction.Hang or ScenarioAction.LoseVolume or ScenarioAction.StallVolume
            or ScenarioAction.LoseNat or ScenarioAction.LoseBalancer or ScenarioAction.LoseRegistry
            or ScenarioAction.RefuseLaunches
            or ScenarioAction.LoseAwsApi or ScenarioAction.SlowAwsApi or ScenarioAction.DeletePods
            or ScenarioAction.Drain or ScenarioAction.Scale or ScenarioAction.Load
            or ScenarioAction.AddNodes => false,
        _ => true,
    };

    /// <summary>A fault without what does nothing to the control plane, launches apart.</summary>
    private Fault Left(Fault fault) => fault with
    {
        Actions = fault.Actions.RemoveAll(a => IsIdle(a)),
        Steps = fault.Steps.RemoveAll(s => s.Action is null || IsIdle(s.Action)),
    };

    private bool IsIdle(ScenarioAction action) =>
        action is not ScenarioAction.RefuseLaunches && !Concerns(action, layout!);

    private ImmutableArray<(Fault Fault, int Seed, PlaneOutcome Outcome)> Run(
        ImmutableArray<Fault> faults, PlaneLayout members)
    {
        var each = SeedsEach(members);
        var outcomes = new (Fault Fault, int Seed, PlaneOutcome Outcome)[faults.Length * each];
        Parallel.For(0, outcomes.Length, i =>
        {
            var (fault, seed) = (faults[i / each], i % each);
            outcomes[i] = (
                fault, seed + 1, new PlaneRun(members, rules, (ulong)seed + 1).Run(Left(fault), seed));
        });
        return [.. outcomes];
    }

    private static string Sentence(Fault fault, PlaneOutcome outcome, double allowed)
    {
        var bound = string.Create(CultureInfo.InvariantCulture, $"({allowed:0.###} s allowed)");
        var leader = outcome.Leader.Length == 0 ? "" : $" while the member of {outcome.Leader} leads";
        return outcome switch
        {
            { Problem: { } problem } => $"when {fault.Name}{leader}: {problem}",
            { OutageSeconds: { } seconds } => string.Create(
                CultureInfo.InvariantCulture,
                $"the API answers nobody for at most {seconds:0.##} s {bound}, worst when {fault.Name}")
                + leader,
            _ => $"the API never answers again {bound} when {fault.Name}: no server that is left and reached "
                + "has a quorum",
        };
    }
}
