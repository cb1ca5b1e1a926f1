using Evenkeel.Compiler.Binding;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Tests.Binding;

public sealed class NodeSizeTests
{
    private const long Mib = 1 << 20;

    // Worked by hand from the formula: 1 core 60m, the second 10m, the next two 5m each, the rest 2.5m each.
    [Theory]
    [InlineData("m7i.large", 1930)]
    [InlineData("m7i.xlarge", 3920)]
    [InlineData("m7i.2xlarge", 7910)]
    [InlineData("m7i.8xlarge", 31850)]
    public void The_kubelet_keeps_less_of_each_further_core(string type, long milliCpu) =>
        NodeSize.Allocatable(InstanceTypes.Find(type)!, Distribution.K3s).MilliCpu.ShouldBe(milliCpu);

    [Fact]
    public void Memory_is_less_by_virtualisation_kubelet_and_eviction()
    {
        // 8192 − 615 (7.5 %, rounded up) − (255 + 11 × 110) − 100.
        NodeSize.Allocatable(InstanceTypes.Find("m7i.large")!, Distribution.K3s).MemoryBytes
            .ShouldBe(6012 * Mib);
    }

    [Fact]
    public void Graviton_keeps_64_MiB_more()
    {
        var intel = NodeSize.Allocatable(InstanceTypes.Find("m7i.large")!, Distribution.K3s);
        var graviton = NodeSize.Allocatable(InstanceTypes.Find("m7g.large")!, Distribution.K3s);
        // 64 MiB less to begin with, of which virtualisation would have taken 4.8.
        (intel.MemoryBytes - graviton.MemoryBytes).ShouldBeInRange(59 * Mib, 60 * Mib);
    }

    [Theory]
    [InlineData("m7i.large", Distribution.K3s, 110)]
    [InlineData("m7i.large", Distribution.Upstream, 110)]
    [InlineData("m7i.large", Distribution.Eks, 29)]
    [InlineData("t3.medium", Distribution.Eks, 17)]
    [InlineData("m5.4xlarge", Distribution.Eks, 110)]
    [InlineData("m5.8xlarge", Distribution.Eks, 234)]
    public void Pods_are_110_or_what_the_network_interfaces_hold(
        string type, Distribution distribution, int pods) =>
        NodeSize.MaxPods(InstanceTypes.Find(type)!, distribution).ShouldBe(pods);

    [Fact]
    public void Every_type_leaves_something_for_pods()
    {
        foreach (var name in InstanceTypes.Names)
        {
            foreach (var distribution in Enum.GetValues<Distribution>())
            {
                var size = NodeSize.Allocatable(InstanceTypes.Find(name)!, distribution);
                size.MilliCpu.ShouldBeGreaterThan(0, name);
                size.MemoryBytes.ShouldBeGreaterThan(0, name);
            }
        }
    }
}
