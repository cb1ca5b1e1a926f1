using System.Globalization;
using System.Text;
using Evenkeel.Lab;
using Evenkeel.Lab.Drills;

namespace Evenkeel.Cli.Output.Lab;

/// <summary>What commands about a lab print for people.</summary>
internal static class LabText
{
    /// <summary>An event of a drill, with its time.</summary>
    public static string Event(DrillEvent one) => string.Create(
        CultureInfo.InvariantCulture, $"{one.At.TotalSeconds,8:f2} s  {one.Text}");

    /// <summary>A drill's outcome.</summary>
    public static string Drill(DrillReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"acknowledged {report.Acknowledged}, lost {report.Lost}, refused {report.Refused}, "
        + $"unanswered {report.Unknown}, longest gap {report.LongestGap.TotalMilliseconds:f0} ms\n")
        + (report.IsCutShort ? "interrupted before all faults had come\n" : "")
        + (report.Clusters.Count > 1 ? $"more than one cluster was seen: "
        + $"{string.Join(", ", report.Clusters)}\n" : "")
        + (report.IsWhole ? "" : "the lab is not whole\n");

    /// <summary>A lab's state.</summary>
    public static string Status(LabStatus status, string folder, Layout layout)
    {
        var text = new StringBuilder();
        text.Append(status.IsWhole ? "whole" : $"not whole: {status.Why}").Append('\n');
        List<string[]> rows = [["slot", "zone", "address", "verdict", "etcd", "revision", "target",
            "reasons"]];
        foreach (var slot in status.Slots)
        {
            var target = status.Balancer?.Targets.FirstOrDefault(t => t.Name == slot.Name);
            rows.Add(
            [
                slot.Name, slot.Zone, slot.Address, slot.Verdict, slot.Etcd,
                slot.Revision == 0 ? "" : slot.Revision.ToString(CultureInfo.InvariantCulture),
                target?.State.ToString().ToLowerInvariant() ?? "",
                string.Join("; ", slot.Reasons.Select(r => $"{r.Code}: {r.Text}")),
            ]);
        }

        TextTable.Append(text, rows, new HashSet<int> { 5 }, layout);
        text.Append(status.Balancer is null ? "the balancer does not run\n"
            : status.Balancer.IsFailingOpen ? "no target is healthy: the balancer sends to all\n" : "");
        if (status.Faults.Count > 0)
        {
            text.Append("faults in force: ").AppendJoin(", ", status.Faults).Append('\n');
        }

        if (status.Slots.Any(s => s.Reasons.Any(r => r.Code is "empty-without-quorum" or "stale-volume")))
        {
            text.Append("if disks are lost for good: evenkeel lab restore --dir ")
                .Append(ReplayOutput.Quoted(folder)).Append(" --from latest\n");
        }

        var client = Path.Combine(folder, "client");
        return text.Append("etcdctl --endpoints ").Append(status.Url)
            .Append(" --cacert ").Append(File("ca.crt")).Append(" --cert ").Append(File("client.crt"))
            .Append(" --key ").Append(File("client.key")).Append('\n').ToString();

        string File(string name) => ReplayOutput.Quoted(Path.Combine(client, name));
    }
}
