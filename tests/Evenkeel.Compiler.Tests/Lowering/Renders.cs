using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>The clusters of tests/cases/render, and what they are lowered to.</summary>
internal static class Renders
{
    public static readonly string Folder = RepositoryRoot.PathOf("tests", "cases", "render");

    private static readonly Dictionary<string, ArtifactSet> Cached = new(StringComparer.Ordinal);

    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <summary>Every case, for a theory.</summary>
    public static TheoryData<string> Cases => [.. Names];

    public static ArtifactSet Of(string name)
    {
        lock (Cached)
        {
            return Cached.TryGetValue(name, out var set) ? set : Cached[name] = Lower(Model(name));
        }
    }

    public static Configuration Configuration(string name) => new(Of(name));

    public static ClusterModel Model(string name) => Model(name, text => text);

    /// <summary>A case with its text changed.</summary>
    public static ClusterModel Model(string name, Func<string, string> change)
    {
        var text = change(File.ReadAllText(Path.Combine(Folder, name, "cluster.yaml")));
        var diagnostics = new DiagnosticBag();
        var spec = ClusterSpecReader.Read(new SourceText("cluster.yaml", text), diagnostics);
        spec.ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false));
        var workloads = spec.Workloads
            .Select(w => new SourceText(w.Value, File.ReadAllText(Path.Combine(Folder, name, w.Value)))).ToList();
        return Evenkeel.Compiler.Binding.ClusterBinder
            .Bind(spec, ManifestReader.Read(workloads, diagnostics), diagnostics)
            .ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false));
    }

    public static ArtifactSet Lower(ClusterModel model)
    {
        var diagnostics = new DiagnosticBag();
        return ClusterLowering.Lower(model, diagnostics)
            .ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false));
    }
}
