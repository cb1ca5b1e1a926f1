using System.Text.Json;
using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Adoption;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Tests.Adoption;

/// <summary>A kill may come after EC2 made a group and before Terraform took its first rule away.</summary>
public sealed class DefaultEgressTests
{
    private const string Groups = """
        <r><securityGroupInfo>
          <item><groupId>sg-1</groupId><ipPermissionsEgress>
            <item><ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges>
              <ipv6Ranges><item><cidrIpv6>::/0</cidrIpv6></item></ipv6Ranges></item>
          </ipPermissionsEgress></item>
          <item><groupId>sg-2</groupId><ipPermissionsEgress>
            <item><ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp>
              <description>ours</description></item></ipRanges></item>
          </ipPermissionsEgress></item>
          <item><groupId>sg-3</groupId><ipPermissionsEgress>
            <item><ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>
          </ipPermissionsEgress></item>
        </securityGroupInfo></r>
        """;

    [Fact]
    public async Task A_group_that_is_taken_in_lets_nothing_out_but_what_the_cluster_says()
    {
        var aws = new MemoryAws("eu-west-1", (_, action, _) => action == "DescribeSecurityGroups" ? Groups : "<r/>");
        await RevokeAsync(aws, Imported("aws_security_group.one", """{"id": "sg-1"}"""),
            Imported("aws_security_group.two", """{"id": "sg-2"}"""),
            Imported("aws_security_group.three", """{"id": "sg-3"}"""),
            Imported("aws_security_group_rule.three_out", """
                {"security_group_id": "sg-3", "type": "egress", "protocol": "-1", "cidr_blocks": ["0.0.0.0/0"]}
                """));
        aws.Asked.Where(a => a.Contains("Revoke")).ShouldBe(
        [
            "ec2 RevokeSecurityGroupEgress GroupId=sg-1 IpPermissions.1.IpProtocol=-1 IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0",
            "ec2 RevokeSecurityGroupEgress GroupId=sg-1 IpPermissions.1.IpProtocol=-1 IpPermissions.1.Ipv6Ranges.1.CidrIpv6=::/0",
        ]);
    }

    [Fact]
    public async Task Nothing_is_asked_where_no_group_is_taken_in()
    {
        var aws = new MemoryAws("eu-west-1", (_, _, _) => throw new InvalidOperationException("nothing is asked"));
        await RevokeAsync(aws, Imported("aws_vpc.main", """{"id": "vpc-1"}"""));
    }

    private static string Imported(string address, string after) => $$$"""
        {"address": "{{{address}}}", "mode": "managed", "type": "{{{address.Split('.')[0]}}}",
         "change": {"actions": ["no-op"], "before": {{{after}}}, "after": {{{after}}}, "importing": {"id": "x"} } }
        """;

    private static Task RevokeAsync(IAwsApi aws, params string[] changes) => new DefaultEgress(aws).RevokeAsync(
        PlannedChange.Of(JsonDocument.Parse($$"""{"resource_changes": [{{string.Join(',', changes)}}]}""").RootElement),
        TestContext.Current.CancellationToken);
}
