using System.Globalization;
using Evenkeel.Lab.Faults;
using Evenkeel.Lab.Layout;
using Evenkeel.Platform.Objects;
using Evenkeel.Platform.Parameters;
using Evenkeel.Platform.Restores;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Lab.Restores;

/// <summary>What a restore came to.</summary>
/// <param name="Snapshot">The snapshot.</param>
/// <param name="SnapshotRevision">Its revision.</param>
/// <param name="Revision">The revision of the cluster that came of it.</param>
/// <param name="ClusterId">The id of that cluster.</param>
/// <param name="WholeAfter">When the lab was whole; null where it was not.</param>
/// <param name="Why">Why it was not; null where it was.</param>
public sealed record RestoreReport(
    string Snapshot, long SnapshotRevision, long Revision, string ClusterId, TimeSpan? WholeAfter,
        string? Why)
{
    /// <summary>
    /// What etcdutl adds to revisions, so that no watch sees one twice; nothing does on 3.4.
    /// </summary>
    private const long Bump = 1_000_000_000;

    /// <summary>Whether revisions have moved on, so that what was cached before cannot be mistaken.</summary>
    public bool MovedOn => Revision >= SnapshotRevision + Bump;
}

/// <summary>Orders a restore as an operator does, by an object in the bucket, and waits for it.</summary>
/// <param name="folder">The lab.</param>
/// <param name="time">The clock.</param>
public sealed class LabRestore(LabFolder folder, TimeProvider time)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private readonly FolderObjectStore store = new(folder.Snapshots);

    /// <summary>
    /// Ends every fault, orders the restore, and waits until it is done and the lab is whole. With slots that
    /// are gone for good it leaves the faults as they are, and waits for the rest.
    /// </summary>
    /// <param name="from">
    /// A snapshot's name, <see cref="RestoreOrders.Latest"/>, or a file <c>NAME.db</c> with <c>NAME.json</c>
    /// beside it.
    /// </param>
    /// <param name="gone">Slots that the order does not wait for; their machines have to be off.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LabException">There is no such snapshot, or a slot is not gone.</exception>
    public async Task<RestoreReport> RunAsync(
        string from, IReadOnlyList<string> gone, TimeSpan limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(gone);
        var settings = folder.Settings();
        CheckGone(gone, settings);
        var orders = new RestoreOrders(store, await IncarnationAsync(settings, cancellation));
        var snapshot = await FindAsync(orders, from, cancellation);
        var begun = time.GetTimestamp();
        if (gone.Count == 0)
        {
            using var held = folder.Lock();
            new FaultInjector(folder, settings).Heal();
        }

        var order = await orders.OrderAsync(snapshot, gone, cancellation)
            ?? throw new LabException("somebody else ordered a restore just now", "see what they do first");
        while (!await orders.IsDoneAsync(order, cancellation) && time.GetElapsedTime(begun) < limit)
        {
            await Task.Delay(Look, time, cancellation);
        }

        using var observer = new LabObserver(folder, settings.Without(gone), time);
        var rest = limit - time.GetElapsedTime(begun);
        var why = rest > TimeSpan.Zero
            ? await observer.AwaitWholeAsync(rest, cancellation) : "the order is not carried out in time";
        var took = time.GetElapsedTime(begun);
        var member = (await observer.StatusesAsync(cancellation)).Select(s => s.Status).FirstOrDefault();
        return new(
            snapshot.Name, snapshot.Revision, member?.Revision ?? 0,
            member?.ClusterId.ToString("x", CultureInfo.InvariantCulture) ?? "",
            why is null ? took : null, why);
    }

    /// <summary>The snapshots of a lab, the latest first.</summary>
    public async Task<IReadOnlyList<SnapshotInfo>> ListAsync(CancellationToken cancellation) =>
        await new RestoreOrders(store, await IncarnationAsync(folder.Settings(), cancellation))
            .SnapshotsAsync(cancellation);

    private static async Task<SnapshotInfo> FindAsync(
        RestoreOrders orders, string from, CancellationToken cancellation)
    {
        var name = from;
        if (from.EndsWith(".db", StringComparison.Ordinal))
        {
            var document = Path.ChangeExtension(from, ".json");
            if (!File.Exists(from) || !File.Exists(document))
            {
                throw new LabException(
                    $"there is no {(File.Exists(from) ? document : from)}",
                    "a snapshot is two files, NAME.db and NAME.json, as the bucket has them");
            }

            name = await orders.AddAsync(from, document, cancellation);
        }

        var snapshots = await orders.SnapshotsAsync(cancellation);
        return RestoreOrders.Find(snapshots, name) ?? throw new LabException(
            name == RestoreOrders.Latest ? "no snapshot was taken yet" : $"there is no snapshot {name}",
            snapshots.Count == 0 ? "agents take one when the cluster is founded, and each minute"
                : "one of " + string.Join(", ", snapshots.Take(10).Select(s => s.Name)));
    }

    /// <summary>A slot that runs and is named as gone would go on serving what was before.</summary>
    private void CheckGone(IReadOnlyList<string> gone, LabSettings settings)
    {
        var off = new FaultInjector(folder, settings).Off;
        foreach (var slot in gone.Select(settings.Slot).Where(s => !off.Contains(s.Name)))
        {
            throw new LabException(
                $"slot {slot.Name} is not gone: it would go on serving what was before the restore",
                $"leave it out of --gone, or end its machine first: `evenkeel lab fail slot {slot.Name}`");
        }

        if (gone.Distinct(StringComparer.Ordinal).Count() == settings.Slots.Count)
        {
            throw new LabException("no slot is left to restore", "leave one out of --gone");
        }
    }

    private async Task<string> IncarnationAsync(LabSettings settings, CancellationToken cancellation) =>
        (await new FolderParameterStore(folder.Parameters).GetAsync(
            $"/evenkeel/{settings.Cluster}/incarnation", cancellation))?.Trim()
        ?? throw new LabException("the lab has no incarnation", "start it with `evenkeel lab up`");
}
