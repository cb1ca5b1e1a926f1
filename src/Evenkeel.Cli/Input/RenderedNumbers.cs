using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Import.Terraform;

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

    /// <summary>What was rendered a moment ago can be read: anything else is a mistake of ours.</summary>
    private static AwsModel Read(Core.Model.Artifacts.ArtifactSet artifacts, ClusterModel model)
    {
        var diagnostics = new DiagnosticBag();
        return TerraformReader.Read(artifacts, model, diagnostics)
            ?? throw new InvalidOperationException(DiagnosticText.Format(diagnostics, colour: false));
    }
}
