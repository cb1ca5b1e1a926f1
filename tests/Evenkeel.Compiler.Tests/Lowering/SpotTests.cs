using System.Text.Json;
using Evenkeel.Core.Model.Aws;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>Spot beside On-Demand, and that a pool's types are of one size.</summary>
public sealed class SpotTests
{
    [Fact]
    public void The_base_is_shared_among_zones_and_the_rest_is_Spot_by_share()
    {
        var configuration = Renders.Configuration("spot-mixed");
        var bases = new[] { ("a", 2), ("b", 1), ("c", 1) };
        foreach (var (zone, onDemand) in bases)
        {
            var group = configuration.One($"aws_autoscaling_group.pool_general_eu_west_1{zone}");
            var policy = group.Body.GetProperty("mixed_instances_policy");
            var distribution = policy.GetProperty("instances_distribution");
            distribution.GetProperty("on_demand_base_capacity").GetInt32().ShouldBe(onDemand);
            distribution.GetProperty("on_demand_percentage_above_base_capacity").GetInt32().ShouldBe(30);
            distribution.GetProperty("spot_allocation_strategy").GetString().ShouldBe("price-capacity-optimized");
            Types(policy).ShouldBe(["m7i.large", "m6i.large", "m6a.large"]);
            group.Body.GetProperty("capacity_rebalance").GetBoolean().ShouldBeTrue();
            group.Get("launch_template").ShouldBeNull();
        }
    }

    [Fact]
    public void A_pool_of_Spot_alone_has_no_base()
    {
        var policy = Renders.Configuration("spot-mixed").One("aws_autoscaling_group.pool_batch").Body
            .GetProperty("mixed_instances_policy");
        policy.GetProperty("instances_distribution").GetProperty("on_demand_base_capacity").GetInt32().ShouldBe(0);
        policy.GetProperty("instances_distribution").GetProperty("on_demand_percentage_above_base_capacity").GetInt32()
            .ShouldBe(0);
        Types(policy).ShouldBe(["c7g.large", "c6g.large"]);
    }

    [Fact]
    public void Nothing_is_Spot_that_does_not_say_so()
    {
        foreach (var group in Renders.Names.Where(n => n != "spot-mixed")
            .SelectMany(n => Renders.Configuration(n).All("aws_autoscaling_group")))
        {
            group.Get("capacity_rebalance").ShouldBeNull(group.ToString());
            Configuration.Texts(group.Body).ShouldNotContain("price-capacity-optimized", group.ToString());
        }

        Renders.Configuration("spot-mixed").All("aws_autoscaling_group").Where(g => g.Name.StartsWith("control_plane"))
            .ShouldAllBe(g => g.Get("mixed_instances_policy") == null);
    }

    /// <summary>On-Demand is rounded up, so that Spot is rounded down (autoscaling API, InstancesDistribution).</summary>
    [Theory]
    [InlineData(70, 4, 4, 0)]
    [InlineData(70, 4, 5, 0)]
    [InlineData(70, 4, 6, 1)]
    [InlineData(70, 4, 14, 7)]
    [InlineData(100, 0, 3, 3)]
    [InlineData(1, 0, 99, 0)]
    public void How_many_are_Spot(int percent, int onDemand, int instances, int spot) =>
        new SpotShare(percent, onDemand).MostOf(instances).ShouldBe(spot);

    [Fact]
    public void A_smaller_type_cannot_stand_in_for_the_first()
    {
        var smaller = Bindings.Single(
            "EK2017", Bindings.File("{name: general, instanceTypes: [m7i.xlarge, m7i.large], min: 3}"));
        smaller.Message.ShouldBe("m7i.large offers less than m7i.xlarge, the first type of the pool `general`: "
            + "1930m CPU and 6012 MiB for 110 pods, and m7i.xlarge 3920m CPU and 13590 MiB for 110");
        Bindings.Single("EK2017", Bindings.File("{name: general, instanceTypes: [m7i.large, c7i.large], min: 3}"))
            .Message.ShouldStartWith("c7i.large offers less");
    }

    [Fact]
    public void A_larger_type_is_paid_for_and_not_counted_on()
    {
        var (model, diagnostics) = Bindings.Bind(
            Bindings.File("{name: general, instanceTypes: [m7i.large, r7i.large], min: 3}"));
        model.ShouldNotBeNull();
        diagnostics.ToOrderedList().Select(d => d.Code).ShouldBe(["EK2018"]);
    }

    [Fact]
    public void Spot_of_one_type_may_go_all_at_once()
    {
        Bindings.Single("EK2019", Bindings.File("{name: batch, instanceTypes: [m7i.large], spot: {percent: 50}, min: 3}"))
            .Message.ShouldBe("the pool `batch` has Spot instances of m7i.large alone");
        var good = Bindings.Good(
            Bindings.File("{name: batch, instanceTypes: [m7i.large, m6i.large], spot: {onDemand: 3}, min: 3}"));
        good.Aws.Groups.Where(g => g.Spot is not null).Select(g => g.Spot).ShouldBe(
            [new SpotShare(100, 1), new SpotShare(100, 1), new SpotShare(100, 1)]);
        good.Assumptions.ShouldContain("EC2 takes no Spot instance back meanwhile, and gives one where it is asked: batch.");
    }

    private static IEnumerable<string> Types(JsonElement policy) =>
        policy.GetProperty("launch_template").GetProperty("override").EnumerateArray()
            .Select(o => o.GetProperty("instance_type").GetString()!);
}
