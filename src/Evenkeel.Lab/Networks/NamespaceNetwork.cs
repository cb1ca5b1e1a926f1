using Evenkeel.Lab.Layout;
using Evenkeel.Lab.Processes;

namespace Evenkeel.Lab.Networks;

/// <summary>
/// Every slot has a network namespace, joined to the others by a bridge, which has the balancer's addresses.
/// Packets are dropped where they arrive, as a network loses them: who sends hears nothing.
/// </summary>
internal sealed class NamespaceNetwork(LabFolder folder, LabSettings settings) : LabNetwork
{
    private const string Table = "evenkeel";
    private readonly string name = LabPlan.ShortName(folder.Root);

    public override bool CanPartition => true;

    private string Bridge => name;

    /// <summary>Whether this machine can do it.</summary>
    /// <returns>Null; else why not.</returns>
    public static string? WhyNot() =>
        !Environment.IsPrivilegedProcess ? "network namespaces need root"
        : ToolRunner.Find("ip") is null ? "network namespaces need ip, of the package iproute2"
        : ToolRunner.Find("nft") is null ? "network namespaces need nft, of the package nftables"
        : null;

    public override void Up()
    {
        if (ToolRunner.Try("ip", "link", "show", Bridge).Code != 0)
        {
            ToolRunner.Run("ip", "link", "add", Bridge, "type", "bridge");
            foreach (var address in settings.Zones.Select(z => z.Address).Append(settings.Name))
            {
                ToolRunner.Run("ip", "address", "add", address + "/24", "dev", Bridge);
            }

            ToolRunner.Run("ip", "link", "set", Bridge, "up");
        }

        var there = ToolRunner.Run("ip", "netns", "list").Split('\n')
            .Select(l => l.Split(' ')[0]).ToHashSet();
        foreach (var slot in settings.Slots.Where(s => !there.Contains(Namespace(s))))
        {
            Add(slot);
        }
    }

    public override void Down()
    {
        foreach (var slot in settings.Slots)
        {
            // Its end of the pair goes with the namespace, and the other end with that.
            _ = ToolRunner.Try("ip", "netns", "delete", Namespace(slot));
            _ = ToolRunner.Try("ip", "link", "delete", Pair(slot));
        }

        _ = ToolRunner.Try("ip", "link", "delete", Bridge);
    }

    public override IReadOnlyList<string> Enter(LabSlot slot) =>
        [ToolRunner.Find("ip") ?? "ip", "netns", "exec", Namespace(slot)];

    public override void Drop(LabSlot from, LabSlot to)
    {
        In(to, "nft", "add", "table", "ip", Table);
        In(to, "nft", $"add chain ip {Table} input {{ type filter hook input priority 0; }}");
        In(to, "nft", "add", "rule", "ip", Table, "input", "ip", "saddr", from.Address, "drop");
    }

    public override void Heal()
    {
        foreach (var slot in settings.Slots)
        {
            _ = ToolRunner.Try("ip", "netns", "exec", Namespace(slot), "nft", "delete", "table", "ip", Table);
        }
    }

    private void Add(LabSlot slot)
    {
        var pair = Pair(slot);
        ToolRunner.Run("ip", "netns", "add", Namespace(slot));
        _ = ToolRunner.Try("ip", "link", "delete", pair);
        ToolRunner.Run(
            "ip", "link", "add", pair, "type", "veth", "peer", "name", "eth0", "netns", Namespace(slot));
        ToolRunner.Run("ip", "link", "set", pair, "master", Bridge, "up");
        In(slot, "ip", "address", "add", slot.Address + "/24", "dev", "eth0");
        In(slot, "ip", "link", "set", "eth0", "up");
        In(slot, "ip", "link", "set", "lo", "up");
    }

    private void In(LabSlot slot, params string[] command) =>
        ToolRunner.Run("ip", ["netns", "exec", Namespace(slot), .. command]);

    private string Namespace(LabSlot slot) => $"{name}-{slot.Name}";

    private string Pair(LabSlot slot) => $"{name}{slot.Name}";
}
