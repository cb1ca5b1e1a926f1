using Evenkeel.Compiler.Binding;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Cluster;
using FsCheck;
using FsCheck.Fluent;

namespace Evenkeel.Compiler.Tests.Binding;

/// <summary>How a VPC is divided, for every private VPC and number of zones.</summary>
public sealed class NetworkPlanTests
{
    private static readonly string[] Zones = ["a", "b", "c", "d", "e", "f"];

    private static readonly Arbitrary<(Ipv4Network Vpc, int Zones)> Networks = Generate().ToArbitrary();

    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void No_two_subnets_overlap() => Check.One(Many, Prop.ForAll(Networks, n =>
    {
        var subnets = Divide(n).Select(s => s.Cidr).ToList();
        return subnets.Select((a, i) => subnets.Skip(i + 1).All(b => !a.Overlaps(b))).All(fine => fine);
    }));

    [Fact]
    public void All_lie_inside_and_leave_a_quarter_free() => Check.One(Many, Prop.ForAll(
        Networks,
        n => Divide(n).All(s => n.Vpc.Contains(s.Cidr))
            && Divide(n).Sum(s => s.Cidr.Size) == n.Vpc.Size / 8 * n.Zones));

    [Fact]
    public void Each_zone_has_each_tier_once() => Check.One(Many, Prop.ForAll(
        Networks,
        n => Divide(n).Select(s => (s.Zone, s.Tier)).Distinct().Count() == n.Zones * 3
            && Divide(n).Count() == n.Zones * 3));

    [Fact]
    public void A_zone_at_the_end_moves_nothing() => Check.One(Many, Prop.ForAll(
        Networks,
        n => n.Zones == Zones.Length
            || Divide((n.Vpc, n.Zones + 1)).Take(n.Zones * 3).SequenceEqual(Divide(n))));

    [Fact]
    public void Subnets_begin_at_their_own_address() => Check.One(Many, Prop.ForAll(
        Networks,
        n => Divide(n).All(s => Ipv4Network.Of(s.Cidr.Address, s.Cidr.PrefixLength) == s.Cidr)));

    [Fact]
    public void The_default_network_is_divided_thus() => string.Join('\n', NetworkPlan
        .Divide(Ipv4Network.Parse("10.20.0.0/16"), Zones[..3])
        .Select(s => $"{s.Zone} {s.Tier} {s.Cidr}")).ShouldBe("""
            a Public 10.20.16.0/21
            a Application 10.20.0.0/20
            a Data 10.20.24.0/21
            b Public 10.20.48.0/21
            b Application 10.20.32.0/20
            b Data 10.20.56.0/21
            c Public 10.20.80.0/21
            c Application 10.20.64.0/20
            c Data 10.20.88.0/21
            """);

    [Fact]
    public void Seven_zones_have_no_plan() => Should.Throw<ArgumentOutOfRangeException>(
        () => NetworkPlan.Divide(Ipv4Network.Parse("10.20.0.0/16"), [.. Zones, "g"]));

    private static IEnumerable<Subnet> Divide((Ipv4Network Vpc, int Zones) network) =>
        NetworkPlan.Divide(network.Vpc, Zones[..network.Zones]);

    private static Gen<(Ipv4Network Vpc, int Zones)> Generate() =>
        from prefix in Gen.Choose(16, 20)
        from second in Gen.Choose(0, 255)
        from third in Gen.Choose(0, 255)
        from zones in Gen.Choose(1, 6)
        select (Ipv4Network.Of((10u << 24) | ((uint)second << 16) | ((uint)third << 8), prefix), zones);
}
