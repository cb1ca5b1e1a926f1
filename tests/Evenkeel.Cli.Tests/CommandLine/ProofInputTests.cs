using Evenkeel.Cli.Input;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Tests.CommandLine;

public sealed class ProofInputTests
{
    private const string Cluster = """
        apiVersion: evenkeel.dev/v1alpha1
        kind: Cluster
        metadata: {name: c}
        spec:
          region: eu-west-1
          zones: [eu-west-1a, eu-west-1b, eu-west-1c]
          distribution: k3s
          version: "1.36"
          nodePools: [{name: general, min: 3}]
          workloads: [WORKLOADS]
        """;

    [Theory]
    [InlineData("shop")]
    [InlineData("shop/")]
    [InlineData("shop/cluster.yaml")]
    [InlineData("./shop/cluster.yaml")]
    public void A_folder_means_its_cluster_file(string path)
    {
        var (model, _) = Read(path, Shop("manifests/"));
        model.ShouldNotBeNull().Objects.Workloads.Where(w => w.Name.Namespace != "kube-system").Select(w => w.Name.Name).ShouldBe(["b", "a", "c"]);
    }

    [Fact]
    public void Workloads_are_read_in_the_order_of_the_file_and_each_once()
    {
        var (model, diagnostics) = Read("shop", Shop("manifests/2.yml, manifests"));
        model.ShouldNotBeNull().Objects.Workloads.Where(w => w.Name.Namespace != "kube-system").Select(w => w.Name.Name).ShouldBe(["a", "b", "c"]);
        diagnostics.HasErrors.ShouldBeFalse();
    }

    [Fact]
    public void A_cluster_file_in_the_folder_where_one_runs_has_workloads_beside_it()
    {
        var files = new MemoryFileSystem().With("cluster.yaml", Cluster.Replace("WORKLOADS", "./w.yaml"))
            .With("w.yaml", Pod("a"));
        Read("cluster.yaml", files).Model.ShouldNotBeNull().Objects.Workloads.Count(w => w.Name.Namespace != "kube-system").ShouldBe(1);
        Read(".", files).Model.ShouldNotBeNull().Objects.Workloads.Count(w => w.Name.Namespace != "kube-system").ShouldBe(1);
    }

    [Fact]
    public void Every_workload_that_is_not_there_is_told_of_where_it_stands()
    {
        var (model, diagnostics) = Read("shop", Shop("one.yaml, manifests, two"));
        model.ShouldBeNull();
        diagnostics.ToOrderedList().Where(d => d.Code == "EK0006").Select(d => d.Message).ShouldBe([
            "there is no file or folder `shop/one.yaml`", "there is no file or folder `shop/two`",
        ]);
    }

    [Fact]
    public void A_folder_without_a_cluster_file_or_manifests_is_told_of()
    {
        Codes(Read("shop/manifests", Shop("manifests"))).ShouldBe(["EK0005"]);
        Codes(Read("shop", Shop("empty").With("shop/empty/readme.md", ""))).ShouldBe(["EK0004"]);
    }

    private static IEnumerable<string> Codes((ClusterModel? Model, DiagnosticBag Diagnostics) read) =>
        read.Diagnostics.ToOrderedList().Select(d => d.Code);

    private static (ClusterModel? Model, DiagnosticBag Diagnostics) Read(string path, MemoryFileSystem files)
    {
        var diagnostics = new DiagnosticBag();
        return (ProofInput.Read(files, path, diagnostics), diagnostics);
    }

    private static MemoryFileSystem Shop(string workloads) => new MemoryFileSystem()
        .With("shop/cluster.yaml", Cluster.Replace("WORKLOADS", workloads))
        .With("shop/manifests/1.yaml", Pod("b"))
        .With("shop/manifests/2.yml", Pod("a"))
        .With("shop/manifests/3.json", """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"c"},"spec":{"containers":[{"name":"x"}]}}
            """)
        .With("shop/manifests/.hidden.yaml", "not: [valid")
        .With("shop/manifests/notes.txt", "not: [valid")
        .With("shop/manifests/deeper/4.yaml", Pod("d"));

    private static string Pod(string name) =>
        $"{{apiVersion: v1, kind: Pod, metadata: {{name: {name}}}, spec: {{containers: [{{name: x}}]}}}}";
}
