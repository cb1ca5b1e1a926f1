using Evenkeel.Core.Model;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>Tiers, routes and ways out, read back from what was written.</summary>
public sealed class NetworkTests
{
    private static readonly string[] Three = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

    [Fact]
    public void Each_zone_has_three_subnets_and_a_route_table_for_each()
    {
        var configuration = Renders.Configuration("k3s-three-zones");
        var subnets = configuration.All("aws_subnet").ToList();
        subnets.Count.ShouldBe(9);
        subnets.GroupBy(s => s.Text("availability_zone")).Select(g => (g.Key, g.Count()))
            .ShouldBe(Three.Select(zone => (zone, 3)), ignoreOrder: true);
        var ranges = subnets.Select(s => Ipv4Network.Parse(s.Text("cidr_block"))).ToList();
        ranges.ShouldAllBe(r => ranges.Count(other => other.Overlaps(r)) == 1);
        configuration.All("aws_route_table").Count().ShouldBe(9);
        foreach (var link in configuration.All("aws_route_table_association"))
        {
            link.Text("subnet_id").ShouldBe($"${{aws_subnet.{link.Name}.id}}");
            link.Text("route_table_id").ShouldBe($"${{aws_route_table.{link.Name}.id}}");
        }
    }

    [Fact]
    public void Each_zone_goes_out_through_its_own_gateway()
    {
        var configuration = Renders.Configuration("k3s-three-zones");
        foreach (var zone in new[] { "eu_west_1a", "eu_west_1b", "eu_west_1c" })
        {
            configuration.One($"aws_route.application_{zone}_out").Text("nat_gateway_id")
                .ShouldBe($"${{aws_nat_gateway.{zone}.id}}");
            configuration.One($"aws_nat_gateway.{zone}").Text("subnet_id")
                .ShouldBe($"${{aws_subnet.public_{zone}.id}}");
        }
    }

    [Fact]
    public void A_single_gateway_serves_all_zones()
    {
        var configuration = Renders.Configuration("single-nat");
        configuration.All("aws_nat_gateway").Select(n => n.Name).ShouldBe(["eu_west_1a"]);
        configuration.All("aws_route").Where(r => r.Name.StartsWith("application"))
            .Select(r => r.Text("nat_gateway_id")).ShouldBe(Enumerable.Repeat("${aws_nat_gateway.eu_west_1a.id}", 3));
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void The_data_tier_leads_nowhere(string name)
    {
        var configuration = Renders.Configuration(name);
        configuration.All("aws_route").Where(r => r.Text("route_table_id").Contains("data_")).ShouldBeEmpty();
        configuration.All("aws_vpc_endpoint").SelectMany(e => Configuration.Items(e.Get("route_table_ids")))
            .Where(t => t.GetString()!.Contains("data_")).ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_gateway_nodes_reach_what_they_need_through_endpoints()
    {
        var configuration = Renders.Configuration("no-nat");
        configuration.All("aws_nat_gateway").ShouldBeEmpty();
        configuration.All("aws_route").Select(r => r.Name).ShouldAllBe(name => name.StartsWith("public_"));
        configuration.All("aws_vpc_endpoint").Select(e => e.Text("service_name").Split('.', 4)[3])
            .ShouldBe(
                ["autoscaling", "ec2", "ecr.api", "ecr.dkr", "elasticfilesystem", "kms", "s3", "ssm", "ssmmessages", "sts"],
                ignoreOrder: true);
        configuration.All("aws_vpc_endpoint").Where(e => e.Text("vpc_endpoint_type") == "Interface")
            .ShouldAllBe(e => e.Body.GetProperty("subnet_ids").GetArrayLength() == 3);
    }

    [Fact]
    public void IPv6_has_ranges_of_its_own_and_goes_out_alone()
    {
        var configuration = Renders.Configuration("dual-stack");
        configuration.One("aws_vpc.main").Body.GetProperty("assign_generated_ipv6_cidr_block").GetBoolean().ShouldBeTrue();
        var subnets = configuration.All("aws_subnet").ToList();
        subnets.Select(s => s.Text("ipv6_cidr_block")).ShouldBeUnique();
        subnets.ShouldAllBe(s => s.Text("ipv6_cidr_block").StartsWith("${cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, "));
        configuration.One("aws_subnet.application_eu_west_1b").Text("ipv6_cidr_block")
            .ShouldBe("${cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 5)}");
        configuration.All("aws_route").Where(r => r.Get("destination_ipv6_cidr_block") is not null).Select(r =>
                $"{r.Text("route_table_id").Split('.')[1]} {(r.Get("gateway_id") ?? r.Get("egress_only_gateway_id"))!.Value.GetString()}")
            .ShouldBe(Three.SelectMany(zone => new[]
            {
                $"public_{zone.Replace('-', '_')} ${{aws_internet_gateway.main.id}}",
                $"application_{zone.Replace('-', '_')} ${{aws_egress_only_internet_gateway.main.id}}",
            }), ignoreOrder: true);
        configuration.One("aws_lb.service").Text("ip_address_type").ShouldBe("dualstack");
        configuration.One("aws_lb.api").Get("ip_address_type").ShouldBeNull();
        configuration.All("aws_route53_record").Select(r => $"{r.Name} {r.Text("type")}")
            .ShouldBe(["api A", "service A", "service_ipv6 AAAA"], ignoreOrder: true);
        var closed = new Configuration(Renders.Lower(Renders.Model(
            "dual-stack", t => t.Replace("    ipv6: true\n", "    ipv6: true\n    nat: none\n"))));
        closed.All("aws_egress_only_internet_gateway").ShouldBeEmpty();
        closed.All("aws_route").ShouldAllBe(r => r.Name.StartsWith("public_"));
    }

    [Fact]
    public void Flow_logs_go_to_a_bucket_that_forgets_them()
    {
        var configuration = Renders.Configuration("dual-stack");
        var log = configuration.One("aws_flow_log.main");
        (log.Text("traffic_type"), log.Text("log_destination"), log.Text("vpc_id"))
            .ShouldBe(("REJECT", "${aws_s3_bucket.flow_logs.arn}", "${aws_vpc.main.id}"));
        Configuration.Items(configuration.One("aws_s3_bucket_lifecycle_configuration.flow_logs").Get("rule")).Single()
            .GetProperty("expiration").GetProperty("days").GetInt32().ShouldBe(90);
        var writers = Configuration.Items(configuration.One("data.aws_iam_policy_document.flow_logs_bucket").Get("statement"))
            .Where(s => s.GetProperty("principals").GetProperty("type").GetString() == "Service").ToList();
        writers.Count.ShouldBe(2);
        foreach (var writer in writers)
        {
            // Without these AWS would write for anybody who knows the bucket's name.
            Configuration.Items(writer.GetProperty("condition")).Select(c => c.GetProperty("variable").GetString())
                .ShouldBeSubsetOf(["aws:SourceAccount", "aws:SourceArn", "s3:x-amz-acl"]);
            Configuration.Texts(writer).ShouldContain("${data.aws_caller_identity.current.account_id}");
        }

        Renders.Configuration("k3s-three-zones").All("aws_flow_log").ShouldBeEmpty();
    }

    [Fact]
    public void A_network_that_exists_is_found_and_not_made()
    {
        var configuration = Renders.Configuration("existing-vpc");
        foreach (var made in new[] { "aws_vpc", "aws_subnet", "aws_route", "aws_nat_gateway", "aws_vpc_endpoint" })
        {
            configuration.All(made).ShouldBeEmpty(made);
        }

        var subnet = configuration.One("data.aws_subnet.application_eu_west_1b");
        subnet.Text("id").ShouldBe("subnet-1b");
        Configuration.Texts(subnet.Body).ShouldContain("${self.availability_zone == \"eu-west-1b\"}");
        configuration.All("aws_security_group").ShouldAllBe(g => g.Text("vpc_id") == "${data.aws_vpc.main.id}");
    }
}
