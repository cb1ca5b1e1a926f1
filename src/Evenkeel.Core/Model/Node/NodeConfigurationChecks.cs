using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Model.Node;

/// <summary>What must be true of a configuration as a whole.</summary>
internal static class NodeConfigurationChecks
{
    public static void Check(NodeConfiguration node, ObjectReader root, DiagnosticBag diagnostics)
    {
        CheckSlots(node, root, diagnostics);
        if (node.Slot is { } name)
        {
            var slot = node.Slots.FirstOrDefault(s => s.Name == name);
            if (slot is null)
            {
                diagnostics.Add(NodeDiagnostics.NoSuchSlot(
                    root.SpanOf("slot"), name, node.Slots.Select(s => s.Name)));
            }
            else if (slot.Zone != node.Zone)
            {
                diagnostics.Add(NodeDiagnostics.SlotElsewhere(root.SpanOf("slot"), name, slot.Zone));
            }
        }

        var distribution = node.Kubernetes.Distribution;
        if (node.Etcd.Mode == EtcdMode.Embedded
            && (distribution != NodeDistribution.K3s || node.IsEtcdDedicated))
        {
            diagnostics.Add(NodeDiagnostics.Contradiction(
                root.SpanOf("etcd"),
                "`etcd.mode` is embedded, but "
                + (node.IsEtcdDedicated ? "etcd has machines of its own" : "the distribution is not k3s"),
                "write `\"mode\": \"agent\"`"));
        }

        if (node.Role == NodeRole.Etcd && !node.IsEtcdDedicated)
        {
            diagnostics.Add(NodeDiagnostics.Contradiction(
                root.SpanOf("role"), "the role is etcd, but no slot has a server's address",
                "write the role server, or give each slot a `server`"));
        }

        if (node.Role == NodeRole.Worker && distribution == NodeDistribution.None)
        {
            diagnostics.Add(NodeDiagnostics.Contradiction(
                root.SpanOf("role"), "the role is worker, but there is no Kubernetes to work for",
                "give `kubernetes.distribution`"));
        }

        if (node.Timings.DiskKill <= node.Timings.DiskStall)
        {
            root.Invalid(
                "timings",
                "kills etcd no later than it cuts its ports",
                "make `diskKill` more than `diskStall`");
        }
    }

    private static void CheckSlots(NodeConfiguration node, ObjectReader root, DiagnosticBag diagnostics)
    {
        if (node.Slots.Count == 0 && node.Role != NodeRole.Worker)
        {
            root.Invalid("slots", "is empty, but the node is part of the control plane", "list every slot");
        }

        var span = root.SpanOf("slots");
        foreach (var name in node.Slots.GroupBy(s => s.Name).Where(g => g.Count() > 1))
        {
            diagnostics.Add(NodeDiagnostics.Twice(span, $"are named {DisplayText.Quote(name.Key)}"));
        }

        var addresses = node.Slots.Select(s => s.Address).Concat(node.Slots.Select(s => s.Server ?? ""));
        foreach (var address in addresses.Where(a => a.Length > 0).GroupBy(a => a)
            .Where(g => g.Count() > 1))
        {
            var quoted = DisplayText.Quote(address.Key);
            diagnostics.Add(NodeDiagnostics.Twice(span, $"have the address {quoted}"));
        }

        for (var i = 0; node.IsEtcdDedicated && i < node.Slots.Count; i++)
        {
            if (node.Slots[i].Server is null)
            {
                diagnostics.Add(NodeDiagnostics.Mixed(
                    span, string.Create(
                        System.Globalization.CultureInfo.InvariantCulture, $"slots[{i}].server")));
            }
        }
    }
}
