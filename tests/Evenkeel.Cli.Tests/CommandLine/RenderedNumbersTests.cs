using Evenkeel.Cli.Input;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Import.Terraform;
using Evenkeel.Platform.Files;
using Evenkeel.Simulation.Claims;

namespace Evenkeel.Cli.Tests.CommandLine;

/// <summary>What is proven is what ships.</summary>
public sealed class RenderedNumbersTests
{
    private const string Balancers = "terraform/load-balancers.tf.json";

    private static readonly Lazy<ClusterModel> Shop = new(() => Read("examples", "single-nat"));

    [Fact]
    public void An_interval_edited_in_what_is_rendered_changes_what_is_proven()
    {
        var asRendered = Errors(text => text);
        var slower = Errors(text => text.Replace("\"interval\": 10", "\"interval\": 30"));
        var fewer = Errors(text => text.Replace("\"unhealthy_threshold\": 2", "\"unhealthy_threshold\": 5"));
        asRendered.ShouldBe(Prover.Prove(RenderedNumbers.In(Shop.Value), new() { Seeds = 1 }).Claims.Select(Worst));
        slower.Zip(asRendered).ShouldAllBe(pair => pair.First >= pair.Second);
        slower.Zip(asRendered).ShouldContain(pair => pair.First > pair.Second);
        fewer.Zip(asRendered).ShouldContain(pair => pair.First > pair.Second);
    }

    [Fact]
    public void A_cluster_that_cannot_be_rendered_keeps_the_numbers_of_its_model()
    {
        var closed = Shop.Value with
        {
            Network = Shop.Value.Network with
            {
                Cidr = null,
                Existing = new("vpc-0a", System.Collections.Immutable.ImmutableSortedDictionary<Tier, System.Collections.Immutable.ImmutableArray<string>>.Empty
                    .Add(Tier.Application, ["subnet-0a", "subnet-0b", "subnet-0c"])),
            },
        };
        RenderedNumbers.In(closed).ShouldBeSameAs(closed);
    }

    private static IEnumerable<double> Errors(Func<string, string> edit)
    {
        var artifacts = ClusterLowering.Lower(Shop.Value, new DiagnosticBag()).ShouldNotBeNull();
        var edited = artifacts.Files.Aggregate(
            ArtifactSet.Empty, (set, file) => set.With(file.Key, file.Key == Balancers ? edit(file.Value) : file.Value));
        var aws = TerraformReader.Read(edited, Shop.Value, new DiagnosticBag()).ShouldNotBeNull();
        return Prover.Prove(Shop.Value with { Aws = aws }, new() { Seeds = 1 }).Claims.Select(Worst).ToList();
    }

    private static double Worst(ClaimVerdict claim) => claim.Worst!.ErrorSeconds ?? double.PositiveInfinity;

    private static ClusterModel Read(params string[] path)
    {
        var diagnostics = new DiagnosticBag();
        return ProofInput.Read(new RealFileSystem(), RepositoryRoot.PathOf(path), diagnostics)
            .ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false));
    }
}
