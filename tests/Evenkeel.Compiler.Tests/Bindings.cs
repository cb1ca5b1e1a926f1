using Evenkeel.Compiler.Binding;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;

namespace Evenkeel.Compiler.Tests;

/// <summary>Binds cluster files written in a few lines.</summary>
internal static class Bindings
{
    public const string Pool = "{name: general, instanceTypes: [m7i.large], min: 3}";

    public const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers: [{name: web, image: web, resources: {requests: {cpu: 100m, memory: 128Mi}}}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """;

    public const string Claim =
        "{name: web survives, survive: {any: zone}, service: shop/web, maxOutage: 0s}";

    /// <summary>A cluster file over three zones.</summary>
    public static string File(
        string pools = Pool, string claims = Claim, string distribution = "k3s", string more = "") =>
        $$"""
        apiVersion: evenkeel.dev/v1alpha1
        kind: Cluster
        metadata: {name: shop}
        spec:
          region: eu-west-1
          zones: [eu-west-1a, eu-west-1b, eu-west-1c]
          distribution: {{distribution}}
          version: "1.36"
          nodePools: [{{pools}}]
          claims: [{{claims}}]
        {{more}}
        """;

    /// <summary>Binds, and gives what was wrong beside the model.</summary>
    public static (ClusterModel? Model, DiagnosticBag Diagnostics) Bind(string file, string workloads = Web)
    {
        var diagnostics = new DiagnosticBag();
        var spec = ClusterSpecReader.Read(new SourceText("cluster.yaml", file), diagnostics);
        spec.ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false));
        var objects = ManifestReader.Read([new SourceText("workloads.yaml", workloads)], diagnostics);
        return (ClusterBinder.Bind(spec, objects, diagnostics), diagnostics);
    }

    /// <summary>Binds what has no errors.</summary>
    public static ClusterModel Good(string file, string workloads = Web)
    {
        var (model, diagnostics) = Bind(file, workloads);
        model.ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false));
        return model;
    }

    /// <summary>The only diagnostic of that code.</summary>
    public static Diagnostic Single(string code, string file, string workloads = Web)
    {
        var (_, diagnostics) = Bind(file, workloads);
        return diagnostics.ToOrderedList().Where(d => d.Code == code)
            .ShouldHaveSingleItem(DiagnosticText.Format(diagnostics, colour: false));
    }
}
