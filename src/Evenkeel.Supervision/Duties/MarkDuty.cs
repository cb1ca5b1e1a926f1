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
    private const long HangMs = 2500;
    private readonly StoreResult written = new();
    private readonly Queue<(long At, ulong Member, long Revision)> seen = new();

    /// <summary>Goes on for ever.</summary>
    public IEnumerable<Wait> Run()
    {
        var everyMs = (long)node.Configuration.Timings.Mark.TotalMilliseconds;
        var sampledAt = long.MinValue / 2;
        while (true)
        {
            // Looked at every second: a revision counts only if nothing hung from when it was seen until now.
            yield return new Pause(node.Desk.Now + 1000);
            if (node is not { IsMember: true, IsInUse: true, Record: not null, Disk: not null } || Hangs)
            {
                seen.Clear();
                continue;
            }

            // Every quarter of the interval, so that there is always a revision that is old enough.
            if (node.Desk.Now - sampledAt < everyMs / 4)
            {
                continue;
            }

            sampledAt = node.Desk.Now + (long)(node.Desk.Jitter * 1000);
            Sample();
            if (Settled() is not { } revision)
            {
                continue;
            }

            node.Floor = new(node.Record.MemberId, revision);
            node.Desk.Do(new RememberVolume(SlotFlow.Remember(node)));
            if (node.Mark is not null && node.Desk.Now - lastAt < everyMs)
            {
                continue;
            }

            foreach (var wait in Write(revision))
            {
                yield return wait;
            }
        }
    }

    /// <summary>
    /// Whether disk or process stand still: then what was seen may be in the log alone, and a database that
    /// is a little behind must not be taken for an old copy.
    /// </summary>
    private bool Hangs => node.Desk.Facts.DiskSilentMs >= HangMs || node.Status is null
        || node.Desk.Facts.EtcdSilentMs >= HangMs;

    private long lastAt = long.MinValue / 2;

    private void Sample()
    {
        if (node.Status is { } status && status.MemberId == node.Record!.MemberId)
        {
            seen.Enqueue((node.Desk.Now, status.MemberId, status.Revision));
        }
    }

    /// <summary>The latest revision that was seen long enough ago.</summary>
    private long? Settled()
    {
        long? settled = null;
        while (seen.TryPeek(out var oldest) && node.Desk.Now - oldest.At >= SettleMs)
        {
            settled = oldest.Member == node.Record!.MemberId ? oldest.Revision : settled;
            seen.Dequeue();
        }

        return settled;
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
        }
    }

    private bool IsNewer(SlotMark? mark)
    {
        if (mark is not null && node.Record is { } record
            && (mark.Boots > node.Boots || (mark.Boots == node.Boots && mark.Volume != record.Volume)))
        {
            node.IsSuperseded = true;
        }

        return node.IsSuperseded;
    }
}
