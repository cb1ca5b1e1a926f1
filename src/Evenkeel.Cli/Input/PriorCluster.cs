using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Text;
using Evenkeel.Import.Terraform;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Input;

/// <summary>
/// The cluster that exists: the machines and balancers of the last change, as a plan found them, under
/// today's workloads and claims.
/// </summary>
/// <param name="Model">The cluster; null where there is none, or it cannot be known.</param>
/// <param name="WhyUnknown">Why it cannot be known, a clause; null where it can, or nothing exists.</param>
internal sealed record PriorCluster(ClusterModel? Model, string? WhyUnknown)
{
    /// <summary>Reads what exists from a plan.</summary>
    /// <param name="files">The files.</param>
    /// <param name="path">The cluster file of the plan.</param>
    /// <param name="plan">The plan, as <c>terraform show -json</c> writes it.</param>
    public static PriorCluster Read(IFileSystem files, string path, SourceText plan)
    {
        var diagnostics = new DiagnosticBag();
        if (PriorState.Of(plan, diagnostics) is not { } prior) return Unknown(diagnostics);
        if (prior.IsEmpty) return new(null, null);
        if (prior.File is not { } applied)
        {
            return new(null, "its state does not say of which cluster file it was made");
        }

        return ProofInput.ReadPrior(files, path, applied, diagnostics) is { } model
            && prior.Read(model, diagnostics) is { } aws
            ? new(model with { Aws = aws }, null)
            : Unknown(diagnostics);
    }

    private static PriorCluster Unknown(DiagnosticBag diagnostics) => new(
        null, "it is not what was applied last: " + diagnostics.ToOrderedList()
            .First(static d => d.Severity == Severity.Error).Message);
}
