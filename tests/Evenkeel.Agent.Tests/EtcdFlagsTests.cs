using Evenkeel.Agent.Etcd;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Tests;

public sealed class EtcdFlagsTests
{
    private static readonly NodeFolders Folders = new("/var/lib/evenkeel/data", "/var/lib/evenkeel/run");

    [Theory]
    [InlineData("3.4.23")]
    [InlineData("3.5.21")]
    [InlineData("3.6.4")]
    public void A_joiner_names_every_member_and_the_flags_are_of_its_version(string version) => Golden.Verify(
        $"tests/cases/agent/etcd-{version}.txt",
        Text(SomeNode.Server(etcd: version), new(
            "a", IsNew: false, "token-1",
            [
                new(1, "b", "https://10.20.1.10:2380", IsLearner: false),
                new(2, "", "https://10.20.2.10:2380", IsLearner: false),
                new(3, "a", "https://10.20.0.10:2380", IsLearner: true),
            ])));

    [Fact]
    public void A_founder_that_nobody_may_reach_listens_on_loopback_but_says_its_own_address()
    {
        var flags = EtcdFlags.Render(
            SomeNode.Server(), SomeNode.SlotA, new("a", IsNew: true, "token-1", []), Folders, new(40001, 40002));
        flags.ShouldContain("--listen-client-urls=https://127.0.0.1:40001");
        flags.ShouldContain("--listen-peer-urls=https://127.0.0.1:40002");
        flags.ShouldContain("--advertise-client-urls=https://10.20.0.10:2379");
        flags.ShouldContain("--initial-cluster=a=https://10.20.0.10:2380");
        flags.ShouldContain("--initial-cluster-state=new");
    }

    [Fact]
    public void Kubernetes_compacts_by_itself()
    {
        Text(SomeNode.Server(NodeDistribution.Upstream), Alone).ShouldNotContain("compaction");
        Text(SomeNode.Server(), Alone).ShouldContain("--auto-compaction-retention=5m");
    }

    private static ChildOptions.Etcd Alone { get; } = new("a", IsNew: true, "token-1", []);

    private static string Text(NodeConfiguration node, ChildOptions.Etcd options) => string.Concat(
        EtcdFlags.Render(node, SomeNode.SlotA, options, Folders, privately: null).Select(f => f + "\n"));
}
