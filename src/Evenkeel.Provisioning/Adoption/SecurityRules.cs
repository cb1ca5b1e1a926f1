using System.Xml.Linq;
using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Adoption;

/// <summary>
/// Rules of a security group, which have no names: AWS refuses a second one that says the same.
/// </summary>
internal static class SecurityRules
{
    /// <summary>
    /// The identifier by which Terraform imports a rule (hashicorp/aws, aws_security_group_rule, "Import"),
    /// or null where the group has no such rule.
    /// </summary>
    /// <param name="group">The group, as EC2 describes it.</param>
    /// <param name="change">The rule that is planned.</param>
    public static string? Find(XElement group, PlannedChange change)
    {
        var type = change.Text("type");
        var (from, to) = (change.Text("from_port") ?? "0", change.Text("to_port") ?? "0");
        var protocol = change.Text("protocol") is "-1" or "all" ? "-1" : change.Text("protocol");
        var source = change.Text("source_security_group_id")
            ?? change.Texts("cidr_blocks").Concat(change.Texts("ipv6_cidr_blocks"))
                .Concat(change.Texts("prefix_list_ids")).FirstOrDefault();
        if (source is null) return null;

        var rules = group.Items(type == "ingress" ? "ipPermissions" : "ipPermissionsEgress");
        return rules.Any(rule => rule.Text("ipProtocol") == protocol
                && (protocol == "-1" || (rule.Text("fromPort"), rule.Text("toPort")) == (from, to))
                && Others(rule).Contains(source, StringComparer.Ordinal))
            ? $"{group.Text("groupId")}_{type}_{(protocol == "-1" ? "all" : protocol)}_{from}_{to}_{source}"
            : null;
    }

    private static IEnumerable<string> Others(XElement rule) =>
        rule.Items("groups").Select(static g => g.Text("groupId"))
            .Concat(rule.Items("ipRanges").Select(static r => r.Text("cidrIp")))
            .Concat(rule.Items("ipv6Ranges").Select(static r => r.Text("cidrIpv6")))
            .Concat(rule.Items("prefixListIds").Select(static p => p.Text("prefixListId")))
            .OfType<string>();
}
