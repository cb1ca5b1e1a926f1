using System.Globalization;
using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>The store of objects: conditional writes, one after the other.</summary>
internal sealed class ObjectStore
{
    private readonly Dictionary<string, (StoredObject Content, int Version)> objects =
        new(StringComparer.Ordinal);

    private readonly List<SnapshotData> snapshots = [];
    private int versions;

    /// <summary>The snapshots, the oldest first.</summary>
    public IReadOnlyList<SnapshotData> Snapshots => snapshots;

    /// <summary>Reads an object.</summary>
    public ObjectRead Read(StoreKey key) => objects.TryGetValue(key.Path, out var found)
        ? new(found.Content, Tag(found.Version)) : new(null, "");

    /// <summary>Writes an object where the condition holds.</summary>
    public Answer Write(StoreKey key, StoredObject content, string ifMatch)
    {
        var present = objects.TryGetValue(key.Path, out var found) ? Tag(found.Version) : "";
        if (present != ifMatch)
        {
            return new Refused(Refusal.Conflict, "412 Precondition Failed");
        }

        objects[key.Path] = (content, ++versions);
        return new ObjectWritten(Tag(versions));
    }

    /// <summary>Keeps a snapshot.</summary>
    public void Add(SnapshotData snapshot) => snapshots.Add(snapshot);

    /// <summary>Deletes all but the latest.</summary>
    public void Prune(int keep) => snapshots.RemoveRange(0, Math.Max(0, snapshots.Count - keep));

    private static string Tag(int version) => "v" + version.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A snapshot.</summary>
/// <param name="Info">Its document.</param>
/// <param name="Cluster">The cluster that it is of.</param>
internal sealed record SnapshotData(SnapshotInfo Info, EtcdCluster Cluster);
