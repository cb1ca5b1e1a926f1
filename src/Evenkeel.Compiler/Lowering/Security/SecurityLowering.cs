using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Security;

/// <summary>
/// Security groups and their rules: each edge of <see cref="EdgeTable"/> is a rule at either end that is a
/// group, one resource a rule, by reference where the other end is a group too.
/// </summary>
/// <remarks>
/// Of the two resources that make one rule, <c>aws_security_group_rule</c> is the one whose description can
/// be read back from everything that speaks EC2's API: it asks for groups, and not for rules.
/// </remarks>
internal static class SecurityLowering
{
    private const string Anywhere = "0.0.0.0/0";
    private const string AnywhereIpv6 = "::/0";

    /// <summary>The groups that the cluster's edges name, and their rules.</summary>
    public static TfFile Lower(LoweringScope scope)
    {
        var edges = EdgeTable.Of(scope.Model).ToList();
        return new("security",
        [
            .. Groups(scope.Model, edges).Select(actor => Group(scope, actor)),
            .. edges.Where(e => Actors.IsGroup(e.To))
                .SelectMany(e => Rules(scope.Model, e, isIngress: true)),
            .. edges.Where(e => Actors.IsGroup(e.From))
                .SelectMany(e => Rules(scope.Model, e, isIngress: false)),
        ]);
    }

    /// <summary>The security groups of a cluster.</summary>
    public static IEnumerable<Actor> Groups(ClusterModel model) => Groups(model, EdgeTable.Of(model));

    private static IEnumerable<Actor> Groups(ClusterModel model, IEnumerable<Edge> edges) =>
        edges.SelectMany(e => new[] { e.From, e.To })
            // Databases that are made elsewhere belong to the group even before a port is named.
            .Concat(HasDataTier(model) ? [Actor.Data] : Array.Empty<Actor>())
            .Where(Actors.IsGroup).Distinct().Order();

    private static bool HasDataTier(ClusterModel model) =>
        model.Network.Existing is not { } existing || existing.Subnets.ContainsKey(Tier.Data);

    private static TfBlock Group(LoweringScope scope, Actor actor)
    {
        var name = scope.Names.Of(Actors.Word(actor).Replace('_', '-'));
        return TfBlock.Of(ResourceAddresses.SecurityGroup(actor), new()
        {
            ["description"] = Actors.Purpose(actor),
            ["name"] = name,
            ["tags"] = LoweringScope.Named(name),
            ["vpc_id"] = scope.Addresses.Vpc.Id,
        });
    }

    private static IEnumerable<TfBlock> Rules(ClusterModel model, Edge edge, bool isIngress)
    {
        var (own, other) = isIngress ? (edge.To, edge.From) : (edge.From, edge.To);
        var name = $"{Actors.Word(own)}_{(isIngress ? "from" : "to")}_{Actors.Word(other)}_{edge.Ports.Word}";
        foreach (var (suffix, member, value) in Others(model, other))
        {
            yield return TfBlock.Of(new("aws_security_group_rule", name + suffix), new()
            {
                ["description"] = Description(edge),
                ["from_port"] = edge.Ports.First,
                ["protocol"] = edge.Ports.Protocol,
                [member] = value,
                ["security_group_id"] = ResourceAddresses.SecurityGroup(own).Id,
                ["to_port"] = edge.Ports.Last,
                ["type"] = isIngress ? "ingress" : "egress",
            });
        }
    }

    /// <summary>
    /// Who talks to whom, and why, in the characters that AWS takes (EC2 API, IpRange, Description).
    /// </summary>
    public static string Description(Edge edge) => string.Concat(
        $"{Spoken(edge.From)} to {Spoken(edge.To)}: {edge.Why}".Select(c => IsAllowed(c) ? c : '-'));

    private static bool IsAllowed(char c) =>
        char.IsAsciiLetterOrDigit(c) || " ._-:/()#,@[]+=&;{}!$*".Contains(c, StringComparison.Ordinal);

    private static string Spoken(Actor actor) => Actors.Word(actor).Replace('_', '-');

    private static readonly (string Suffix, string Member, TfValue Value)[] Ipv4Alone = [];

    private static IEnumerable<(string Suffix, string Member, TfValue Value)> Others(
        ClusterModel model, Actor actor) => actor switch
        {
            Actor.Internet =>
            [
                ("", "cidr_blocks", TfValue.List(Anywhere)),
                .. model.Network.Ipv6
                    ? [("_ipv6", "ipv6_cidr_blocks", TfValue.List(AnywhereIpv6))]
                    : Ipv4Alone,
            ],
            Actor.ApiClients => model.ApiAccess.AllowFrom.Distinct().Select(Range),
            Actor.Operators => model.Network.Bastion!.AllowFrom.Distinct().Select(Range),
            Actor.Mirrors => model.Account.Mirrors.SelectMany(static m => m.Addresses).Distinct()
                .Select(Range).OrderBy(static range => range.Suffix, StringComparer.Ordinal),
            Actor.S3 =>
            [
                ("", "prefix_list_ids",
                    TfValue.List(ResourceAddresses.S3Endpoint.Attribute("prefix_list_id"))),
            ],
            _ => [("", "source_security_group_id", ResourceAddresses.SecurityGroup(actor).Id)],
        };

    private static (string Suffix, string Member, TfValue Value) Range(Core.Model.Ipv4Network range)
    {
        var text = range.ToString();
        return ("_" + text.Replace('.', '_').Replace('/', '_'), "cidr_blocks", TfValue.List(text));
    }
}
