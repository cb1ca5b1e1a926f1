using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Network;

/// <summary>
/// A VPC that exists already: looked up by its ids, and held to what the cluster file says of it. Its routes,
/// NAT and endpoints are its owner's.
/// </summary>
internal static class ExistingNetworkLowering
{
    /// <summary>Data sources for the VPC and each subnet.</summary>
    public static IEnumerable<TfBlock> Blocks(LoweringScope scope, ExistingNetwork existing)
    {
        yield return TfBlock.Of(scope.Addresses.Vpc, new() { ["id"] = existing.Vpc });
        foreach (var (tier, ids) in existing.Subnets)
        {
            for (var i = 0; i < ids.Length; i++)
            {
                var zone = scope.Model.Zones[i];
                yield return TfBlock.Of(scope.Addresses.Subnet(tier, zone), new()
                {
                    ["id"] = ids[i],
                    ["lifecycle"] = new TfObject
                    {
                        ["postcondition"] = TfValue.List(
                            Condition("availability_zone", zone, $"{ids[i]} does not lie in {zone}."),
                            Condition(
                                "vpc_id", existing.Vpc, $"{ids[i]} does not belong to {existing.Vpc}.")),
                    },
                });
            }
        }
    }

    private static TfObject Condition(string attribute, string value, string message) => new()
    {
        ["condition"] = TfValue.Code($"self.{attribute} == \"{value}\""),
        ["error_message"] = $"The subnet {message}",
    };
}
