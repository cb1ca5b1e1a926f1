using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Duties;

/// <summary>
/// Takes snapshots on schedule, at the member that leads, so that there is one a time without further
/// agreement; two that think so for a moment cost a snapshot more. Each is fetched again and read.
/// </summary>
internal sealed class SnapshotDuty(Node node)
{
    private const long RetryMs = 30_000;
    private const int OverdueTimes = 3;
    private long checkedAt = long.MinValue / 2;
    private long takenAt = long.MinValue / 2;
    private long? firstLook;
    private bool isOverdue;

    /// <summary>Whether the last snapshot is older than three times the interval.</summary>
    public bool IsOverdue => isOverdue && node.Status is { IsLeader: true };

    private long EveryMs => (long)node.Configuration.Etcd.SnapshotEvery.TotalMilliseconds;

    private bool IsDue => node is { IsMember: true, IsLeaving: false, Status.IsLeader: true }
        && node.Desk.Now - takenAt >= EveryMs
        && node.Desk.Now - checkedAt >= Math.Min(RetryMs, EveryMs);

    /// <summary>Goes on for ever.</summary>
    public IEnumerable<Wait> Run()
    {
        while (true)
        {
            yield return new Until(() => IsDue);
            checkedAt = node.Desk.Now;
            firstLook ??= checkedAt;
            var find = node.Desk.Ask(new FindSnapshots(node.Desk.NextId));
            yield return find;
            if (find.Answer is not SnapshotsFound found)
            {
                continue;
            }

            // The latest may be another leader's. A clock that jumped back makes it lie in the future: too
            // soon. A new cluster has none yet, and is not late because of that.
            var age = found.Latest is { } latest ? node.Desk.Wall - latest.TakenAt : long.MaxValue;
            var late = found.Latest is null ? node.Desk.Now - firstLook.Value : age;
            isOverdue = late > OverdueTimes * EveryMs;
            if (age >= 0 && age < EveryMs)
            {
                takenAt = Math.Max(takenAt, node.Desk.Now - age);
                continue;
            }

            foreach (var wait in Take())
            {
                yield return wait;
            }
        }
    }

    private IEnumerable<Wait> Take()
    {
        var marks = Marks();
        var take = node.Desk.Ask(new TakeSnapshot(node.Desk.NextId, marks));
        yield return take;
        if (take.Answer is not SnapshotTaken taken)
        {
            node.Desk.Say(NodeEvent.SnapshotFailed, "no snapshot: " + take.Problem);
            yield break;
        }

        var verify = node.Desk.Ask(new VerifySnapshot(node.Desk.NextId, taken.Snapshot.Name));
        yield return verify;
        if (!verify.IsDone)
        {
            node.Desk.Say(
                NodeEvent.SnapshotFailed, $"{taken.Snapshot.Name} cannot be read back: {verify.Problem}");
            yield break;
        }

        (takenAt, isOverdue) = (node.Desk.Now, false);
        node.Desk.Say(
            NodeEvent.SnapshotTaken, $"snapshot {taken.Snapshot.Name} is in the store, and was read back");
        var prune = node.Desk.Ask(new PruneSnapshots(node.Desk.NextId, node.Configuration.Etcd.SnapshotKeep));
        yield return prune;
    }

    /// <summary>
    /// How far the own member had come at its last mark: others write theirs by themselves.
    /// </summary>
    private List<MemberMark> Marks() =>
        node.Mark is { MemberId: not 0 } mark ? [new(mark.MemberId, mark.Revision)] : [];
}
