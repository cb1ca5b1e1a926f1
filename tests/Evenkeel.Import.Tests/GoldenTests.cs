using Evenkeel.Core.Diagnostics;
using Evenkeel.Import.Kubernetes;
using Evenkeel.Import.Scenarios;

namespace Evenkeel.Import.Tests;

/// <summary>What a person reads about wrong files: each case lies beside what is printed for it.</summary>
public sealed class GoldenTests
{
    private const string Manifests = "manifests-invalid";
    private const string Scenarios = "scenarios-invalid";

    public static TheoryData<string> ManifestCases() => Cases(Manifests);

    public static TheoryData<string> ScenarioCases() => Cases(Scenarios);

    [Theory]
    [MemberData(nameof(ManifestCases))]
    public void Wrong_manifests(string name)
    {
        var bag = new DiagnosticBag();
        ManifestReader.Read([Inputs.File("tests", "cases", Manifests, name)], bag);
        Verify(Manifests, name, bag);
    }

    [Theory]
    [MemberData(nameof(ScenarioCases))]
    public void Wrong_scenarios(string name)
    {
        var bag = new DiagnosticBag();
        var nodes = Inputs.File("tests", "fidelity", "pdb-drain", "cluster.yaml");
        var cluster = ManifestReader.Read([nodes], bag);
        var scenario = ScenarioReader.Read(Inputs.File("tests", "cases", Scenarios, name), _ => null, bag);
        if (scenario is not null && !bag.HasErrors)
        {
            ScenarioValidator.Check(scenario, cluster, bag);
        }

        Verify(Scenarios, name, bag);
    }

    [Fact]
    public void There_are_enough_of_them() =>
        (ManifestCases().Count + ScenarioCases().Count).ShouldBeGreaterThanOrEqualTo(100);

    private static void Verify(string folder, string name, DiagnosticBag bag)
    {
        // What is wrong has a place and a way to mend it; remarks on the whole input need neither.
        var wrong = bag.ToOrderedList().Where(d => d.Severity != Severity.Info).ToList();
        wrong.ShouldNotBeEmpty();
        wrong.ShouldAllBe(d => d.Path == name && (d.Span != null || d.Code == "EK1010") && d.Fix.Length > 0);
        Golden.Verify(
            Path.Combine("tests", "cases", folder, Path.ChangeExtension(name, ".expected")),
            DiagnosticText.Format(bag, colour: false));
    }

    private static TheoryData<string> Cases(string folder) => [.. Directory
        .GetFiles(RepositoryRoot.PathOf("tests", "cases", folder), "*.yaml")
        .Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];
}
