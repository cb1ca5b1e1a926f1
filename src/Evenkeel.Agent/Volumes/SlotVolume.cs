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

    private string Member => isEmbedded
        ? Path.Combine(DataFolder, "etcd", "member") : Path.Combine(DataFolder, "member");

    /// <summary>Looks at it.</summary>
    /// <param name="volume">The volume's id.</param>
    public DiskState Inspect(string volume)
    {
        var text = PrivateFile.ReadOrNull(RecordFile);
        var record = text is null ? null : StoredObjectJson.ReadSlotRecord(text);
        var logs = Path.Combine(Member, "wal");
        if (!Directory.Exists(logs) || !Directory.EnumerateFiles(logs, "*.wal").Any())
        {
            return new DiskState(volume, record, HasData: false, Revision: 0);
        }

        try
        {
            var database = Path.Combine(Member, "snap", "db");
            return new DiskState(
                volume, record, HasData: true, File.Exists(database) ? BoltFile.Revision(database) : 0);
        }
        catch (InvalidDataException)
        {
            return new DiskState(volume, record, HasData: true, Revision: 0, IsDamaged: true);
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
    /// of the volume free: the data that comes anew may be as large.
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
        foreach (var old in new DirectoryInfo(archive).EnumerateDirectories()
            .OrderByDescending(static d => d.LastWriteTimeUtc)
            .ThenBy(static d => d.Name, StringComparer.Ordinal)
            .Where(d => d.FullName != target).Skip(freeShare(folder) > 0.5 ? 1 : 0).ToList())
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

    private static double FreeShare(string folder)
    {
        var volume = new DriveInfo(folder);
        return (double)volume.AvailableFreeSpace / volume.TotalSize;
    }

    private string RecordFile => Path.Combine(folder, "slot.json");
}
