using System.Globalization;

namespace Evenkeel.Platform.Objects;

/// <summary>Objects in memory.</summary>
/// <param name="time">The clock that dates them.</param>
public sealed class MemoryObjectStore(TimeProvider time) : IObjectStore
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, (ObjectContent Object, DateTimeOffset At)> objects =
        new(StringComparer.Ordinal);

    private int versions;

    /// <inheritdoc/>
    public Task<ObjectContent?> GetAsync(string key, CancellationToken cancellation)
    {
        lock (gate) return Task.FromResult(objects.TryGetValue(key, out var found) ? found.Object : null);
    }

    /// <inheritdoc/>
    public Task<string?> PutAsync(
        string key, byte[] content, WriteCondition condition, CancellationToken cancellation)
    {
        lock (gate)
        {
            var there = objects.TryGetValue(key, out var found) ? found.Object.Version : "";
            if (condition.Version is { } wanted && wanted != there) return Task.FromResult<string?>(null);

            var version = (++versions).ToString(CultureInfo.InvariantCulture);
            objects[key] = (new ObjectContent([.. content], version), time.GetUtcNow());
            return Task.FromResult<string?>(version);
        }
    }

    /// <inheritdoc/>
    public async Task PutFileAsync(string key, string path, CancellationToken cancellation) =>
        await PutAsync(
            key, await File.ReadAllBytesAsync(path, cancellation), WriteCondition.Always, cancellation);

    /// <inheritdoc/>
    public async Task<bool> GetFileAsync(string key, string path, CancellationToken cancellation)
    {
        if (await GetAsync(key, cancellation) is not { } found) return false;
        await File.WriteAllBytesAsync(path, found.Content, cancellation);
        return true;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ObjectEntry>> ListAsync(string prefix, CancellationToken cancellation)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<ObjectEntry>>([.. objects
                .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
                .Select(static pair =>
                    new ObjectEntry(pair.Key, pair.Value.Object.Content.Length, pair.Value.At))]);
        }
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellation)
    {
        lock (gate) objects.Remove(key);
        return Task.CompletedTask;
    }
}
