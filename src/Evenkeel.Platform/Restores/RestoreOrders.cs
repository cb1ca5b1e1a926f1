using System.Globalization;
using System.Text;
using Evenkeel.Platform.Objects;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Platform.Restores;

/// <summary>
/// A cluster's snapshots, and orders to restore one, as an operator sees them: objects in the bucket of
/// snapshots, which nodes' agents read (docs/designs/0004).
/// </summary>
/// <param name="store">The bucket of snapshots.</param>
/// <param name="incarnation">The cluster's incarnation.</param>
public sealed class RestoreOrders(IObjectStore store, string incarnation)
{
    /// <summary>Stands for the snapshot that was taken last.</summary>
    public const string Latest = "latest";

    private const string Document = ".json";
    private const string Database = ".db";

    private string Folder => $"snapshots/{incarnation}/";

    /// <summary>The snapshots, the latest first. A database without its document does not count.</summary>
    public async Task<IReadOnlyList<SnapshotInfo>> SnapshotsAsync(CancellationToken cancellation)
    {
        var found = new List<SnapshotInfo>();
        foreach (var entry in await store.ListAsync(Folder, cancellation))
        {
            if (entry.Key.EndsWith(Document, StringComparison.Ordinal)
                && await ReadAsync(entry.Key, cancellation) is (SnapshotInfo snapshot, _))
            {
                found.Add(snapshot);
            }
        }

        return [.. found.OrderByDescending(s => s.TakenAt).ThenByDescending(s => s.Revision)];
    }

    /// <summary>The snapshot of a name, or <see cref="Latest"/>; null where there is none.</summary>
    public static SnapshotInfo? Find(IReadOnlyList<SnapshotInfo> snapshots, string name)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        return name == Latest ? snapshots.Count > 0 ? snapshots[0] : null
            : snapshots.FirstOrDefault(s => s.Name == name);
    }

    /// <summary>Takes in a snapshot from files, which the bucket need not have any more.</summary>
    /// <param name="database"><c>NAME.db</c>.</param>
    /// <param name="document"><c>NAME.json</c>.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Its name.</returns>
    public async Task<string> AddAsync(string database, string document, CancellationToken cancellation)
    {
        var name = Path.GetFileNameWithoutExtension(database);
        await store.PutFileAsync(Folder + name + Database, database, cancellation);
        await store.PutFileAsync(Folder + name + Document, document, cancellation);
        return name;
    }

    /// <summary>
    /// Orders one, after the last order. Agents see it within seconds, stop everything, and one of them
    /// restores.
    /// </summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="gone">Slots that are not waited for.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The order's name; null where somebody else ordered a restore meanwhile.</returns>
    public async Task<string?> OrderAsync(
        SnapshotInfo snapshot, IReadOnlyList<string> gone, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var key = StoreKey.Order(incarnation).Path;
        var (present, version) = await ReadAsync(key, cancellation);
        var last = present as RestoreOrder;
        var name = (int.TryParse(
            last?.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var before) ? before + 1 : 1)
            .ToString(CultureInfo.InvariantCulture);
        var order = new RestoreOrder(name, snapshot.Name, gone, last?.Name ?? "");
        var written = await store.PutAsync(
            key, Encoding.UTF8.GetBytes(StoredObjectJson.Write(order)),
            version is null ? WriteCondition.IfAbsent : WriteCondition.IfUnchanged(version), cancellation);
        return written is null ? null : name;
    }

    /// <summary>Whether an order is carried out: a cluster was made of the snapshot, and counts.</summary>
    public async Task<bool> IsDoneAsync(string order, CancellationToken cancellation) =>
        await store.GetAsync(StoreKey.OrderMarker(incarnation, order).Path, cancellation) is not null;

    private async Task<(StoredObject? Content, string? Version)> ReadAsync(
        string key, CancellationToken cancellation) =>
        await store.GetAsync(key, cancellation) is { } found
            ? (StoredObjectJson.Read(Encoding.UTF8.GetString(found.Content)), found.Version)
            : (null, null);
}
