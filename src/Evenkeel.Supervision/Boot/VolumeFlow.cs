using System.Globalization;
using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Boot;

/// <summary>
/// What may be done with the volume: whether it is what it should be, and taking it into use.
/// </summary>
internal sealed class VolumeFlow(Node node, SlotFlow slot)
{
    private readonly StoreResult written = new();

    /// <summary>
    /// Why the volume belongs to something else and is never touched; null where it does not.
    /// </summary>
    public string? WhyForeign()
    {
        var (disk, record) = (node.Disk!, node.Record);
        if (record is null)
        {
            return disk.HasData ? "it has data of etcd, but no slot.json says whose" : null;
        }

        return record.Incarnation != node.Incarnation ? $"it belongs to incarnation {record.Incarnation}"
            : record.Slot != node.Slot!.Name ? $"it belongs to slot {record.Slot}"
            : null;
    }

    /// <summary>
    /// Why the volume is an old copy; null where it is none. A member that was merely slow is none: what
    /// counts
    /// is how far this very volume had come, not how far others have.
    /// </summary>
    public string? WhyStale(SnapshotInfo? latest)
    {
        var (disk, record, mark) = (node.Disk!, node.Record, node.Mark);
        if (!disk.HasData || record is null || !node.Rules.RefusesStaleVolumes)
        {
            return null;
        }

        if (record.Volume != disk.Volume)
        {
            return $"it is a copy: its data was written on {record.Volume}";
        }

        if (disk.MemberId != 0 && record.MemberId != 0 && disk.MemberId != record.MemberId)
        {
            return $"its data is member {StoredObjectJson.Hex(disk.MemberId)}'s, and its slot.json is of "
                + $"member {StoredObjectJson.Hex(record.MemberId)}";
        }

        if (node.Floor is { } floor && floor.MemberId == record.MemberId && disk.Revision < floor.Revision)
        {
            return Behind(disk, floor.Revision);
        }

        if (mark is null)
        {
            var known = latest?.Marks.FirstOrDefault(m => m.MemberId == record.MemberId)?.Revision
                ?? (latest?.ClusterId == record.ClusterId ? latest?.Revision : null);
            return disk.Revision < known
                ? Invariant($"it is at revision {disk.Revision}, and the latest backup at {known}")
                : null;
        }

        if (record.Boots < mark.Boots)
        {
            return Invariant($"it was taken into use {record.Boots} times, the slot's volume {mark.Boots}");
        }

        if (mark.Boots == record.Boots && mark.MemberId != 0 && record.MemberId == 0)
        {
            // K3s tells who it is once it has joined; until then its data is not what the slot had before.
            return record.Stage != MemberStage.Joining
                ? "its slot.json knows of no member, and the slot's mark does"
                : disk.MemberId == mark.MemberId ? "it is of the member that the slot had before" : null;
        }

        // While K3s joins, neither knows a member: data that is gone again is no copy.
        return mark.MemberId == record.MemberId && disk.Revision < mark.Revision
            && record is not { Stage: MemberStage.Joining, MemberId: 0 }
            ? Behind(disk, mark.Revision) : null;
    }

    private static string Behind(DiskState disk, long known) =>
        Invariant($"it is at revision {disk.Revision}, and had come to {known}");

    /// <summary>
    /// Takes the volume into use: counts it in its record, and then in the slot's mark. Etcd runs only after
    /// both, so that a volume whose count is behind the mark's is surely not the last that ran.
    /// </summary>
    public IEnumerable<Wait> TakeIntoUse()
    {
        var boots = Math.Max(node.Record?.Boots ?? 0, node.Mark?.Boots ?? 0) + 1;

        // What an empty disk was before a restore is over.
        var present = node.Record is { } known && (node.Disk!.HasData || known.Order == node.Order)
            ? known : NewRecord();
        var record = present with { Boots = boots, Volume = node.Disk!.Volume };
        foreach (var wait in Write(record))
        {
            yield return wait;
        }

        if (node.Record == record)
        {
            // Whoever takes part in what an order restored has stopped for it.
            foreach (var wait in WriteMark(
                node.Disk!.HasData ? node.Disk.Revision : 0,
                node.Pending is null && node.Order.Length > 0 ? node.Order : null))
            {
                yield return wait;
            }

            (node.IsInUse, node.Boots) = (written.IsWritten, boots);
            if (node is { IsInUse: true, Disk: { HasData: true } disk } && record.MemberId != 0)
            {
                // The mark says so from now on, and the next agent must know it without the store.
                node.Floor = new(record.MemberId, disk.Revision);
            }
        }
    }

    /// <summary>
    /// Writes the slot's mark; the flow sees in <see cref="IsMarkWritten"/> whether it was ours to write.
    /// </summary>
    public IEnumerable<Wait> WriteMark(long revision, string? order = null)
    {
        var record = node.Record!;
        var mark = new SlotMark(
            record.Volume, record.Boots, node.Nonce, record.ClusterId, record.MemberId, revision,
            order ?? node.Mark?.Order ?? "");
        var key = StoreKey.Slot(node.Incarnation, node.Slot!.Name);
        foreach (var wait in node.Store.Write(key, mark, node.MarkTag, written))
        {
            yield return wait;
        }

        (node.Mark, node.MarkTag) = (written.Content as SlotMark, written.Tag);
    }

    /// <summary>Whether the last mark came through.</summary>
    public bool IsMarkWritten => written.IsWritten;

    /// <summary>Writes the record, and looks at the disk anew where that fails.</summary>
    public IEnumerable<Wait> Write(SlotRecord record)
    {
        if (record == node.Record)
        {
            yield break;
        }

        var call = node.Desk.Ask(new WriteSlotRecord(node.Desk.NextId, record));
        yield return call;
        if (call.IsDone)
        {
            node.Record = record;
            node.Disk = node.Disk! with { Record = record };
        }
        else
        {
            node.Forget();
            yield return node.Desk.Later(1000);
        }
    }

    /// <summary>Cuts etcd off and kills it: what runs on this volume serves nobody any more.</summary>
    public Wait StopUse()
    {
        node.IsInUse = false;
        node.FenceStage(cut: true);
        node.Children.Stop(node.Database, atOnce: true);
        return new Until(() => node.Children.IsGone(node.Database));
    }

    /// <summary>
    /// Stops etcd, moves its data to the archive, and says in the record that the volume is empty. It
    /// counts as
    /// taken into use anew, so that a copy of what was there before is known as such.
    /// </summary>
    public IEnumerable<Wait> Archive(string why)
    {
        yield return StopUse();
        if (node.Rules.Archives)
        {
            var name = ArchiveName;
            var call = node.Desk.Ask(new ArchiveData(node.Desk.NextId, name));
            yield return call;
            if (!call.IsDone)
            {
                node.Forget();
                yield return node.Desk.Later(1000);
                yield break;
            }

            node.Desk.Say(NodeEvent.DataArchived, $"data moved to archive/{name}: {why}");
        }

        node.Disk = node.Disk! with { HasData = false, Revision = 0, IsDamaged = false, MemberId = 0 };
        foreach (var wait in Write(NewRecord() with { Boots = node.Record?.Boots ?? 0 }))
        {
            yield return wait;
        }
    }

    /// <summary>
    /// Looks at the disk once more, when the database's process would be started at once: what was asked
    /// since it was judged took its time. Where it is not <see cref="IsAsJudged"/>, data that has come to an
    /// empty disk is moved away, and the rest is judged anew.
    /// </summary>
    public IEnumerable<Wait> LookOnceMore()
    {
        IsAsJudged = false;
        var judged = node.Disk! with { Record = node.Record };
        do
        {
            // A disk may begin to hang while it is looked at: the look is old when it works again.
            yield return new Until(() => node.Children.IsStartable(node.Database));
            foreach (var wait in slot.Inspect(node.Slot!))
            {
                yield return wait;
            }
        }
        while (node.Disk is not null && !node.Children.IsStartable(node.Database));

        IsAsJudged = node.Disk == judged && node.IsInUse;
        if (!IsAsJudged)
        {
            var isNew = !judged.HasData && node.Disk is { HasData: true };
            foreach (var wait in isNew && node.Rules.RefusesStaleVolumes
                ? Archive("it was there before etcd was to start") : [])
            {
                yield return wait;
            }

            node.Forget();
        }
    }

    /// <summary>Whether the disk was still what it was judged by when it was looked at once more.</summary>
    public bool IsAsJudged { get; private set; }

    /// <summary>Looks at the disk in a while: it can be slow to show what is on it.</summary>
    public IEnumerable<Wait> LookLater(long milliseconds)
    {
        yield return node.Desk.Later(milliseconds);
        foreach (var wait in slot.Inspect(node.Slot!))
        {
            yield return wait;
        }
    }

    /// <summary>
    /// A backup that is of now, for what follows cannot be undone, and a look at the disk, for it takes its
    /// time. What fails leaves the disk unknown.
    /// </summary>
    public IEnumerable<Wait> BackUp()
    {
        var backup = node.Desk.Ask(new TakeSnapshot(node.Desk.NextId, []));
        yield return backup;
        if (backup.Answer is SnapshotTaken)
        {
            foreach (var wait in slot.Inspect(node.Slot!))
            {
                yield return wait;
            }
        }
        else
        {
            node.Hold(ReasonCodes.Replacing, "the backup before the removal failed: " + backup.Problem);
            node.Forget();
            yield return node.Desk.Later(3000);
        }
    }

    /// <summary>
    /// Looks whether a disk without data has none yet, and moves away what lies about of data that is gone:
    /// etcd takes a database that it finds for its own, though there is no log. Where anything else comes
    /// out, the disk is unknown, has data, or is not in use any more.
    /// </summary>
    public IEnumerable<Wait> MoveRemains()
    {
        foreach (var wait in slot.Inspect(node.Slot!))
        {
            yield return wait;
        }

        if (node is not { Disk.HasData: false, IsInUse: true })
        {
            yield return node.Desk.Later(1000);
            yield break;
        }

        var call = node.Desk.Ask(new ArchiveData(node.Desk.NextId, ArchiveName));
        yield return call;
        if (!call.IsDone)
        {
            node.Forget();
            yield return node.Desk.Later(1000);
        }
    }

    private string ArchiveName => StoredObjectJson.Hex(node.Record?.MemberId ?? 0) + "-"
        + node.Desk.Wall.ToString(CultureInfo.InvariantCulture);

    private SlotRecord NewRecord() => new()
    {
        Incarnation = node.Incarnation,
        Slot = node.Slot!.Name,
        Volume = node.Disk!.Volume,
        Stage = MemberStage.Empty,
        Order = node.Order,
    };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
