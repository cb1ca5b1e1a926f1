using static Evenkeel.Compiler.Tests.Bindings;

namespace Evenkeel.Compiler.Tests.Binding;

public sealed class NatPlanTests
{
    [Theory]
    [InlineData("", "eu-west-1a>eu-west-1a eu-west-1b>eu-west-1b eu-west-1c>eu-west-1c")]
    [InlineData("  network: {nat: perZone}", "eu-west-1a>eu-west-1a eu-west-1b>eu-west-1b eu-west-1c>eu-west-1c")]
    [InlineData("  network: {nat: single}", "eu-west-1a>eu-west-1a eu-west-1b>eu-west-1a eu-west-1c>eu-west-1a")]
    [InlineData("  network: {nat: none}", "")]
    public void Each_zone_goes_out_through_the_gateway_of_a_zone(string network, string expected) =>
        string.Join(' ', Good(File(more: network)).Aws.NatZones.Select(n => $"{n.Key}>{n.Value}"))
            .ShouldBe(expected);

    [Fact]
    public void What_is_taken_for_granted_of_a_VPC_that_exists_is_said()
    {
        var model = Good(File(more: """
              network:
                existing:
                  vpc: vpc-0123456789abcdef0
                  subnets: {application: [subnet-0a, subnet-0b, subnet-0c]}
            """));

        model.Aws.NatZones.Count.ShouldBe(3);
        model.Assumptions.ShouldContain(
            "In vpc-0123456789abcdef0, each zone's way to the internet depends on no other zone.");
    }
}
