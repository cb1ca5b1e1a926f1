using Evenkeel.Compiler.Diagnostics;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering;

/// <summary>What a good cluster file may ask for that cannot be made of it.</summary>
internal static class LoweringChecks
{
    /// <summary>Reports everything.</summary>
    /// <returns>Whether the cluster can be lowered.</returns>
    public static bool Check(ClusterModel model, DiagnosticBag diagnostics)
    {
        var before = diagnostics.ErrorCount;
        if (model.Distribution == Distribution.Eks)
        {
            diagnostics.Add(LoweringDiagnostics.NoEks());
        }

        if (model.Network.Existing is { } existing && !existing.Subnets.ContainsKey(Tier.Public))
        {
            CheckPublicTier(model, diagnostics);
        }

        if (model.Network is { Existing: null, Nat: NatMode.None })
        {
            diagnostics.Add(LoweringDiagnostics.NothingOutside());
        }

        if (model.Ingress.AcmeEmail is not null && model.Account.Dns is null)
        {
            diagnostics.Add(LoweringDiagnostics.NoName());
        }

        return diagnostics.ErrorCount == before;
    }

    private static void CheckPublicTier(ClusterModel model, DiagnosticBag diagnostics)
    {
        if (Usage.ServiceBalancer(model))
        {
            diagnostics.Add(LoweringDiagnostics.NoPublicSubnets(
                "the balancer of the ingress", "set `ingress.class: none`"));
        }

        if (model.ApiAccess.Public)
        {
            diagnostics.Add(LoweringDiagnostics.NoPublicSubnets(
                "the balancer of a public API", "leave out `apiAccess.public`"));
        }

        if (model.Network.Bastion is not null)
        {
            diagnostics.Add(LoweringDiagnostics.NoPublicSubnets("the bastion", "set `access: ssm`"));
        }
    }
}
