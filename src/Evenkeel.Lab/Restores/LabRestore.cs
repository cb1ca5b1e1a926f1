using System.Globalization;
using System.Text;
using Evenkeel.Lab.Faults;
using Evenkeel.Lab.Layout;
using Evenkeel.Platform.Objects;
using Evenkeel.Platform.Parameters;
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
    /// <summary>Stands for the snapshot that was taken last.</summary>
    public const string Latest = "latest";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private readonly FolderObjectStore store = new(folder.Snapshots);

    /// <summary>
    /// Ends every fault, orders the restore, and waits until it is done and the lab is whole.
    /// </summary>
    /// <param name="from">
    /// A snapshot's name, <see cref="Latest"/>, or a file <c>NAME.db</c> with <c>NAME.json</c> beside it.
    /// </param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LabException">There is no such snapshot.</exception>
    public async Task<RestoreReport> RunAsync(string from, TimeSpan limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(from);
        var settings = folder.Settings();
        var incarnation = await IncarnationAsync(settings, cancellation);
        var snapshot = await FindAsync(incarnation, from, cancellation);
        var begun = time.GetTimestamp();
        using (folder.Lock())
        {
            new FaultInjector(folder, settings).Heal();
        }

        var order = await OrderAsync(incarnation, snapshot, cancellation);
        var done = StoreKey.OrderMarker(incarnation, order).Path;
        while (await store.GetAsync(done, cancellation) is null && time.GetElapsedTime(begun) < limit)
        {
            await Task.Delay(Look, time, cancellation);
        }

        using var observer = new LabObserver(folder, settings, time);
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
        await ListAsync(await IncarnationAsync(folder.Settings(), cancellation), cancellation);

    private async Task<IReadOnlyList<SnapshotInfo>> ListAsync(
        string incarnation, CancellationToken cancellation)
    {
        var found = new List<SnapshotInfo>();
        foreach (var entry in await store.ListAsync($"snapshots/{incarnation}/", cancellation))
        {
            if (entry.Key.EndsWith(".json", StringComparison.Ordinal)
                && await store.GetAsync(entry.Key, cancellation) is { } content
                && StoredObjectJson.Read(Encoding.UTF8.GetString(content.Content)) is SnapshotInfo snapshot)
            {
                found.Add(snapshot);
            }
        }

        return [.. found.OrderByDescending(s => s.TakenAt).ThenByDescending(s => s.Revision)];
    }

    private async Task<SnapshotInfo> FindAsync(
        string incarnation, string from, CancellationToken cancellation)
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

            name = Path.GetFileNameWithoutExtension(from);
            await store.PutFileAsync($"snapshots/{incarnation}/{name}.db", from, cancellation);
            await store.PutFileAsync($"snapshots/{incarnation}/{name}.json", document, cancellation);
        }

        var snapshots = await ListAsync(incarnation, cancellation);
        return (name == Latest ? snapshots.FirstOrDefault() : snapshots.FirstOrDefault(s => s.Name == name))
            ?? throw new LabException(
                name == Latest ? "no snapshot was taken yet" : $"there is no snapshot {name}",
                snapshots.Count == 0 ? "agents take one when the cluster is founded, and each minute"
                    : "one of " + string.Join(", ", snapshots.Take(10).Select(s => s.Name)));
    }

    private async Task<string> OrderAsync(
        string incarnation, SnapshotInfo snapshot, CancellationToken cancellation)
    {
        var key = StoreKey.Order(incarnation).Path;
        var present = await store.GetAsync(key, cancellation);
        var last = present is null ? null
            : StoredObjectJson.Read(Encoding.UTF8.GetString(present.Content)) as RestoreOrder;
        var number = int.TryParse(
            last?.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before + 1 : 1;
        var name = number.ToString(CultureInfo.InvariantCulture);
        var order = new RestoreOrder(name, snapshot.Name, [], last?.Name ?? "");
        var written = await store.PutAsync(
            key, Encoding.UTF8.GetBytes(StoredObjectJson.Write(order)),
            present is null ? WriteCondition.IfAbsent : WriteCondition.IfUnchanged(present.Version),
            cancellation);
        return written is null
            ? throw new LabException("somebody else ordered a restore just now", "see what they do first")
            : name;
    }

    private async Task<string> IncarnationAsync(LabSettings settings, CancellationToken cancellation) =>
        (await new FolderParameterStore(folder.Parameters).GetAsync(
            $"/evenkeel/{settings.Cluster}/incarnation", cancellation))?.Trim()
        ?? throw new LabException("the lab has no incarnation", "start it with `evenkeel lab up`");
}
