using System.Collections.Concurrent;

namespace Evenkeel.Platform.Parameters;

/// <summary>Parameters in memory.</summary>
public sealed class MemoryParameterStore : IParameterStore
{
    private readonly ConcurrentDictionary<string, string> values = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<string?> GetAsync(string name, CancellationToken cancellation) =>
        Task.FromResult(values.GetValueOrDefault(name));

    /// <inheritdoc/>
    public Task<bool> AddAsync(string name, string value, CancellationToken cancellation) =>
        Task.FromResult(values.TryAdd(name, value));

    /// <inheritdoc/>
    public Task PutAsync(string name, string value, CancellationToken cancellation)
    {
        values[name] = value;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellation)
    {
        values.TryRemove(name, out _);
        return Task.CompletedTask;
    }
}
