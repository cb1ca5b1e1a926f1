using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Import.Terraform;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Input;

/// <summary>
/// What is proven is what ships: the numbers of groups and balancers are read back from the configuration
/// that would be applied.
/// </summary>
internal static class RenderedNumbers
{
    /// <summary>
    /// The model with what is rendered from it. A cluster that cannot be rendered keeps its own; `render`
    /// says why.
    /// </summary>
    public static ClusterModel In(ClusterModel model) =>
        ClusterLowering.Lower(model, new DiagnosticBag()) is { } artifacts
            ? model with { Aws = Read(artifacts, model) }
            : model;

    /// <summary>The model with the numbers of a plan of it.</summary>
    /// <param name="files">The files.</param>
    /// <param name="plan">
    /// The plan, as <c>terraform show -json</c> writes it; null for what would be rendered.
    /// </param>
    /// <param name="model">The cluster.</param>
    /// <param name="diagnostics">Takes what is wrong with the plan.</param>
    /// <returns>Null where there are errors.</returns>
    public static ClusterModel? In(
        IFileSystem files, string? plan, ClusterModel model, DiagnosticBag diagnostics) =>
        plan is null ? In(model)
        : new InputReader(files, diagnostics).Read(plan) is { } text
            && TerraformReader.ReadPlan(text, model, diagnostics) is { } aws
            ? model with { Aws = aws }
            : null;

    /// <summary>What was rendered a moment ago can be read: anything else is a mistake of ours.</summary>
    private static AwsModel Read(Core.Model.Artifacts.ArtifactSet artifacts, ClusterModel model)
    {
        var diagnostics = new DiagnosticBag();
        return TerraformReader.Read(artifacts, model, diagnostics)
            ?? throw new InvalidOperationException(DiagnosticText.Format(diagnostics, colour: false));
    }
}
