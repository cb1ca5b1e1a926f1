using Evenkeel.Compiler.Binding;

namespace Evenkeel.Compiler.Tests.Binding;

/// <summary>What the loss of a zone leaves, in sums worked out by hand.</summary>
public sealed class ZoneCapacityTests
{
    /// <summary>Three m7i.large offer 1930m and 6012 MiB each; each pod of eight requests 700m and 1 GiB.</summary>
    private static string Web(int replicas) => Bindings.Web
        .Replace("replicas: 3", $"replicas: {replicas}").Replace("cpu: 100m, memory: 128Mi", "cpu: 700m, memory: 1Gi");

    [Fact]
    public void Two_of_three_zones_are_enough_or_not()
    {
        var five = ZoneCapacity.Of(Bindings.Good(Bindings.File(), Web(5)));
        five.Nodes.ShouldBe(3);
        (five.Offered.MilliCpu, five.Requested.MilliCpu).ShouldBe((5790, 3500));
        five.Without.Select(z => (z.Zone, z.Nodes, z.Offered.MilliCpu)).ShouldBe(
            [("eu-west-1a", 2, 3860), ("eu-west-1b", 2, 3860), ("eu-west-1c", 2, 3860)]);
        five.SurvivesAnyZone.ShouldBeTrue();

        var eight = ZoneCapacity.Of(Bindings.Good(Bindings.File(), Web(8)));
        eight.SurvivesAnyZone.ShouldBeFalse();
        eight.Without[0].Missing.ShouldBe("1740m CPU");
        eight.Lines().ShouldBe(
        [
            "3 nodes offer 5.8 CPU, 17.6 GiB; workloads request 5.6 CPU, 8.0 GiB (97 % of CPU, 46 % of memory)",
            "without eu-west-1a 2 offer 3.9 CPU, 11.7 GiB (146 % of CPU, 69 % of memory): too little by 1740m CPU",
            "without eu-west-1b 2 offer 3.9 CPU, 11.7 GiB (146 % of CPU, 69 % of memory): too little by 1740m CPU",
            "without eu-west-1c 2 offer 3.9 CPU, 11.7 GiB (146 % of CPU, 69 % of memory): too little by 1740m CPU",
        ]);
    }

    [Fact]
    public void Pods_of_a_DaemonSet_need_room_on_their_own_nodes_alone()
    {
        var agents = Bindings.Web + """

            ---
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: agent, namespace: shop}
            spec:
              selector: {matchLabels: {app: agent}}
              template:
                metadata: {labels: {app: agent}}
                spec:
                  containers: [{name: agent, image: agent, resources: {requests: {cpu: 200m}}}]
            """;
        var capacity = ZoneCapacity.Of(Bindings.Good(Bindings.File(), agents));
        capacity.Requested.MilliCpu.ShouldBe(3 * 100 + 3 * 200);
        capacity.Without.ShouldAllBe(z => z.Requested.MilliCpu == 3 * 100 + 2 * 200);
    }

    [Fact]
    public void A_zone_with_all_the_nodes_leaves_nothing()
    {
        var capacity = ZoneCapacity.Of(Bindings.Good(Bindings.File(
            "{name: general, instanceTypes: [m7i.large], zones: [eu-west-1b], min: 3}")));
        capacity.Without[1].ShouldSatisfyAllConditions(z => z.Nodes.ShouldBe(0), z => z.Fits.ShouldBeFalse());
        capacity.Without[0].Fits.ShouldBeTrue();
        capacity.Lines().ElementAt(2).ShouldContain("(all of CPU, all of memory): too little by");
    }
}
