using Evenkeel.Compiler.Costs;
using Evenkeel.Compiler.Tests.Lowering;

namespace Evenkeel.Compiler.Tests.Costs;

/// <summary>Monthly estimates, against sums by hand and against what is rendered.</summary>
public sealed class CostEstimateTests
{
    /// <summary>
    /// eu-west-1: m7i.large 0.11235 $/h, m7i.xlarge twice that; 6 × 80 GiB of root volumes and 3 × 20 GiB of etcd at
    /// 0.088; NAT 0.048, NLB 0.0252, addresses 0.005 (3 of NAT, 3 of the service balancer); 1000 GB at 0.02.
    /// </summary>
    [Fact]
    public void Three_zones_cost_what_their_parts_cost()
    {
        var estimate = CostEstimate.Of(Renders.Model("k3s-three-zones"));
        Text(estimate.Lines).ShouldBe(
        [
            "3 servers m7i.large: 246.05", "3 pool general m7i.xlarge: 492.09", "540 GB gp3 volumes: 47.52",
            "3 NAT gateways: 105.12", "2 Network Load Balancers: 36.79", "6 public IPv4 addresses: 21.90",
            "1000 GB traffic between zones: 20.00",
        ]);
        estimate.Monthly.ShouldBe(246.0465m + 492.093m + 47.52m + 105.12m + 36.792m + 21.9m + 20m);
        Text(estimate.LinesAtMost)[1].ShouldBe("12 pool general m7i.xlarge: 1968.37");
        estimate.Unknown.ShouldBeEmpty();
    }

    [Fact]
    public void What_has_no_price_is_unknown_and_not_in_the_sum()
    {
        var type = CostEstimate.Of(Renders.Model("k3s-three-zones", t => t.Replace("m7i.xlarge", "c7g.xlarge")));
        type.Unknown.ShouldBe(["pool general c7g.xlarge"]);
        type.Monthly.ShouldBe(type.Lines.Where(l => !l.What.StartsWith("pool")).Sum(l => l.Monthly!.Value));
        var region = CostEstimate.Of(Renders.Model("k3s-three-zones", t => t.Replace("eu-west-1", "sa-east-1")));
        region.Unknown.ShouldContain("NAT gateways");
        region.Lines.Where(l => l.Monthly is not null).Select(l => l.What).ShouldBe(["traffic between zones"]);
        region.Assumptions.ShouldContain(a => a.StartsWith("Prices of sa-east-1 are not known"));
    }

    /// <summary>What costs by the hour is counted in the configuration, too.</summary>
    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void What_is_counted_is_what_is_rendered(string name)
    {
        var configuration = Renders.Configuration(name);
        var lines = CostEstimate.Of(Renders.Model(name)).Lines.ToDictionary(l => l.What, l => l.Count);
        lines.GetValueOrDefault("NAT gateways").ShouldBe(configuration.All("aws_nat_gateway").Count());
        lines.GetValueOrDefault("Network Load Balancers").ShouldBe(configuration.All("aws_lb").Count());
        lines.GetValueOrDefault("interface endpoints, one a zone").ShouldBe(
            configuration.All("aws_vpc_endpoint").Sum(e => Configuration.Items(e.Get("subnet_ids")).Count()));
        var machines = lines.Where(l => l.Key.StartsWith("servers") || l.Key.StartsWith("pool ") || l.Key.StartsWith("etcd ")
            || l.Key.StartsWith("bastion ")).Sum(l => l.Value);
        machines.ShouldBe(
            configuration.All("aws_instance").Count() + configuration.All("aws_autoscaling_group")
                .Sum(g => g.Body.GetProperty("desired_capacity").GetInt32()));
        lines.GetValueOrDefault("public IPv4 addresses").ShouldBe(
            configuration.All("aws_eip").Count()
            + configuration.All("aws_lb").Where(b => !b.Body.GetProperty("internal").GetBoolean())
                .Sum(b => Configuration.Items(b.Get("subnets")).Count())
            + configuration.All("aws_launch_template").Count(t => t.Name == "bastion"));
    }

    /// <summary>A price that is off by a power of ten, or a family whose sizes are not in proportion, would show.</summary>
    [Fact]
    public void Prices_of_regions_and_sizes_are_near_each_other()
    {
        var usual = Prices.Of("us-east-1")!;
        foreach (var prices in Prices.Regions.Select(r => Prices.Of(r)!))
        {
            foreach (var (price, base1) in new[]
            {
                (prices.Nat, usual.Nat), (prices.Balancer, usual.Balancer), (prices.Gp3, usual.Gp3),
                (prices.Endpoint, usual.Endpoint), (prices.Instance("m7i.large"), usual.Instance("m7i.large")),
                (prices.Instance("m7g.xlarge"), usual.Instance("m7g.xlarge")), (prices.Instance("t3.micro"), usual.Instance("t3.micro")),
            })
            {
                (price!.Value / base1!.Value).ShouldBeInRange(1m, 1.45m);
            }
        }

        usual.Instance("t3.micro").ShouldBe(0.0104m);
        usual.Instance("m7i.48xlarge").ShouldBe(9.6768m);
        usual.Instance("r8i-flex.4xlarge").ShouldBe(1.05576m);
        usual.Instance("m7i.none").ShouldBeNull();
        usual.Instance("p5.48xlarge").ShouldBeNull();
    }

    private static List<string> Text(IEnumerable<CostLine> lines) => [.. lines.Select(l => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{l.Count} {l.Unit}{(l.Unit.Length > 0 ? " " : "")}{l.What}: {l.Monthly:0.00}"))];
}
