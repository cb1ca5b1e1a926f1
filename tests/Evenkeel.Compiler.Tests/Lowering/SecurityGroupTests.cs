using System.Text;
using System.Text.RegularExpressions;
using Evenkeel.Compiler.Lowering.Security;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>Rules as they were written, against what may be open.</summary>
public sealed class SecurityGroupTests
{
    private const string Ingress = "ingress";
    private const string Egress = "egress";

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void The_world_reaches_the_service_balancer_alone(string name)
    {
        var configuration = Renders.Configuration(name);
        var model = Renders.Model(name);
        foreach (var rule in Rules(configuration, Ingress).Where(r => r.Get("cidr_blocks") is not null))
        {
            var (to, port, from) = (Group(rule), Port(rule), Configuration.Items(rule.Get("cidr_blocks")).Single().GetString()!);
            switch (to, port)
            {
                case ("service_balancer", 80 or 443):
                    from.ShouldBe("0.0.0.0/0");
                    break;
                case ("api_balancer", 6443):
                    model.ApiAccess.Public.ShouldBeTrue(rule.ToString());
                    model.ApiAccess.AllowFrom.Select(r => r.ToString()).ShouldContain(from);
                    break;
                case ("bastion", 22):
                    model.Network.Bastion!.AllowFrom.Select(r => r.ToString()).ShouldContain(from);
                    from.ShouldNotBe("0.0.0.0/0");
                    break;
                default:
                    Assert.Fail($"{rule} is open to {from}");
                    break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void By_IPv6_the_world_reaches_the_service_balancer_alone(string name) =>
        Rules(Renders.Configuration(name), Ingress).Where(r => r.Get("ipv6_cidr_blocks") is not null)
            .Select(r => $"{Group(r)} {Ports(r)} {Configuration.Items(r.Get("ipv6_cidr_blocks")).Single()}")
            .ShouldBe(Renders.Model(name).Network.Ipv6 ? ["service_balancer 443/tcp ::/0", "service_balancer 80/tcp ::/0"] : [],
                ignoreOrder: true);

    /// <summary>K3s, "Requirements", inbound rules for nodes; the rest is 9440, the agent's own.</summary>
    [Fact]
    public void Inside_the_cluster_the_ports_are_those_of_K3s_and_no_more()
    {
        var configuration = Renders.Configuration("k3s-three-zones");
        Edges(configuration, "control_plane", "control_plane").ShouldBe(
            ["10250/tcp", "2379-2380/tcp", "6443/tcp", "8472/udp"]);
        Edges(configuration, "worker", "control_plane").ShouldBe(["10250/tcp", "6443/tcp", "8472/udp"]);
        Edges(configuration, "control_plane", "worker").ShouldBe(["10250/tcp", "8472/udp"]);
        Edges(configuration, "worker", "worker").ShouldBe(["10250/tcp", "8472/udp"]);
        Edges(configuration, "service_balancer", "worker").ShouldBe(["30080/tcp", "30443/tcp", "9440/tcp"]);
        Edges(configuration, "service_balancer", "control_plane").ShouldBeEmpty();
        Edges(configuration, "api_balancer", "control_plane").ShouldBe(["6443/tcp", "9440/tcp"]);
        Edges(configuration, "worker", "data").ShouldBeEmpty();
    }

    [Fact]
    public void An_echo_is_asked_in_place_of_the_agent_on_nodes_and_never_on_the_API()
    {
        var configuration = Renders.Configuration("health-daemonset");
        foreach (var node in new[] { "worker", "control_plane" })
        {
            Edges(configuration, "service_balancer", node).ShouldBe(["30080/tcp", "30090/tcp", "30443/tcp"]);
        }

        Edges(configuration, "api_balancer", "control_plane").ShouldBe(["6443/tcp", "9440/tcp"]);
    }

    [Fact]
    public void The_data_tier_is_reached_by_applications_and_administrators_on_its_ports()
    {
        var bastion = Renders.Configuration("bastion");
        Rules(bastion, Ingress).Where(r => Group(r) == "data")
            .Select(r => $"{Other(r)} {Port(r)}").ShouldBe(["bastion 5432", "worker 5432"], ignoreOrder: true);
        Rules(bastion, Egress).Where(r => Group(r) == "data").ShouldBeEmpty();
        Edges(Renders.Configuration("data-tier"), "control_plane", "data").ShouldBe(["5432/tcp", "6379/tcp"]);
    }

    [Fact]
    public void Etcd_on_machines_of_its_own_is_reached_by_servers_alone()
    {
        var configuration = Renders.Configuration("dedicated-etcd");
        Rules(configuration, Ingress).Where(r => Group(r) == "etcd").Select(r => $"{Other(r)} {Ports(r)}")
            .ShouldBe(["control_plane 2379/tcp", "etcd 2379-2380/tcp"], ignoreOrder: true);
        Edges(configuration, "control_plane", "control_plane").ShouldNotContain("2379-2380/tcp");
    }

    [Fact]
    public void Mirrors_are_reached_where_they_are_and_nothing_else_opens_for_them()
    {
        var inside = Rules(Renders.Configuration("no-nat"), Egress).Where(r => ToWord(r) == "mirrors").ToList();
        inside.Select(r => $"{Group(r)} {Configuration.Items(r.Get("cidr_blocks")).Single()} {Ports(r)}").ShouldBe(
            from node in new[] { "control_plane", "worker" }
            from range in new[] { "10.20.200.0/24", "10.30.0.0/16" }
            from port in new[] { "443/tcp", "5000/tcp" }
            select $"{node} {range} {port}", ignoreOrder: true);
        Rules(Renders.Configuration("no-nat"), Egress).ShouldNotContain(r => ToWord(r) == "internet");
        Rules(Renders.Configuration("account"), Egress).Where(r => Group(r) == "control_plane" && ToWord(r) == "internet")
            .Select(Ports).ShouldBe(["443/tcp", "5000/tcp"], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Rules_are_the_table_and_both_ends_agree(string name)
    {
        var configuration = Renders.Configuration(name);
        configuration.All("aws_security_group").ShouldAllBe(
            g => g.Get("ingress") == null && g.Get("egress") == null);
        var table = EdgeTable.Of(Renders.Model(name)).ToList();
        foreach (var (type, isIngress) in new[] { (Ingress, true), (Egress, false) })
        {
            var expected = table.Where(e => Actors.IsGroup(isIngress ? e.To : e.From)).SelectMany(e =>
                Enumerable.Repeat(
                    $"{Actors.Word(e.From)} {Actors.Word(e.To)} {e.Ports}",
                    Ranges(name, isIngress ? e.From : e.To)));
            var written = Rules(configuration, type).Select(r => isIngress
                ? $"{FromWord(r)} {Group(r)} {Ports(r)}"
                : $"{Group(r)} {ToWord(r)} {Ports(r)}");
            written.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Every_rule_says_why(string name)
    {
        foreach (var rule in Rules(Renders.Configuration(name)))
        {
            // EC2 API, IpRange, Description.
            rule.Text("description").ShouldMatch(@"^[a-zA-Z0-9 ._\-:/()#,@\[\]+=&;{}!$*]{20,255}$", rule.ToString());
        }
    }

    [Fact]
    public void The_reference_has_the_table()
    {
        var text = new StringBuilder("| from | to | ports | why | when |\n|---|---|---|---|---|\n");
        foreach (var edge in EdgeTable.Fixed.Concat(EdgeTable.Named))
        {
            var ports = EdgeTable.Named.Contains(edge) ? "its port" : edge.Ports.ToString();
            text.Append($"| {Spoken(edge.From)} | {Spoken(edge.To)} | {ports} | {edge.Why} | {edge.When.Text} |\n");
        }

        var page = File.ReadAllText(RepositoryRoot.PathOf("docs", "render.md"));
        Golden.Verify("docs/render.md", Regex.Replace(
            page, @"(<!-- edges -->\n).*?(<!-- /edges -->)", m => m.Groups[1].Value + text + m.Groups[2].Value,
            RegexOptions.Singleline));
    }

    private static string Spoken(Actor actor) => Actors.Word(actor).Replace('_', ' ');

    private static int Ranges(string name, Actor other) => other switch
    {
        Actor.Internet => Renders.Model(name).Network.Ipv6 ? 2 : 1,
        Actor.ApiClients => Renders.Model(name).ApiAccess.AllowFrom.Length,
        Actor.Operators => Renders.Model(name).Network.Bastion!.AllowFrom.Length,
        Actor.Mirrors => Renders.Model(name).Account.Mirrors.SelectMany(m => m.Addresses).Distinct().Count(),
        _ => 1,
    };

    private static IEnumerable<Block> Rules(Configuration configuration) => configuration.All("aws_security_group_rule");

    private static IEnumerable<Block> Rules(Configuration configuration, string type) =>
        Rules(configuration).Where(r => r.Text("type") == type);

    private static IEnumerable<string> Edges(Configuration configuration, string from, string to) =>
        Rules(configuration, Ingress).Where(r => Group(r) == to && Other(r) == from)
            .Select(Ports).Order(StringComparer.Ordinal);

    private static string Group(Block rule) => Last(rule.Text("security_group_id"));

    private static string? Other(Block rule) =>
        rule.Get("source_security_group_id") is { } id ? Last(id.GetString()!) : null;

    private static string FromWord(Block rule) => Other(rule) ?? Group(rule) switch
    {
        "service_balancer" => "internet",
        "api_balancer" => "api_clients",
        _ => "operators",
    };

    private static string ToWord(Block rule) =>
        Other(rule) ?? (rule.Get("prefix_list_ids") is not null ? "s3"
            : Configuration.Items(rule.Get("cidr_blocks")).Any(range => range.GetString() != "0.0.0.0/0") ? "mirrors"
            : "internet");

    private static int Port(Block rule) => rule.Body.GetProperty("from_port").GetInt32();

    private static string Ports(Block rule)
    {
        var protocol = rule.Text("protocol");
        if (protocol == "-1") return "all";
        var (first, last) = (Port(rule), rule.Body.GetProperty("to_port").GetInt32());
        return (first == last ? $"{first}" : $"{first}-{last}") + $"/{protocol}";
    }

    private static string Last(string reference) => reference.Split('.')[1];
}
