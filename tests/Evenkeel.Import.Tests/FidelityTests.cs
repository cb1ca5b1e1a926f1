using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Import.Kubernetes;
using Evenkeel.Import.Scenarios;

namespace Evenkeel.Import.Tests;

/// <summary>The recorded scenarios are ours and right: every one must read without a word.</summary>
public sealed class FidelityTests
{
    public static TheoryData<string> Folders() => [.. Directory
        .GetDirectories(RepositoryRoot.PathOf("tests", "fidelity"))
        .Where(folder => File.Exists(Path.Combine(folder, "cluster.yaml")))
        .Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_recorded_scenario_reads_without_diagnostics(string folder)
    {
        var (scenario, objects, bag) = Read(folder);

        Inputs.Lines(bag).ShouldBeEmpty();
        scenario.ShouldNotBeNull().Steps.ShouldNotBeEmpty();
        objects.Nodes.Length.ShouldBeGreaterThanOrEqualTo(3);
        objects.Workloads.ShouldNotBeEmpty();
        objects.OtherKinds.ShouldBeEmpty();
        objects.Nodes.ShouldAllBe(n => n.Zone.StartsWith("eu-west-1") && n.Allocatable.MilliCpu >= 1000);
    }

    [Fact]
    public void There_are_all_of_them() => Folders().Count.ShouldBeGreaterThanOrEqualTo(26);

    [Fact]
    public void A_stateful_set_has_its_claims()
    {
        var (scenario, objects, _) = Read("ebs-statefulset");

        var db = objects.Workloads.ShouldHaveSingleItem();
        db.Kind.ShouldBe(WorkloadKind.StatefulSet);
        db.Name.ShouldBe(new ObjectName("default", "db"));
        db.ClaimTemplates.ShouldHaveSingleItem().RequestBytes.ShouldBe(10L << 30);
        db.Template.Requests.MilliCpu.ShouldBe(500);
        objects.StorageClasses.ShouldHaveSingleItem().WaitForFirstConsumer.ShouldBeTrue();
        objects.Services.ShouldHaveSingleItem().Headless.ShouldBeTrue();
        scenario!.Steps.Select(s => s.Action.ShouldNotBeNull().GetType().Name)
            .ShouldBe(["Fail", "DeleteNode"]);
        scenario.End.ShouldBe(TimeSpan.FromSeconds(160));
        scenario.Timing.ShouldBe(KubernetesTiming.Default with
        {
            NodeMonitorPeriod = TimeSpan.FromSeconds(1),
            NodeMonitorGracePeriod = TimeSpan.FromSeconds(10),
            NodeStartupGracePeriod = TimeSpan.FromSeconds(10),
            DefaultToleration = TimeSpan.FromSeconds(20),
            KubeletHeartbeat = TimeSpan.FromSeconds(3),
            PodStart = TimeSpan.FromSeconds(1),
        });
    }

    private static (Scenario? Scenario, KubernetesObjects Objects, DiagnosticBag Bag) Read(string folder)
    {
        var bag = new DiagnosticBag();
        var objects = ManifestReader.Read([Inputs.File("tests", "fidelity", folder, "cluster.yaml")], bag);
        var scenario = ScenarioReader.Read(
            Inputs.File("tests", "fidelity", folder, "scenario.yaml"),
            path => Inputs.File("tests", "fidelity", folder, path), bag);
        if (scenario is not null)
        {
            ScenarioValidator.Check(scenario, objects, bag);
        }

        return (scenario, objects, bag);
    }
}
