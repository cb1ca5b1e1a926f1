using BenchmarkDotNet.Attributes;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Benchmarks;

/// <summary>From the text of a cluster file to the text of its Terraform configuration.</summary>
public class RenderBenchmarks
{
    private SourceText file = new("cluster.yaml", "");

    /// <summary>Zones × pools.</summary>
    [Params("3 x 1", "5 x 20")]
    public string Size { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var sizes = Size.Split(" x ");
        var zones = "abcdf"[..int.Parse(sizes[0])].Select(static z => $"us-east-1{z}");
        var pools = Enumerable.Range(1, int.Parse(sizes[1])).Select(static i =>
            $"  - {{name: pool{i:00}, instanceTypes: [m7i.large], min: 5, max: 50, labels: {{example.com/pool: p{i}}}}}\n");
        file = new("cluster.yaml", $"""
            apiVersion: evenkeel.dev/v1alpha1
            kind: Cluster
            metadata: {"{"}name: shop{"}"}
            spec:
              region: us-east-1
              zones: [{string.Join(", ", zones)}]
              autoscaling: {"{"}clusterAutoscaler: true{"}"}
              nodePools:

            """ + string.Concat(pools));
    }

    [Benchmark]
    public ArtifactSet Render()
    {
        var diagnostics = new DiagnosticBag();
        var spec = ClusterSpecReader.Read(file, diagnostics);
        var model = spec is null ? null : ClusterBinder.Bind(spec, KubernetesObjects.Empty, diagnostics);
        var artifacts = model is null ? null : ClusterLowering.Lower(model, diagnostics);
        return artifacts ?? throw new InvalidOperationException(DiagnosticText.Format(diagnostics, colour: false));
    }
}
