using Evenkeel.Cli.CommandLine;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Text;
using Evenkeel.Platform.Files;
using Evenkeel.Provisioning.Live;
using Evenkeel.Provisioning.Runs;
using Evenkeel.Provisioning.Working;

namespace Evenkeel.Cli.Input;

/// <summary>A cluster file as the commands that touch AWS need it.</summary>
/// <param name="File">The cluster file itself.</param>
/// <param name="Source">Its text.</param>
/// <param name="Model">The bound cluster.</param>
/// <param name="Artifacts">What it is lowered to.</param>
internal sealed record ClusterInput(
    string File, SourceText Source, ClusterModel Model, ArtifactSet Artifacts)
{
    /// <summary>Reads, binds and lowers a cluster file, and tells of every mistake in it.</summary>
    /// <returns>Null where there are errors.</returns>
    public static ClusterInput? Read(CommandContext context, string path)
    {
        var diagnostics = new DiagnosticBag();
        var input = Read(context.Host.Files, path, diagnostics);
        context.WriteDiagnostics(diagnostics);
        return input;
    }

    private static ClusterInput? Read(IFileSystem files, string path, DiagnosticBag diagnostics)
    {
        var model = ProofInput.Read(files, path, diagnostics);
        var artifacts = model is null ? null : ClusterLowering.Lower(model, diagnostics);
        var file = files.FolderExists(path) ? ManifestNames.Join(path, ProofInput.ClusterFile) : path;
        return model is null || artifacts is null
            || new InputReader(files, diagnostics).Read(file) is not { } source
            ? null
            : new(file, source, model, artifacts);
    }

    /// <summary>What there should be in AWS.</summary>
    public ExpectedCluster Expected() => new(
        Model.Name, ClusterLowering.ClusterTag, GroupTag.Key, ClusterLowering.SlotTag,
        [
            .. Model.Aws.Groups.Where(static g => g.IsAutoScaling)
                .Select(static g => new ExpectedGroup(g.Name, g.Zones, g.Min, g.Max)),
        ],
        [.. ClusterLowering.Slots(Model).Select(static s => new ExpectedSlot(s.Name, s.Zone))]);

    /// <summary>What a run over it is told.</summary>
    public RunRequest Request() => new()
    {
        Cluster = Model.Name,
        Region = Model.Region,
        File = Source,
        Artifacts = Artifacts,
        Folder = WorkFolder.Beside(File, Model.Name),
        HasRemoteState = Model.Account.State is not null,
        ClusterTag = ClusterLowering.ClusterTag,
        ParameterPath = ClusterLowering.ParameterPath(Model.Name),
        KeptBucket = ClusterLowering.SnapshotBucket,
        ProtectionVariable = ClusterLowering.ProtectionVariable,
        ReleaseVariable = ClusterLowering.ReleaseVariable,
    };
}
