using System.Security.Cryptography;

namespace Evenkeel.Platform.Objects;

/// <summary>
/// A folder that plays a bucket, for several processes of one machine at once. A write appears whole or not
/// at all; conditional writes are made one at a time, under a lock that the system takes from a process that
/// dies.
/// </summary>
/// <param name="root">The folder; it is made at the first write.</param>
public sealed class FolderObjectStore(string root) : IObjectStore
{
    private const string LockFile = ".lock";
    private const string Partial = ".partial";
    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(5);
    private const int LockAttempts = 2000;

    /// <inheritdoc/>
    public async Task<ObjectContent?> GetAsync(string key, CancellationToken cancellation)
    {
        var content = await ReadAsync(PathOf(key), cancellation);
        return content is null ? null : new ObjectContent(content, VersionOf(content));
    }

    /// <inheritdoc/>
    public async Task<string?> PutAsync(
        string key, byte[] content, WriteCondition condition, CancellationToken cancellation)
    {
        var path = PathOf(key);
        await using var held = await LockAsync(cancellation);
        var there = await ReadAsync(path, cancellation);
        if (condition.Version is { } wanted && wanted != (there is null ? "" : VersionOf(there))) return null;

        await WriteAsync(path, file => file.WriteAsync(content, cancellation).AsTask(), cancellation);
        return VersionOf(content);
    }

    /// <inheritdoc/>
    public async Task PutFileAsync(string key, string path, CancellationToken cancellation)
    {
        await using var source = File.OpenRead(path);
        await using var held = await LockAsync(cancellation);
        await WriteAsync(PathOf(key), file => source.CopyToAsync(file, cancellation), cancellation);
    }

    /// <inheritdoc/>
    public async Task<bool> GetFileAsync(string key, string path, CancellationToken cancellation)
    {
        try
        {
            await using var source = File.OpenRead(PathOf(key));
            await WriteAsync(path, file => source.CopyToAsync(file, cancellation), cancellation);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ObjectEntry>> ListAsync(string prefix, CancellationToken cancellation)
    {
        if (!Directory.Exists(root)) return Task.FromResult<IReadOnlyList<ObjectEntry>>([]);

        return Task.FromResult<IReadOnlyList<ObjectEntry>>([.. new DirectoryInfo(root)
            .EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(static file =>
                file.Name != LockFile && !file.Name.EndsWith(Partial, StringComparison.Ordinal))
            .Select(file => new ObjectEntry(
                Path.GetRelativePath(root, file.FullName), file.Length, file.LastWriteTimeUtc))
            .Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(static entry => entry.Key, StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellation)
    {
        try
        {
            File.Delete(PathOf(key));
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing is left to remove.
        }

        return Task.CompletedTask;
    }

    private string PathOf(string key)
    {
        if (key.Split('/').Any(static part => part is "" or "." or ".."))
        {
            throw new IOException($"no key of an object: {key}");
        }

        return Path.Combine(root, key);
    }

    private static async Task<byte[]?> ReadAsync(string path, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(path, cancellation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static async Task WriteAsync(
        string path, Func<FileStream, Task> write, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Environment.ProcessId}{Partial}";
        await using (var file = new FileStream(partial, FileMode.Create))
        {
            await write(file);
            file.Flush(flushToDisk: true);
        }

        cancellation.ThrowIfCancellationRequested();
        File.Move(partial, path, overwrite: true);
    }

    private async Task<FileStream> LockAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(root);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                // FileShare.None is an advisory lock (flock) here, which ends with the process that holds it.
                return new FileStream(
                    Path.Combine(root, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite,
                    FileShare.None);
            }
            catch (IOException) when (attempt < LockAttempts)
            {
                await Task.Delay(LockPause, cancellation);
            }
        }
    }

    private static string VersionOf(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
