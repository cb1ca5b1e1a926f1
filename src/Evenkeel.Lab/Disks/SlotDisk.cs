using Evenkeel.Lab.Layout;
using Evenkeel.Lab.Processes;

namespace Evenkeel.Lab.Disks;

/// <summary>The volume of a slot.</summary>
internal abstract class SlotDisk
{
    /// <summary>The file system, as a folder.</summary>
    protected abstract string Mounted { get; }

    /// <summary>Whether its writes can be made to hang.</summary>
    public abstract bool CanStall { get; }

    /// <summary>The volume of a slot.</summary>
    public static SlotDisk Of(LabFolder folder, LabDiskKind kind, string slot) =>
        kind == LabDiskKind.Loop ? new LoopDisk(folder, slot) : new FolderDisk(folder, slot);

    /// <summary>Makes it ready for use; one that is stays as it is.</summary>
    public abstract void Attach();

    /// <summary>Takes it away from the machine.</summary>
    public abstract void Detach();

    /// <summary>Makes all writes hang.</summary>
    public abstract void Stall();

    /// <summary>Lets them go on; without a stall nothing happens.</summary>
    public abstract void Thaw();

    /// <summary>Replaces it by a blank one. Nothing uses it.</summary>
    public abstract void Blank();

    /// <summary>Copies everything on it. Nothing writes to it.</summary>
    public void CopyTo(string target)
    {
        Attach();
        if (Directory.Exists(target))
        {
            Directory.Delete(target, recursive: true);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        ToolRunner.Run("cp", "-a", Mounted, target);
    }

    /// <summary>Puts a copy in the place of everything on it. Nothing uses it.</summary>
    public void Restore(string copy)
    {
        Attach();
        foreach (var entry in Directory.EnumerateFileSystemEntries(Mounted))
        {
            if (Path.GetFileName(entry) == "lost+found")
            {
                continue;
            }

            if (Directory.Exists(entry))
            {
                Directory.Delete(entry, recursive: true);
            }
            else
            {
                File.Delete(entry);
            }
        }

        ToolRunner.Run("cp", "-a", copy + "/.", Mounted);
    }
}

/// <summary>A volume that is a folder.</summary>
internal sealed class FolderDisk(LabFolder folder, string slot) : SlotDisk
{
    protected override string Mounted => folder.Volume(slot);

    public override bool CanStall => false;

    public override void Attach() => Directory.CreateDirectory(Mounted);

    public override void Detach()
    {
    }

    public override void Stall() => throw new InvalidOperationException("a folder cannot hang");

    public override void Thaw()
    {
    }

    public override void Blank()
    {
        if (Directory.Exists(Mounted))
        {
            Directory.Delete(Mounted, recursive: true);
        }

        File.Delete(folder.VolumeFile(slot));
        Attach();
    }
}

/// <summary>
/// A volume that is a file system in a file, on a loop device: fsfreeze makes its writes hang as those of an
/// EBS
/// volume do that answers no more.
/// </summary>
internal sealed class LoopDisk(LabFolder folder, string slot) : SlotDisk
{
    private const int DetachAttempts = 100;
    private static readonly TimeSpan DetachPause = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// In bytes; a sparse file. Room for what hours of writes at full speed come to, twice over: a slot that
    /// joins anew keeps its old data.
    /// </summary>
    private const long Size = 8L << 30;

    protected override string Mounted => folder.Volume(slot);

    public override bool CanStall => true;

    private string Image => folder.DiskImage(slot);

    private bool IsMounted => Mounts().Contains(Mounted, StringComparer.Ordinal);

    /// <summary>Whether this machine can do it: root, and loop devices.</summary>
    public static bool IsPossible() => Environment.IsPrivilegedProcess && File.Exists("/dev/loop-control")
        && ToolRunner.Find("losetup") is not null && ToolRunner.Find("mkfs.ext4") is not null
        && ToolRunner.Find("fsfreeze") is not null && ToolRunner.Try("losetup", "-f").Code == 0;

    public override void Attach()
    {
        if (IsMounted)
        {
            return;
        }

        if (!File.Exists(Image))
        {
            Make();
        }

        Directory.CreateDirectory(Mounted);
        ToolRunner.Run("mount", "-o", "loop", Image, Mounted);
    }

    public override void Detach()
    {
        for (var attempt = 1; IsMounted; attempt++)
        {
            Thaw();
            if (attempt == DetachAttempts)
            {
                ToolRunner.Run("umount", Mounted);
            }
            else if (ToolRunner.Try("umount", Mounted).Code != 0)
            {
                // A killed process loses its environment, by which labs find theirs, before its files.
                Thread.Sleep(DetachPause);
            }
        }
    }

    public override void Stall() => ToolRunner.Run("fsfreeze", "--freeze", Mounted);

    // Of a file system that is not frozen, this fails, and nothing has happened.
    public override void Thaw()
    {
        if (IsMounted)
        {
            _ = ToolRunner.Try("fsfreeze", "--unfreeze", Mounted);
        }
    }

    public override void Blank()
    {
        Detach();
        File.Delete(Image);
        File.Delete(folder.VolumeFile(slot));
        Attach();
    }

    private void Make()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Image)!);
        using (var file = new FileStream(Image, FileMode.Create))
        {
            file.SetLength(Size);
        }

        ToolRunner.Run("mkfs.ext4", "-q", "-F", "-m", "0", Image);
    }

    /// <summary>Everything that is mounted; the kernel writes a blank in a path as <c>\040</c>.</summary>
    private static IEnumerable<string> Mounts() => File.ReadLines("/proc/self/mounts")
        .Select(line => line.Split(' '))
        .Where(words => words.Length > 1)
        .Select(words => words[1].Replace("\\040", " ", StringComparison.Ordinal));
}
