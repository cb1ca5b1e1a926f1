using System.Xml.Linq;
using Evenkeel.Platform.Aws;

namespace Evenkeel.Provisioning.Adoption;

/// <summary>A kind of resource that EC2 would make twice, and that is known by its tags.</summary>
/// <param name="Type">Its type in Terraform.</param>
/// <param name="Action">What EC2 is asked.</param>
/// <param name="Set">Where the answer has them.</param>
/// <param name="Id">The element with the identifier.</param>
/// <param name="Gone">States in which it does not count any more.</param>
internal sealed record TaggedKind(string Type, string Action, string[] Set, string Id, params string[] Gone)
{
    /// <summary>Every kind that a configuration has.</summary>
    public static IReadOnlyList<TaggedKind> All { get; } =
    [
        new("aws_vpc", "DescribeVpcs", ["vpcSet"], "vpcId"),
        new("aws_subnet", "DescribeSubnets", ["subnetSet"], "subnetId"),
        new("aws_route_table", "DescribeRouteTables", ["routeTableSet"], "routeTableId"),
        new("aws_internet_gateway", "DescribeInternetGateways", ["internetGatewaySet"], "internetGatewayId"),
        new("aws_nat_gateway", "DescribeNatGateways", ["natGatewaySet"], "natGatewayId",
            "deleting", "deleted", "failed"),
        new("aws_eip", "DescribeAddresses", ["addressesSet"], "allocationId"),
        new("aws_security_group", "DescribeSecurityGroups", ["securityGroupInfo"], "groupId"),
        new("aws_ebs_volume", "DescribeVolumes", ["volumeSet"], "volumeId", "deleting", "deleted"),
        new("aws_network_interface", "DescribeNetworkInterfaces", ["networkInterfaceSet"],
            "networkInterfaceId"),
        new("aws_vpc_endpoint", "DescribeVpcEndpoints", ["vpcEndpointSet"], "vpcEndpointId",
            "deleting", "deleted", "failed", "rejected", "expired"),
        new("aws_instance", "DescribeInstances", ["reservationSet", "item", "instancesSet"], "instanceId",
            "shutting-down", "terminated"),
        new("aws_egress_only_internet_gateway", "DescribeEgressOnlyInternetGateways",
            ["egressOnlyInternetGatewaySet"], "egressOnlyInternetGatewayId"),
        new("aws_flow_log", "DescribeFlowLogs", ["flowLogSet"], "flowLogId"),
    ];

    /// <summary>Those of a cluster that exist.</summary>
    public async Task<List<XElement>> FindAsync(
        IAwsApi aws, string clusterTag, string cluster, CancellationToken cancellation)
    {
        var found = new List<XElement>();
        var asked = new AwsParameters().AddFilter($"tag:{clusterTag}", cluster);
        await foreach (var page in aws.PagesAsync(AwsService.Ec2, Action, asked, cancellation))
        {
            found.AddRange(page.Items(Set)
                .Where(item => !Gone.Contains(State(item), StringComparer.Ordinal))
                .Where(static item => !GoesWithMachine(item)));
        }

        return found;
    }

    /// <summary>Root disks and first interfaces are their machine's, and named like it.</summary>
    private static bool GoesWithMachine(XElement item) =>
        item.Items("attachmentSet").Append(item.Element("attachment")).OfType<XElement>()
            .Any(static attachment => attachment.Text("deleteOnTermination") == "true");

    private static string State(XElement item) =>
        item.Text("state") ?? item.Text("status") ?? item.Text("vpcEndpointState")
        ?? item.Text("instanceState", "name") ?? "";
}
