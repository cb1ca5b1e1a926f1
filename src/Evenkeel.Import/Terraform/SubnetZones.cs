using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Import.Terraform;

/// <summary>
/// In which zone a subnet lies: as it says itself where it is made; a subnet that exists already is looked up
/// under a name that ends with its zone, to which the configuration holds it.
/// </summary>
internal sealed class SubnetZones(TerraformConfiguration configuration, ClusterModel model)
{
    private const string Subnet = "aws_subnet";

    /// <summary>The zones of the subnets that an argument of a resource names, in their order.</summary>
    public IEnumerable<string> Of(TerraformResource resource, string member) =>
        resource.References(member, Subnet).Select(OfSubnet).OfType<string>();

    /// <summary>The zone of the subnet that a route table is associated with; null where there is none.
    /// </summary>
    public string? OfTable(string table) => configuration.All("aws_route_table_association")
        .Where(link => link.References("route_table_id", "aws_route_table").Contains(table))
        .SelectMany(link => Of(link, "subnet_id")).FirstOrDefault();

    private string? OfSubnet(string name) =>
        configuration.Find(Subnet, name)?.Text("availability_zone")
        ?? model.Zones.FirstOrDefault(
            zone => name.EndsWith($"_{zone.Replace('-', '_')}", StringComparison.Ordinal));
}
