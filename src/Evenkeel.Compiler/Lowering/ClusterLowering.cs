using Evenkeel.Compiler.Diagnostics;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Alarms;
using Evenkeel.Compiler.Lowering.Balancers;
using Evenkeel.Compiler.Lowering.Bootstrap;
using Evenkeel.Compiler.Lowering.Configuration;
using Evenkeel.Compiler.Lowering.ControlPlane;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Network;
using Evenkeel.Compiler.Lowering.NodePools;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Compiler.Lowering.Storage;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering;

/// <summary>Lowers a cluster to the files that make it: a pure function of the model.</summary>
public static class ClusterLowering
{
    /// <summary>The folder of the Terraform configuration.</summary>
    public const string TerraformFolder = "terraform";

    /// <summary>Lowers.</summary>
    /// <param name="model">The bound cluster.</param>
    /// <param name="diagnostics">Takes what cannot be lowered, or does not do what it seems to (EK21nn).
    /// </param>
    /// <returns>The files, or null where there are errors.</returns>
    public static ArtifactSet? Lower(ClusterModel model, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(diagnostics);
        if (!LoweringChecks.Check(model, diagnostics))
        {
            return null;
        }

        var scope = new LoweringScope(model);
        List<TfFile> files =
        [
            VersionsLowering.Lower(scope),
            NetworkLowering.Lower(scope),
            SecurityLowering.Lower(scope),
            IamLowering.Lower(scope),
            StorageLowering.Lower(scope),
            ControlPlaneLowering.Lower(scope),
            NodePoolLowering.Lower(scope),
            BalancerLowering.Lower(scope),
            OutputsLowering.Lower(scope),
        ];
        if (AlarmLowering.Lower(scope) is { } alarms)
        {
            files.Add(alarms);
        }

        return files.Aggregate(
            BootLowering.Lower(scope),
            (set, file) => set.With($"{TerraformFolder}/{file.Name}.tf.json", TfJson.Write(file)));
    }
}
