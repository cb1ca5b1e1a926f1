using Evenkeel.Supervision.Boot;
using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Duties;

/// <summary>
/// Writes how far the slot's volume has come, once a minute, and learns in passing whether a newer machine
/// has
/// the slot. What it writes was true a while ago: a database reaches the disk a little after the log.
/// </summary>
internal sealed class MarkDuty(Node node)
{
    private const long SettleMs = 10_000;
    private readonly StoreResult written = new();
    private readonly Queue<(long At, ulong Member, long Revision)> seen = new();

    /// <summary>Goes on for ever.</summary>
    public IEnumerable<Wait> Run()
    {
        var everyMs = (long)node.Configuration.Timings.Mark.TotalMilliseconds;
        while (true)
        {
            // Every third of the interval, so that there is always a revision that is old enough.
            yield return node.Desk.Later(Math.Max(1000, everyMs / 4));
            if (node is not { IsMember: true, IsInUse: true, Record: not null, Disk: not null })
            {
                seen.Clear();
                continue;
            }

            Sample();
            if (Settled() is not { } revision || node.Mark is not null && node.Desk.Now - lastAt < everyMs)
            {
                continue;
            }

            foreach (var wait in Write(revision))
            {
                yield return wait;
            }
        }
    }

    private long lastAt = long.MinValue / 2;

    private void Sample()
    {
        if (node.Status is { } status && status.MemberId == node.Record!.MemberId
            && node.Desk.Facts.DiskSilentMs < 2000)
        {
            seen.Enqueue((node.Desk.Now, status.MemberId, status.Revision));
        }
    }

    /// <summary>
    /// The latest revision that was seen long enough ago, on a disk that has answered since.
    /// </summary>
    private long? Settled()
    {
        long? settled = null;
        while (seen.TryPeek(out var oldest) && node.Desk.Now - oldest.At >= SettleMs)
        {
            settled = oldest.Member == node.Record!.MemberId ? oldest.Revision : settled;
            seen.Dequeue();
        }

        return node.Desk.Facts.DiskSilentMs < 2000 ? settled : null;
    }

    private IEnumerable<Wait> Write(long revision)
    {
        var key = StoreKey.Slot(node.Incarnation, node.Slot!.Name);
        if (node.Mark is null)
        {
            foreach (var wait in node.Store.Read(key, written))
            {
                yield return wait;
            }

            if (IsNewer(written.Content as SlotMark))
            {
                yield break;
            }

            (node.Mark, node.MarkTag) = (written.Content as SlotMark, written.Tag);
        }

        if (node is not { IsMember: true, IsInUse: true, Record: { } record })
        {
            yield break;
        }

        var mark = new SlotMark(
            record.Volume, record.Boots, node.Nonce, record.ClusterId, record.MemberId, revision,
            node.Mark?.Order ?? "");
        lastAt = node.Desk.Now;
        var tag = node.MarkTag;
        foreach (var wait in node.Store.Write(key, mark, tag, written))
        {
            yield return wait;
        }

        if (node.MarkTag == tag && !IsNewer(written.Content as SlotMark))
        {
            (node.Mark, node.MarkTag) = (written.Content as SlotMark, written.Tag);
            if (written.IsWritten && node is { IsMember: true, IsInUse: true, Record: not null })
            {
                node.Desk.Do(new RememberVolume(SlotFlow.Remember(node)));
            }
        }
    }

    private bool IsNewer(SlotMark? mark)
    {
        if (mark is not null && node.Record is { } record
            && (mark.Boots > record.Boots || (mark.Boots == record.Boots && mark.Volume != record.Volume)))
        {
            node.IsSuperseded = true;
        }

        return node.IsSuperseded;
    }
}
