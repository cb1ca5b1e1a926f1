using Evenkeel.Agent.Processes;

namespace Evenkeel.Agent.Platforms;

/// <summary>
/// Mounts EBS volumes by the machine's own tools. A volume is found by its id, never by the name that was
/// asked for
/// when it was attached: NVMe devices are numbered as they appear (EC2 user guide, "Map Amazon EBS volumes to
/// NVMe
/// device names").
/// </summary>
/// <param name="root">Where devices and mounts are seen: <c>/</c>, or a folder that plays it.</param>
/// <param name="run">Runs a tool, and gives what it printed.</param>
internal sealed class EbsMounter(
    string root, Func<string, IReadOnlyList<string>, CancellationToken, Task<string>> run) : IVolumeMounter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>The mounter of this machine.</summary>
    public static EbsMounter OfThisMachine() => new("/", Tool.RunAsync);

    /// <inheritdoc/>
    public async Task MountAsync(string volume, string folder, CancellationToken cancellation)
    {
        if (IsMounted(folder))
        {
            return;
        }

        var device = await DeviceAsync(volume, cancellation);
        if (await IsBlankAsync(device, cancellation))
        {
            await run("mkfs.ext4", ["-q", "-m", "0", "-L", "evenkeel", device], cancellation);
        }

        Directory.CreateDirectory(folder);
        await run("mount", ["-t", "ext4", "-o", "noatime,nodev,nosuid", device, folder], cancellation);

        // The file may ask for a larger volume than the one that the file system was made on.
        await run("resize2fs", [device], cancellation);
    }

    /// <inheritdoc/>
    public async Task UnmountAsync(string folder, CancellationToken cancellation)
    {
        if (IsMounted(folder))
        {
            await run("umount", [folder], cancellation);
        }
    }

    private bool IsMounted(string folder) => File.ReadLines(Path.Combine(root, "proc/self/mounts"))
        .Any(line => line.Split(' ') is [_, var target, ..] && target == folder);

    private async Task<string> DeviceAsync(string volume, CancellationToken cancellation)
    {
        var link = Path.Combine(
            root, "dev/disk/by-id",
            "nvme-Amazon_Elastic_Block_Store_" + volume.Replace("-", "", StringComparison.Ordinal));
        while (!File.Exists(link))
        {
            // The kernel shows it a little after EC2 says that it is attached.
            await Task.Delay(Pause, cancellation);
        }

        return link;
    }

    /// <summary>
    /// Whether nothing at all is on it. Whatever cannot be told is not blank: a file system is made once.
    /// </summary>
    private async Task<bool> IsBlankAsync(string device, CancellationToken cancellation)
    {
        var signatures = await run("wipefs", ["--parsable", "--no-act", device], cancellation);
        return signatures.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .All(static line => line.StartsWith('#'));
    }
}
