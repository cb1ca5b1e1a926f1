using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Claims;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>Webhooks that new pods wait for, in claims.</summary>
public sealed class WebhookClaimTests
{
    private static readonly ObjectName Guard = new("default", "guard");
    private static readonly FaultSelector OneNode = new FaultSelector.AnyNode();

    private static readonly AdmissionWebhook Closed = new() { Name = "guard.example.com", Backend = Guard };

    // The guard's only pod goes with its node, and so does one of web: neither is made again.
    [Fact]
    public void A_webhook_that_refuses_its_own_pods_keeps_all_from_coming_back()
    {
        var verdict = Decide(Closed, OneNode);

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Worst!.RecoveredSeconds.ShouldBeNull();
        verdict.Reasons.ShouldContain(r => r.Contains(
            "pods of web are refused: webhook guard.example.com, which fails closed, calls default/guard, which does not answer",
            StringComparison.Ordinal));
    }

    [Fact]
    public void One_that_spares_them_delays_the_others_alone() =>
        Decide(Closed with { Pods = LabelSelector.OfLabels(Labels.None.Add("app", "web")) }, OneNode)
            .Verdict.ShouldBe(Verdict.Proven);

    [Fact]
    public void One_that_fails_open_delays_them_alone() =>
        Decide(Closed with { FailsClosed = false }, OneNode).Verdict.ShouldBe(Verdict.Proven);

    [Fact]
    public void Its_backend_is_a_fault_of_its_own()
    {
        var claim = Survives(new FaultSelector.Any(FaultKind.Webhook), recovered: 900) with { Service = Guard };
        var verdict = Decide(Closed, claim);

        verdict.Verdict.ShouldBe(Verdict.Refuted);
        verdict.Counterexample!.Fault.ShouldBe("all pods of default/guard, which a webhook calls, are gone");
        Decide(Closed with { Pods = LabelSelector.OfLabels(Labels.None.Add("app", "web")) }, claim)
            .Verdict.ShouldBe(Verdict.Proven);
    }

    [Fact]
    public void What_is_not_followed_leaves_claims_undecided()
    {
        Decide(Closed with { Backend = null, FailsClosed = true }, AnyFault()).Reasons.ShouldContain(
            "not modelled: whether webhook guard.example.com answers, which calls what is not in the manifests");
        Decide(Closed with { NotFollowed = ["its rule for leases"] }, AnyFault()).Reasons.ShouldContain(
            "not modelled yet: its rule for leases, of webhook guard.example.com");
        Decide(Closed with { NotFollowed = ["its rule for leases"] }, AnyFault()).Verdict.ShouldBe(Verdict.Undecided);
    }

    private static FaultSelector AnyFault() => new FaultSelector.Any(FaultKind.Registry);

    private static ClaimVerdict Decide(AdmissionWebhook webhook, FaultSelector fault) =>
        Decide(webhook, Survives(fault, recovered: 1500));

    private static ClaimVerdict Decide(AdmissionWebhook webhook, Claim claim)
    {
        var model = Model(Nodes(1, 1, 1), [Deployment("guard", 1), Deployment("web", 3)], claim);
        return Prover.Prove(model with { Objects = model.Objects with { Webhooks = [webhook] } }, new())
            .Claims.ShouldHaveSingleItem();
    }
}
