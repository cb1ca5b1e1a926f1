using Evenkeel.Cli.Input;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Platform.Files;
using Evenkeel.Simulation.Claims;
using Evenkeel.Supervision;

namespace Evenkeel.Cli.Tests;

/// <summary>
/// What a proof says where the node agent leaves out one of its rules: the claims about the control plane of
/// an example that holds them otherwise.
/// </summary>
public sealed class BrokenRulesTests
{
    [Theory]
    [InlineData(nameof(Rules.AsksForMarker))]
    [InlineData(nameof(Rules.RemovesBeforeAdding))]
    public void A_rule_that_is_left_out_refutes_a_claim_of_three_zones(string rule)
    {
        Decide(Rules.Real).ShouldAllBe(c => c.Verdict == Verdict.Held);
        var rules = new Rules();
        typeof(Rules).GetProperty(rule)!.SetValue(rules, false);
        Decide(rules).ShouldContain(c => c.Verdict == Verdict.Refuted);
    }

    private static IReadOnlyList<ClaimVerdict> Decide(Rules rules)
    {
        var diagnostics = new DiagnosticBag();
        var path = RepositoryRoot.PathOf("examples", "three-zones-ha");
        var model = ProofInput.Read(new RealFileSystem(), path, diagnostics)!;
        var claims = model.Claims.Where(static c => c.Service is null);
        return Prover.Prove(
            model with { Claims = [.. claims] }, new() { Seeds = 3 }, null, rules).Claims;
    }
}
