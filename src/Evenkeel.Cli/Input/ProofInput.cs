using System.Collections.Immutable;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Input;

/// <summary>Reads a cluster file and the workloads that it names, and binds them.</summary>
internal static class ProofInput
{
    /// <summary>The cluster file of a folder.</summary>
    public const string ClusterFile = "cluster.yaml";

    /// <summary>The bound cluster.</summary>
    /// <param name="files">The files.</param>
    /// <param name="path">The cluster file, or a folder that holds <c>cluster.yaml</c>.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <returns>Null where there are errors.</returns>
    public static ClusterModel? Read(IFileSystem files, string path, DiagnosticBag diagnostics)
    {
        var reader = new InputReader(files, diagnostics);
        var file = path;
        if (reader.FolderExists(path))
        {
            file = ManifestNames.Join(path, ClusterFile);
            if (!reader.FileExists(file))
            {
                diagnostics.Add(InputDiagnostics.MissingFile(
                    path, ClusterFile, "name the cluster file itself, or the folder that holds it"));
                return null;
            }
        }

        var spec = reader.Read(file) is { } source ? ClusterSpecReader.Read(source, diagnostics) : null;
        if (spec is null)
        {
            return null;
        }

        // Mistakes in the workloads are told together with those of binding, but nothing is bound to half of
        // them.
        var workloads = ReadWorkloads(reader, spec, FolderOf(file), diagnostics);
        return !diagnostics.HasErrors
            && ClusterBinder.Bind(spec, workloads, OwnParts(spec), diagnostics) is { } model
            ? new ScenarioClaims(reader, FolderOf(file), diagnostics).Read(model)
            : null;
    }

    /// <summary>
    /// A cluster as another text describes it, under what a file says of workloads: what will run, what it
    /// needs, and what is claimed. A claim that cannot be asked of that cluster is left out.
    /// </summary>
    /// <param name="files">The files.</param>
    /// <param name="path">The cluster file itself, which is right.</param>
    /// <param name="applied">The other text.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <returns>Null where there are errors.</returns>
    public static ClusterModel? ReadPrior(
        IFileSystem files, string path, SourceText applied, DiagnosticBag diagnostics)
    {
        var reader = new InputReader(files, diagnostics);
        var now = reader.Read(path) is { } source
            ? ClusterSpecReader.Read(source, new DiagnosticBag())
            : null;
        if (now is null || ClusterSpecReader.Read(applied, diagnostics) is not { } then) return null;
        var spec = then with
        {
            Data = now.Data, DependsOn = now.DependsOn, Rates = now.Rates, Workloads = now.Workloads,
        };
        var folder = FolderOf(path);
        var workloads = ReadWorkloads(reader, spec, folder, diagnostics);
        var parts = OwnParts(spec);
        var asked = now.Claims.Where(claim => ClusterBinder.Bind(
            spec with { Claims = [claim] }, workloads, parts, new DiagnosticBag()) is not null);
        var whole = spec with { Claims = [.. asked] };
        return ClusterBinder.Bind(whole, workloads, parts, diagnostics) is { } model
            ? new ScenarioClaims(reader, folder, diagnostics).Read(model)
            : null;
    }

    /// <summary>The cluster's own parts. They are ours: a mistake in one is no mistake of the user.</summary>
    private static ImmutableArray<KubernetesObjects> OwnParts(ClusterSpec spec)
    {
        var diagnostics = new DiagnosticBag();
        ImmutableArray<KubernetesObjects> parts =
            [.. SystemManifests.Of(spec).Select(source => ManifestReader.Read([source], diagnostics))];
        return !diagnostics.HasErrors
            ? parts
            : throw new InvalidOperationException(DiagnosticText.Format(diagnostics, colour: false));
    }

    private static KubernetesObjects ReadWorkloads(
        InputReader reader, ClusterSpec spec, string folder, DiagnosticBag diagnostics)
    {
        var sources = new List<SourceText>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in spec.Workloads)
        {
            var path = ManifestNames.Join(folder, entry.Value);
            if (!reader.FileExists(path) && !reader.FolderExists(path))
            {
                diagnostics.Add(InputDiagnostics.NoWorkload(entry.Span, path));
                continue;
            }

            var found = reader.FolderExists(path) ? reader.ReadFolder(path) : reader.ReadOne(path);
            sources.AddRange(found.Where(source => seen.Add(source.Path)));
        }

        return ManifestReader.Read(sources, diagnostics);
    }

    private static string FolderOf(string file)
    {
        var slash = file.LastIndexOf('/');
        return slash < 0 ? "" : slash == 0 ? "/" : file[..slash];
    }
}
