using Evenkeel.Agent.Etcd;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Volumes;

/// <summary>What lies on a slot's volume: its record, and the data of etcd.</summary>
/// <param name="folder">Where it is mounted.</param>
/// <param name="isEmbedded">Whether the data is of K3s' own etcd.</param>
/// <param name="share">The share of a folder's file system that is free; null to ask the machine.</param>
internal sealed class SlotVolume(string folder, bool isEmbedded, Func<string, double>? share = null)
{
    private readonly Func<string, double> freeShare = share ?? FreeShare;

    /// <summary>What is moved away when data is given up.</summary>
    public string DataFolder => Path.Combine(folder, isEmbedded ? "k3s/server/db" : "etcd");

    private string Member => MemberIn(DataFolder);

    private string MemberIn(string data) =>
        isEmbedded ? Path.Combine(data, "etcd", "member") : Path.Combine(data, "member");

    /// <summary>Looks at it.</summary>
    /// <param name="volume">The volume's id.</param>
    public DiskState Inspect(string volume)
    {
        var text = PrivateFile.ReadOrNull(RecordFile);
        var record = text is null ? null : StoredObjectJson.ReadSlotRecord(text);
        if (!HasLog(DataFolder))
        {
            return new DiskState(volume, record, HasData: false, Revision: 0);
        }

        var state = new DiskState(
            volume, record, HasData: true, Revision: 0, MemberId: WalFolder.MemberOf(LogsIn(DataFolder)));
        if (isEmbedded && File.Exists(Path.Combine(DataFolder, "etcd", "tombstone")))
        {
            // K3s' member was removed, and K3s would found a cluster of its own in the place of its data.
            return state with { IsDamaged = true };
        }

        try
        {
            var database = Path.Combine(Member, "snap", "db");
            return File.Exists(database) ? state with { Revision = BoltFile.Revision(database) } : state;
        }
        catch (InvalidDataException)
        {
            return state with { IsDamaged = true };
        }
    }

    /// <summary>Replaces the record, on disk before it returns.</summary>
    public void Write(SlotRecord record)
    {
        PrivateFile.Replace(RecordFile, StoredObjectJson.Write(record));
        FolderSync.Flush(folder);
    }

    /// <summary>
    /// Moves the data to the archive, in one step. Of those before it one more is kept, where it leaves half
    /// of the volume free: the data that comes anew may be as large. What has no log, as a start of etcd that
    /// failed leaves it, takes no place of what has one; the last of it is kept.
    /// </summary>
    public void Archive(string name)
    {
        if (!Directory.Exists(DataFolder))
        {
            return;
        }

        var archive = Path.Combine(folder, "archive");
        Directory.CreateDirectory(archive);
        var target = Path.Combine(archive, name);
        for (var i = 2; Directory.Exists(target); i++)
        {
            target = Path.Combine(archive, $"{name}-{i}");
        }

        Directory.Move(DataFolder, target);
        FolderSync.Flush(folder);
        FolderSync.Flush(archive);
        var kept = new DirectoryInfo(archive).EnumerateDirectories()
            .OrderByDescending(d => d.FullName == target)
            .ThenByDescending(static d => d.LastWriteTimeUtc)
            .ThenBy(static d => d.Name, StringComparer.Ordinal)
            .ToLookup(d => HasLog(d.FullName));
        foreach (var old in kept[true].Skip(freeShare(folder) > 0.5 ? 2 : 1).Concat(kept[false].Skip(1)))
        {
            old.Delete(recursive: true);
        }
    }

    /// <summary>Moves data that was made beside it into its place, in one step.</summary>
    public void Install(string made)
    {
        Directory.Move(made, DataFolder);
        FolderSync.Flush(folder);
    }

    private string LogsIn(string data) => Path.Combine(MemberIn(data), "wal");

    private bool HasLog(string data) =>
        Directory.Exists(LogsIn(data)) && Directory.EnumerateFiles(LogsIn(data), "*.wal").Any();

    private static double FreeShare(string folder)
    {
        var volume = new DriveInfo(folder);
        return (double)volume.AvailableFreeSpace / volume.TotalSize;
    }

    private string RecordFile => Path.Combine(folder, "slot.json");
}
