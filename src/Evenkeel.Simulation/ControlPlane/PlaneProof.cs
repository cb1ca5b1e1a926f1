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
    private const string Role = "node-role.kubernetes.io/control-plane";

    private static readonly ImmutableArray<string> Assumptions =
    [
        "The Kubernetes API answers while any server's own member of etcd can confirm a read; requests that "
            + "fail until the balancer takes a lost server out of its pool are errors and no outage.",
        "etcd beats every 250 ms here and elects after 1 to 2 s; messages between members take less than a "
            + "beat, and disks of etcd answer.",
        "Every member led in turn when a fault struck; election time-outs, boot and attachment times were "
            + "sampled: another draw could do worse.",
        "Pods, their volumes, machines without a server, gateways, the image registry, launches and the API "
            + "of EC2 are nothing that a server needs to go on answering.",
        "AWS replaces a lost machine of the control plane within 30 to 150 s where its zone is not lost and "
            + "launches are not refused; volumes and addresses of slots outlive it.",
    ];

    private readonly ImmutableArray<(string Name, string Zone)> servers =
    [
        .. model.ControlPlaneNodes.Concat(model.Nodes).Where(static n => n.Labels.ContainsKey(Role))
            .Select(static n => (n.Name, n.Zone)),
    ];

    /// <summary>Decides a claim about the control plane.</summary>
    public ClaimVerdict Decide(Claim claim, NamedFaults named)
    {
        if (WhyNot() is { } missing)
        {
            return Undecided(claim, ["not modelled yet: " + missing]);
        }

        var concerned = named.Faults.Where(Concerns).ToList();
        var followed = concerned.Where(Follows).ToImmutableArray();
        var outcomes = Run(followed);
        var allowed = claim.ControlPlaneMaxOutage!.Value.TotalSeconds;
        var worst = outcomes.OrderByDescending(static o => o.Outcome.OutageSeconds ?? double.MaxValue)
            .ThenByDescending(static o => o.Outcome.Problem is not null).FirstOrDefault();
        var isBroken = worst.Fault is not null && !(worst.Outcome.OutageSeconds <= allowed);
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
            Seeds = SeedsEach,
            Assumptions = [.. Assumptions, .. model.Assumptions],
            Scenarios = outcomes.Length,
            StandsFor = outcomes.Length,
            Faults = [.. followed.Select(f => new FaultCoverage(f.Name, SeedsEach, SeedsEach))],
            Reasons = worst.Fault is null ? [.. left]
                : [Sentence(worst.Fault, worst.Outcome, allowed), .. left],
        };
    }

    private static ClaimVerdict Undecided(Claim claim, ImmutableArray<string> reasons) => new()
    {
        Name = claim.Name,
        Verdict = Verdict.Undecided,
        Exhaustive = false,
        Reasons = reasons,
    };

    /// <summary>Every member leads about as often as the others.</summary>
    private int SeedsEach => servers.Length * Math.Max(1, options.Seeds / servers.Length);

    private string? WhyNot() => model.Distribution == Distribution.Eks
            ? "the control plane that AWS runs"
        : model.Etcd is not { Mode: EtcdMode.Agent, Topology: EtcdTopology.Stacked }
            ? "etcd that K3s runs itself, or on machines of its own"
        : servers.Length == 0 || servers.Length != model.ControlPlane.Members
            ? "which machines the control plane has"
        : null;

    /// <summary>
    /// Whether it strikes the control plane at all: pods, their volumes, other machines, gateways, the
    /// registry and launches do not.
    /// </summary>
    private bool Concerns(Fault fault) => fault.Actions.Any(a => a switch
    {
        ScenarioAction.Fail { Target: var target } => IsOurs(target),
        ScenarioAction.Isolate { Target: var target } => IsOurs(target),
        ScenarioAction.StopKubelet { Target: var target } => IsOurs(target),
        ScenarioAction.HangNodes { Target: var target } => IsOurs(target),
        ScenarioAction.Drain { Target: var target } => IsOurs(target),
        ScenarioAction.Hang or ScenarioAction.LoseVolume or ScenarioAction.StallVolume
            or ScenarioAction.LoseNat or ScenarioAction.LoseRegistry or ScenarioAction.RefuseLaunches
            or ScenarioAction.LoseAwsApi or ScenarioAction.SlowAwsApi => false,
        _ => true,
    });

    private bool IsOurs(NodeTarget target) =>
        servers.Any(s => s.Zone == target.Zone || target.Nodes.Contains(s.Name));

    private static bool Follows(Fault fault) => fault.Actions.All(
        static a => a is ScenarioAction.Fail or ScenarioAction.Isolate or ScenarioAction.RefuseLaunches);

    private ImmutableArray<(Fault Fault, PlaneOutcome Outcome)> Run(ImmutableArray<Fault> faults)
    {
        var outcomes = new (Fault Fault, PlaneOutcome Outcome)[faults.Length * SeedsEach];
        Parallel.For(0, outcomes.Length, i =>
        {
            var (fault, seed) = (faults[i / SeedsEach], i % SeedsEach);
            outcomes[i] = (fault, new PlaneRun(servers, rules, (ulong)seed + 1).Run(fault, seed));
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
            _ => $"the API never answers again {bound} when {fault.Name}: the members that are left are no "
                + "quorum",
        };
    }
}
