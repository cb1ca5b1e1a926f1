using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;

namespace Evenkeel.Import.Tests;

/// <summary>
/// Manifests that others wrote, read where they lie beside the checkout; they are no part of it.
/// </summary>
public sealed class CorpusTests
{
    [Fact]
    public void Online_boutique()
    {
        var (objects, diagnostics) = Read("online-boutique.yaml");

        diagnostics.ShouldBe(["EK3017 - not simulated: 11 ServiceAccount"]);
        objects.Workloads.Length.ShouldBe(12);
        objects.Workloads.ShouldAllBe(w => w.Kind == WorkloadKind.Deployment && w.Replicas == 1);
        objects.Services.Length.ShouldBe(12);
        var frontend = objects.Workloads.Single(w => w.Name.Name == "frontend");
        frontend.Template.Requests.MilliCpu.ShouldBe(100);
        frontend.Template.Requests.MemoryBytes.ShouldBe(64L << 20);
        frontend.Template.ReadinessDelay.ShouldBe(TimeSpan.FromSeconds(10));
        objects.Services.Count(s => s.Selects("default", frontend.Template.Labels)).ShouldBe(2);
    }

    [Fact]
    public void Cockroachdb()
    {
        var (objects, diagnostics) = Read("cockroachdb.yaml");

        diagnostics.ShouldBe(
            ["EK3010 57 PodDisruptionBudget policy/v1beta1 is not served since Kubernetes 1.25"]);
        var set = objects.Workloads.ShouldHaveSingleItem();
        set.Replicas.ShouldBe(3);
        set.Template.Volumes.ShouldBeEmpty();
        set.ClaimTemplates.ShouldHaveSingleItem().Name.Name.ShouldBe("datadir");
        set.Template.TerminationGracePeriod.ShouldBe(TimeSpan.FromSeconds(60));
        set.Template.PreferredAntiAffinity.ShouldHaveSingleItem().Weight.ShouldBe(100);
        set.Template.NonZeroRequests.MilliCpu.ShouldBe(100);
        objects.Budgets.ShouldHaveSingleItem().MinAvailable.ShouldNotBeNull().ToString().ShouldBe("67%");
    }

    [Fact]
    public void Guestbook()
    {
        var (objects, diagnostics) = Read("guestbook.yaml");

        diagnostics.ShouldBeEmpty();
        objects.Workloads.ShouldNotBeEmpty();
        objects.Services.ShouldAllBe(
            s => objects.Workloads.Any(w => s.Selects("default", w.Template.Labels)));
    }

    private static (KubernetesObjects Objects, IReadOnlyList<string> Diagnostics) Read(string name)
    {
        var bag = new DiagnosticBag();
        var text = File.ReadAllText(Path.Combine(Folder(), name));
        return (ManifestReader.Read([new SourceText(name, text)], bag), Inputs.Lines(bag));
    }

    private static string Folder()
    {
        for (var at = new DirectoryInfo(RepositoryRoot.Find()).Parent; at is not null; at = at.Parent)
        {
            var folder = Path.Combine(at.FullName, "shared", "corpus", "workloads");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        Assert.Skip("needs shared/corpus/workloads in a folder above the checkout");
        return "";
    }
}
