using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;
using Evenkeel.Import.Kubernetes;

namespace Evenkeel.Benchmarks;

/// <summary>Reading manifests: the YAML alone, and the objects.</summary>
public class YamlBenchmarks
{
    private const int Megabytes = 4;
    private readonly SourceText manifests = new("manifests.yaml", Manifests());

    [Benchmark]
    [Work(Megabytes, "MB")]
    public int Read_yaml() => YamlReader.Read(manifests, new DiagnosticBag()).Count;

    [Benchmark]
    [Work(Megabytes, "MB")]
    public KubernetesObjects Read_objects() => ManifestReader.Read([manifests], new DiagnosticBag());

    private static string Manifests()
    {
        var text = new StringBuilder();
        for (var i = 0; text.Length < Megabytes << 20; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $$"""
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: app-{{i}}
                spec:
                  replicas: 3
                  selector:
                    matchLabels: {app: app-{{i}}}
                  template:
                    metadata:
                      labels: {app: app-{{i}}}
                    spec:
                      containers:
                      - name: app
                        image: registry.example/app:{{i}}
                        resources:
                          requests: {cpu: 250m, memory: 512Mi}

                """);
        }

        return text.ToString();
    }
}
