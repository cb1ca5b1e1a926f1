using System.Globalization;
using System.Text;
using Evenkeel.Agent.Processes;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Http;

/// <summary>The numbers of a node in Prometheus' text format. docs/agent.md lists them.</summary>
internal static class Metrics
{
    /// <summary>The text.</summary>
    public static string Write(
        NodeConfiguration node, NodeStatus status, LocalFacts facts, long canaryMs, long residentBytes)
    {
        var text = new StringBuilder();
        var verdict = status.Verdict;
        Head(text, "evenkeel_verdict", "gauge", "The verdict: 1 at the one that holds.");
        foreach (var word in Enum.GetValues<VerdictStatus>())
        {
            Line(text, $"evenkeel_verdict{{status=\"{Lower(word)}\"}}", verdict.Status == word ? 1 : 0);
        }

        Head(text, "evenkeel_reason", "gauge", "Each reason of the verdict.");
        // A scrape with the same sample twice is refused as a whole.
        foreach (var (code, isOwn) in verdict.Reasons.Select(r => (r.Code, r.IsOwn)).Distinct())
        {
            var own = isOwn ? "yes" : "no";
            Line(text, $"evenkeel_reason{{code=\"{code}\",own=\"{own}\"}}", 1);
        }

        if (node.HasEtcd)
        {
            One(text, "evenkeel_disk_silent_seconds", "Since a write to the slot's volume came through.",
                facts.DiskSilentMs / 1000.0);
            One(text, "evenkeel_disk_canary_seconds", "How long the last such write took.",
                canaryMs / 1000.0);
            WriteEtcd(text, facts);
        }

        Head(text, "evenkeel_child_up", "gauge", "Children that run, and whether they can serve.");
        foreach (var child in facts.Children)
        {
            Line(text, $"evenkeel_child_up{{child=\"{ChildHost.Name(child.Child)}\",ready=\""
                + (child.IsReady ? "yes" : "no") + "\"}", 1);
        }

        if (facts.CertificatesEndAt is { } end)
        {
            One(text, "evenkeel_certificates_end_timestamp_seconds",
                "When the first certificate of this node ends.", end / 1000.0);
        }

        Head(text, "evenkeel_events_total", "counter", "Events by their number, since the agent began.");
        foreach (var (what, count) in status.Events)
        {
            Line(text, $"evenkeel_events_total{{event=\"{(int)what}\",name=\"{what}\"}}", count);
        }

        One(text, "process_resident_memory_bytes", "Memory of the agent.", residentBytes);
        return text.ToString();
    }

    private static void WriteEtcd(StringBuilder text, LocalFacts facts)
    {
        One(text, "evenkeel_etcd_silent_seconds", "Since the own member gave its status.",
            facts.EtcdSilentMs / 1000.0);
        One(text, "evenkeel_etcd_read_silent_seconds", "Since a linearizable read came through.",
            facts.ReadSilentMs / 1000.0);
        if (facts.Etcd is { } etcd)
        {
            One(text, "evenkeel_etcd_revision", "The revision of the own member's store.", etcd.Revision);
            One(text, "evenkeel_etcd_term", "The term of raft.", etcd.Term);
            One(text, "evenkeel_etcd_has_leader", "Whether it knows a leader.", etcd.LeaderId != 0 ? 1 : 0);
            One(text, "evenkeel_etcd_is_leader", "Whether it leads.", etcd.IsLeader ? 1 : 0);
            One(text, "evenkeel_etcd_is_learner", "Whether it has no vote yet.", etcd.IsLearner ? 1 : 0);
            One(text, "evenkeel_etcd_alarms", "Alarms of the cluster.", etcd.Alarms.Count);
        }
    }

    private static void One(StringBuilder text, string name, string help, double value)
    {
        Head(text, name, "gauge", help);
        Line(text, name, value);
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name)
            .Append(' ').Append(type).Append('\n');

    private static void Line(StringBuilder text, string name, double value) =>
        text.Append(name).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');

    private static string Lower(VerdictStatus status) => status switch
    {
        VerdictStatus.Ok => "ok",
        VerdictStatus.Degraded => "degraded",
        _ => "failing",
    };
}
