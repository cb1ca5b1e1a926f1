using Evenkeel.Agent.Kubernetes;
using Evenkeel.Core.Model.Node;

namespace Evenkeel.Agent.Tests;

public sealed class ControlPlaneFlagsTests
{
    private static readonly NodeFolders Folders = new("/var/lib/evenkeel/data", "/var/lib/evenkeel/run");

    private static readonly NodeConfiguration OnAws = SomeNode.Server(NodeDistribution.Upstream) with
    {
        Platform = new PlatformSettings.Aws("eu-west-1", "art", "snap", "shop-issuer", "/evenkeel/shop"),
    };

    [Fact]
    public void On_AWS() => Golden.Verify("tests/cases/agent/upstream-aws.txt", All(OnAws, SomeNode.SlotA));

    [Fact]
    public void In_a_lab_of_loopback_addresses() => Golden.Verify(
        "tests/cases/agent/upstream-lab.txt",
        All(SomeNode.Server(NodeDistribution.Upstream), SomeNode.SlotA with { Address = "127.0.0.11" }));

    [Fact]
    public void Where_etcd_has_machines_of_its_own_the_API_server_uses_every_one()
    {
        var slots = OnAws.Slots.Select((s, i) => s with { Server = $"10.20.{i}.20" }).ToList();
        var flags = new ControlPlaneFlags(OnAws with { Slots = slots }, slots[1], Folders).ApiServer();
        flags.ShouldContain("--etcd-servers=https://10.20.0.10:2379,https://10.20.1.10:2379,https://10.20.2.10:2379");
        flags.ShouldContain("--advertise-address=10.20.1.20");
    }

    [Fact]
    public void A_kubelet_on_AWS() => Golden.Verify("tests/cases/agent/kubelet-aws.txt", Kubelet(OnAws with
    {
        Role = NodeRole.Worker,
        Slot = null,
        Kubernetes = OnAws.Kubernetes with
        {
            Labels = new Dictionary<string, string> { ["evenkeel.dev/pool"] = "general" },
            Taints = ["dedicated=batch:NoSchedule"],
        },
    }));

    [Fact]
    public void A_server_that_takes_no_workloads_is_tainted()
    {
        NodeIdentity.TaintsOf(OnAws).ShouldBe(["node-role.kubernetes.io/control-plane=:NoSchedule"]);
        NodeIdentity.TaintsOf(OnAws with { Kubernetes = OnAws.Kubernetes with { Schedulable = true } }).ShouldBeEmpty();
    }

    private static string All(NodeConfiguration node, SlotAddress slot)
    {
        var flags = new ControlPlaneFlags(node, slot, Folders);
        return Section("kube-apiserver", flags.ApiServer())
            + Section("kube-controller-manager", flags.ControllerManager())
            + Section("kube-scheduler", flags.Scheduler())
            + "# scheduler.kubeconfig\n" + new Kubeconfigs(node, slot, Folders).OfNode("scheduler");
    }

    private static string Kubelet(NodeConfiguration node)
    {
        var files = new KubeletFiles(node, "i-0123456789abcdef0", "i-0123456789abcdef0", Folders);
        return Section("kubelet", files.KubeletArguments()) + "# kubelet.json\n" + files.Kubelet()
            + Section("kube-proxy", files.ProxyArguments()) + "# kube-proxy.json\n" + files.Proxy();
    }

    private static string Section(string name, IEnumerable<string> flags) =>
        $"# {name}\n" + string.Concat(flags.Select(f => f + "\n"));
}
