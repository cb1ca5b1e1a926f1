using System.Collections.Immutable;

namespace Evenkeel.Compiler.Lowering.Manifests;

/// <summary>An alarm of Prometheus.</summary>
/// <param name="Name">Its name, which is that of its runbook, too.</param>
/// <param name="Severity"><c>critical</c> where somebody has to get up, else <c>warning</c>.</param>
/// <param name="For">How long it has to hold.</param>
/// <param name="Expression">When it holds.</param>
/// <param name="Summary">What it says.</param>
internal sealed record PrometheusAlarm(
    string Name, string Severity, string For, string Expression, string Summary);

/// <summary>
/// The alarms of a cluster, on what its agents say of themselves (Evenkeel.Agent, Http/Metrics). Each has a
/// page of its own in docs/runbooks.
/// </summary>
internal static class PrometheusAlarmTable
{
    private const string Critical = "critical";
    private const string Warning = "warning";

    /// <summary>Where the page of an alarm is found.</summary>
    public static string Runbook(string alarm) => $"docs/runbooks/{alarm}.md";

    /// <summary>The alarms on the members of etcd together.</summary>
    /// <param name="members">How many there are, each on a node.</param>
    public static IEnumerable<PrometheusAlarm> OfQuorum(int members)
    {
        const string WithLeader = "(sum(evenkeel_etcd_has_leader) or vector(0))";
        var quorum = Core.Quorum.QuorumMath.Quorum(members);
        yield return new(
            "QuorumLost", Critical, "1m", $"{WithLeader} < {quorum}",
            $"fewer than {quorum} of {members} members of etcd know a leader: the API takes no writes");

        // A single member never has a margin.
        if (members > quorum)
        {
            yield return new(
                "QuorumMarginGone", Warning, "10m", $"{WithLeader} <= {quorum}",
                "one more member of etcd lost, and the API takes no writes");
        }
    }

    /// <summary>The alarms that every cluster has.</summary>
    public static ImmutableArray<PrometheusAlarm> All { get; } =
    [
        new(
            "SnapshotOverdue", Warning, "5m", Reason("snapshot-overdue"),
            "etcd was not saved for longer than the cluster file says"),
        new(
            "CertificateExpires", Warning, "1h",
            "evenkeel_certificates_end_timestamp_seconds - time() < 14 * 86400",
            "a certificate of the node ends within two weeks, and was not renewed"),
        new(
            "DiskSlow", Warning, "5m", "evenkeel_disk_canary_seconds > 0.1",
            "a write to the slot's volume takes over 100 ms: etcd loses its leader over such"),
        new(
            "DiskStalled", Critical, "1m", Reason("disk-stalled"),
            "no write to the slot's volume comes through; the node has fenced itself"),
        new(
            "StoreFull", Critical, "1m", Reason("no-space"),
            "etcd has reached its quota, and takes no writes"),
        new(
            "StoreCorrupt", Critical, "0m", Reason("corrupt"),
            "a member of etcd has other data than its peers"),
        new(
            "VolumeRefused", Critical, "5m",
            Reason("stale-volume|foreign-volume|empty-without-quorum|superseded"),
            "a server refuses the volume that it found, so that no second cluster forms"),
        new(
            "NodeFailing", Warning, "15m", "evenkeel_verdict{status=\"failing\"} == 1",
            "a node has been out of the balancers' pools for a quarter of an hour"),
        new(
            "KubeletDead", Warning, "10m", Reason("kubelet"),
            "a kubelet is dead on a live machine, and was not replaced"),
        new(
            "RepairWithheld", Critical, "0m",
            "increase(evenkeel_events_total{name=\"RepairWithheld\"}[15m]) > 0",
            "so many nodes are unwell at once that the repairer ends none: the cause is shared"),
        new(
            "AgentSilent", Warning, "5m", "up{job=\"evenkeel-agent\"} == 0",
            "the agent of a node does not answer"),
    ];

    /// <summary>The alarm of a pool that has fewer nodes than proofs begin with.</summary>
    public static PrometheusAlarm OfPool(string pool, int least) => new(
        "ClaimMarginGone", Warning, "15m",
        $"(count(evenkeel_verdict{{pool=\"{pool}\",status!=\"failing\"}} == 1) or vector(0)) < {least}",
        $"the pool {pool} has fewer nodes that serve than the {least} that the claims were proven with");

    private static string Reason(string codes) => codes.Contains('|')
        ? $"evenkeel_reason{{code=~\"{codes}\"}} == 1"
        : $"evenkeel_reason{{code=\"{codes}\"}} == 1";
}
