using Evenkeel.Agent.Kubernetes;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Tests;

public sealed class K3sFlagsTests
{
    private static readonly NodeFolders Folders = new("/var/lib/evenkeel/data", "/var/lib/evenkeel/run");

    [Fact]
    public void A_server_on_the_agents_etcd() => Golden.Verify(
        "tests/cases/agent/k3s-agent-etcd.txt", Text(Flags(EtcdMode.Agent).Server(null)));

    [Fact]
    public void A_founder_with_K3s_own_etcd() => Golden.Verify(
        "tests/cases/agent/k3s-embedded-founder.txt",
        Text(Flags(EtcdMode.Embedded).Server(new(IsClusterInit: true, Join: null))));

    [Fact]
    public void A_joiner_goes_through_a_peer_and_never_through_the_balancer()
    {
        var flags = Flags(EtcdMode.Embedded).Server(new(IsClusterInit: false, Join: "c"));
        flags.ShouldContain("--server=https://10.20.2.10:6443");
        flags.ShouldNotContain("--cluster-init");
    }

    [Fact]
    public void A_member_that_has_data_is_told_neither_to_found_nor_to_join()
    {
        var flags = Flags(EtcdMode.Embedded).Server(new(IsClusterInit: false, Join: null));
        flags.ShouldNotContain("--cluster-init");
        flags.ShouldNotContain(flag => flag.StartsWith("--server="));
    }

    [Fact]
    public void A_restore_ends_with_the_snapshot()
    {
        var flags = Flags(EtcdMode.Embedded).Restore("/scratch/x.db");
        flags.TakeLast(2).ShouldBe(["--cluster-reset", "--cluster-reset-restore-path=/scratch/x.db"]);
        flags.ShouldNotContain("--cluster-init");
    }

    [Fact]
    public void A_worker() => Golden.Verify("tests/cases/agent/k3s-worker.txt", Text(new K3sFlags(
        Node(EtcdMode.Agent) with { Role = NodeRole.Worker, Slot = null }, null, "i-0123456789abcdef0", Folders)
        .Worker()));

    [Fact]
    public void A_token_is_pinned_to_the_authority() => K3sFlags.PinnedToken("abc", "secret").ShouldBe(
        "K10ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad::node:secret");

    private static NodeConfiguration Node(EtcdMode mode)
    {
        var node = SomeNode.Server(NodeDistribution.K3s, mode: mode);
        return node with
        {
            Platform = new PlatformSettings.Aws("eu-west-1", "art", "snap", null, "/evenkeel/shop"),
            Kubernetes = node.Kubernetes with
            {
                Labels = new Dictionary<string, string> { ["evenkeel.dev/pool"] = "control-plane" },
            },
        };
    }

    private static K3sFlags Flags(EtcdMode mode) => new(Node(mode), SomeNode.SlotA, "shop-a", Folders);

    private static string Text(IEnumerable<string> flags) => string.Concat(flags.Select(f => f + "\n"));
}
