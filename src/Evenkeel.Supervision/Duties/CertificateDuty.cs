using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Duties;

/// <summary>
/// Has certificates renewed well before they end. etcd and Kubernetes read renewed files by themselves.
/// </summary>
internal sealed class CertificateDuty(Node node)
{
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;
    private const long RenewMs = 122 * DayMs;
    private const long AlarmMs = 14 * DayMs;

    /// <summary>
    /// Whether a certificate ends within two weeks, which renewal should not have let happen.
    /// </summary>
    public bool IsAlarming =>
        node.Desk.Facts.CertificatesEndAt is { } end && end - node.Desk.Wall < AlarmMs;

    /// <summary>Goes on for ever.</summary>
    public IEnumerable<Wait> Run()
    {
        while (true)
        {
            yield return new Until(() =>
                node.Desk.Facts.CertificatesEndAt is { } end && end - node.Desk.Wall < RenewMs);
            var issue = node.Desk.Ask(new IssueCertificates(node.Desk.NextId));
            yield return issue;
            if (issue.IsDone)
            {
                node.Desk.Say(NodeEvent.CertificatesRenewed, "certificates near their end were issued anew");
            }

            yield return node.Desk.Later(issue.IsDone ? 6 * HourMs : HourMs / 6);
        }
    }
}
