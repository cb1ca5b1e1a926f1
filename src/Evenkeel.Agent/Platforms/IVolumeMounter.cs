namespace Evenkeel.Agent.Platforms;

/// <summary>Mounts block devices.</summary>
internal interface IVolumeMounter
{
    /// <summary>
    /// Mounts an EBS volume, and makes a file system on one that is blank; nothing happens where it is
    /// mounted.
    /// </summary>
    /// <exception cref="IOException">It cannot be.</exception>
    Task MountAsync(string volume, string folder, CancellationToken cancellation);

    /// <summary>Unmounts; nothing happens where nothing is mounted.</summary>
    /// <exception cref="IOException">It cannot be: something uses it.</exception>
    Task UnmountAsync(string folder, CancellationToken cancellation);
}
