using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Costs;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Compiler.Tests.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Core.Text;
using Evenkeel.Platform.Files;
using Evenkeel.Simulation.Claims;

namespace Evenkeel.Cli.Tests.CommandLine;

/// <summary>A plan is told from what exists: which claims it breaks, and which it mends.</summary>
public sealed class PriorClusterTests
{
    private const string Path = "examples/single-nat/cluster.yaml";
    private static readonly RepositoryFiles Files = new();
    private static readonly string Single = Files.ReadText(Path, long.MaxValue).Content;
    private static readonly string PerZone = Single.Replace("nat: single", "nat: perZone");

    [Fact]
    public void A_claim_that_holds_with_what_exists_and_not_with_the_plan_is_broken_by_it()
    {
        PerZone.ShouldNotBe(Single);
        var exists = Prior(PerZone, Single);
        exists.WhyUnknown.ShouldBeNull();
        var (before, after) = (Prove(exists.Model!), Prove(Planned(Single)));
        var broken = Pairs(before, after).Where(c => c.Change == ClaimChange.Breaks).ToList();
        broken.ShouldNotBeEmpty();
        broken.ShouldAllBe(c => !c.IsFine);
        Text(broken).ShouldContain(": refuted; this change breaks it, now it is ");

        var mended = Pairs(after, before).Where(c => c.Change == ClaimChange.Mends).ToList();
        mended.Select(c => c.After.Name).ShouldBe(broken.Select(c => c.After.Name));
        Text(mended).ShouldContain("; this change mends it, now it is refuted\n");
        var failing = Pairs(after, after).Where(c => c.Change == ClaimChange.Fails).ToList();
        failing.Count.ShouldBeGreaterThanOrEqualTo(broken.Count);
        Text(failing).ShouldContain(": refuted, as it is now\n");
    }

    [Fact]
    public void Numbers_are_those_that_AWS_has_and_not_those_of_the_file_that_was_applied()
    {
        var artifacts = ClusterLowering.Lower(Planned(PerZone), new())!;
        const string Way = "\"nat_gateway_id\":\"id of aws_nat_gateway.";
        var drifted = PriorStates.Of(artifacts, PerZone).Replace($"{Way}eu_west_1b", $"{Way}eu_west_1a");
        PriorCluster.Read(Files, Path, new("plan.json", drifted)).Model!.Aws.NatZones["eu-west-1b"].ShouldBe("eu-west-1a");
    }

    [Fact]
    public void What_cannot_be_known_is_said_and_nothing_is_where_nothing_exists()
    {
        var artifacts = ClusterLowering.Lower(Planned(PerZone), new())!;
        PriorCluster.Read(Files, Path, new("plan.json", PriorStates.Of(artifacts, null))).WhyUnknown
            .ShouldBe("its state does not say of which cluster file it was made");
        var other = PerZone.Replace("name: general", "name: other");
        other.ShouldNotBe(PerZone);
        PriorCluster.Read(Files, Path, new("plan.json", PriorStates.Of(artifacts, other))).WhyUnknown.ShouldNotBeNull()
            .ShouldStartWith("it is not what was applied last: ");
        PriorCluster.Read(Files, Path, new("plan.json", "{}")).ShouldBe(new PriorCluster(null, null));
        Text([], "it is hidden").ShouldContain("what exists was not proven: it is hidden\n");
    }

    [Fact]
    public void A_claim_that_cannot_be_asked_of_what_exists_is_left_out()
    {
        var now = PerZone
            .Replace("  nodePools:\n", "  nodePools:\n  - {name: batch, placement: fixed, instanceTypes: [m7i.large], min: 3}\n")
            .Replace("  claims:\n", "  claims:\n  - {name: a batch node may go, survive: {node: batch-eu-west-1a-1}, "
                + "service: shop/catalogue, maxOutage: 0s}\n");
        var artifacts = ClusterLowering.Lower(Planned(PerZone), new())!;
        var prior = PriorCluster.Read(new Changed(now), Path, new("plan.json", PriorStates.Of(artifacts, PerZone)));
        prior.WhyUnknown.ShouldBeNull();
        prior.Model!.Claims.Select(c => c.Name).ShouldBe(Planned(PerZone).Claims.Select(c => c.Name));
        new PlannedClaim(Prove(prior.Model).First(), null).Change.ShouldBeNull();
    }

    /// <summary>The checkout with another cluster file.</summary>
    private sealed class Changed(string text) : IFileSystem
    {
        public bool FileExists(string path) => Files.FileExists(path);

        public bool FolderExists(string path) => Files.FolderExists(path);

        public SourceText ReadText(string path, long maxBytes) =>
            path == Path ? new(path, text) : Files.ReadText(path, maxBytes);

        public IReadOnlyList<string> ListManifests(string folder) => Files.ListManifests(folder);
    }

    private static PriorCluster Prior(string applied, string now)
    {
        now.ShouldBe(Single, "the file on disk");
        var artifacts = ClusterLowering.Lower(Planned(applied), new())!;
        return PriorCluster.Read(Files, Path, new("plan.json", PriorStates.Of(artifacts, applied)));
    }

    private static ClusterModel Planned(string text)
    {
        var diagnostics = new DiagnosticBag();
        var model = ProofInput.ReadPrior(Files, Path, new("cluster.yaml", text), diagnostics);
        return model.ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false));
    }

    private static IEnumerable<ClaimVerdict> Prove(ClusterModel model) => Prover.Prove(model, new(), null).Claims;

    private static IEnumerable<PlannedClaim> Pairs(IEnumerable<ClaimVerdict> before, IEnumerable<ClaimVerdict> after) =>
        before.Zip(after, (b, a) => new PlannedClaim(a, b.Verdict));

    private static string Text(IEnumerable<PlannedClaim> claims, string? why = null)
    {
        var model = Planned(Single);
        return PlanOutput.Text(new(model, [], [.. claims], why, ZoneCapacity.Of(model), CostEstimate.Of(model)), inShort: true);
    }
}
