using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;
using Evenkeel.Import.Scenarios;

namespace Evenkeel.Import.Tests;

/// <summary>Texts in, objects out: what most tests here begin with.</summary>
internal static class Inputs
{
    /// <summary>The objects of a text that has nothing wrong with it.</summary>
    public static KubernetesObjects Objects(string yaml)
    {
        var (objects, diagnostics) = Read(yaml);
        diagnostics.ShouldBeEmpty();
        return objects;
    }

    /// <summary>The objects of a text, and its diagnostics as code, line and message.</summary>
    public static (KubernetesObjects Objects, IReadOnlyList<string> Diagnostics) Read(string yaml)
    {
        var bag = new DiagnosticBag();
        var objects = ManifestReader.Read([new SourceText("cluster.yaml", yaml)], bag);
        return (objects, Lines(bag));
    }

    /// <summary>The template of a Deployment whose pod spec is given, indented by nothing.</summary>
    public static PodTemplate Template(string podSpec) => Template(podSpec, "{app: web}");

    /// <summary>As <see cref="Template(string)"/>, with the pod's labels.</summary>
    public static PodTemplate Template(string podSpec, string labels) =>
        Objects(Deployment(podSpec, labels)).Workloads.ShouldHaveSingleItem().Template;

    /// <summary>The diagnostics of a pod spec in a Deployment.</summary>
    public static IReadOnlyList<string> Problems(string podSpec) =>
        Read(Deployment(podSpec, "{app: web}")).Diagnostics;

    /// <summary>A scenario, and its diagnostics as code, line and message.</summary>
    public static (Scenario? Scenario, IReadOnlyList<string> Diagnostics) Scenario(
        string yaml, params (string Path, string Text)[] beside)
    {
        var bag = new DiagnosticBag();
        var scenario = ScenarioReader.Read(new SourceText("scenario.yaml", yaml), Open, bag);
        return (scenario, Lines(bag));

        SourceText? Open(string path) => beside.FirstOrDefault(b => b.Path == path) is { Text: { } text }
            ? new SourceText(path, text)
            : null;
    }

    /// <summary>A file below the repository's root.</summary>
    public static SourceText File(params string[] parts) =>
        new(parts[^1], System.IO.File.ReadAllText(RepositoryRoot.PathOf(parts)));

    /// <summary>Diagnostics as <c>code line message</c>.</summary>
    public static IReadOnlyList<string> Lines(DiagnosticBag bag) =>
        [.. bag.ToOrderedList().Select(d => $"{d.Code} {d.Span?.Line.ToString() ?? "-"} {d.Message}")];

    private static string Deployment(string podSpec, string labels) => $$$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {{{{labels}}}}}
            spec:
        {{{{string.Join('\n', podSpec.Split('\n').Select(line => "      " + line))}}}}
        """;
}
