using System.Collections.Immutable;
using System.Xml.Linq;
using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Adoption;

/// <summary>
/// The rule with which EC2 makes every security group, to let everything out. Terraform takes it away in the
/// same step in which it makes a group (hashicorp/aws, aws_security_group), so that a group whose making was
/// cut short still has it, and nothing in a plan would remove it.
/// </summary>
/// <param name="aws">AWS.</param>
internal sealed class DefaultEgress(IAwsApi aws)
{
    private const string Group = "aws_security_group";
    private const string Rule = "aws_security_group_rule";

    private static readonly AddressRange[] Ranges =
    [
        new("ipRanges", "cidrIp", "IpRanges.1.CidrIp", "0.0.0.0/0"),
        new("ipv6Ranges", "cidrIpv6", "Ipv6Ranges.1.CidrIpv6", "::/0"),
    ];

    /// <summary>
    /// Takes it from the groups that a plan takes in, but where the plan takes it in, too, as a rule of the
    /// cluster.
    /// </summary>
    /// <exception cref="ProvisioningException">AWS refused.</exception>
    public async Task RevokeAsync(
        ImmutableArray<PlannedChange> plan, CancellationToken cancellation)
    {
        var ids = plan.Where(static c => c.IsImported && c.Type == Group)
            .Select(static c => c.Text("id")).OfType<string>().ToList();
        if (ids.Count == 0) return;

        try
        {
            var answer = await aws.QueryAsync(
                AwsService.Ec2, "DescribeSecurityGroups", new AwsParameters().AddList("GroupId", ids),
                cancellation);
            foreach (var group in answer.Items("securityGroupInfo"))
            {
                foreach (var range in Ranges.Where(
                    r => HasIt(group, r)
                        && !IsTakenIn(plan, group.Text("groupId"), r.Anywhere)))
                {
                    await aws.QueryAsync(
                        AwsService.Ec2, "RevokeSecurityGroupEgress",
                        new AwsParameters().Add("GroupId", group.Text("groupId"))
                            .Add("IpPermissions.1.IpProtocol", "-1")
                            .Add($"IpPermissions.1.{range.Parameter}", range.Anywhere),
                        cancellation);
                }
            }
        }
        catch (AwsException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }
    }

    /// <summary>A rule of the cluster has a description, and this one has none.</summary>
    private static bool HasIt(XElement group, AddressRange range) =>
        group.Items("ipPermissionsEgress").Where(static rule => rule.Text("ipProtocol") == "-1")
            .SelectMany(rule => rule.Items(range.List))
            .Any(item => item.Text(range.Member) == range.Anywhere
                && string.IsNullOrEmpty(item.Text("description")));

    private static bool IsTakenIn(
        ImmutableArray<PlannedChange> plan, string? group, string anywhere) => plan.Any(c =>
            c.IsImported && c.Type == Rule && c.Text("type") == "egress"
            && c.Text("security_group_id") == group
            && c.Texts("cidr_blocks").Concat(c.Texts("ipv6_cidr_blocks"))
                .Contains(anywhere, StringComparer.Ordinal));

    /// <summary>How EC2 writes addresses of a kind, and how it is asked.</summary>
    private sealed record AddressRange(string List, string Member, string Parameter, string Anywhere);
}
