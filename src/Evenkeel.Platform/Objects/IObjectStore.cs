namespace Evenkeel.Platform.Objects;

/// <summary>An object as it was read.</summary>
/// <param name="Content">All of it.</param>
/// <param name="Version">What a conditional write has to name to replace exactly this (S3's ETag).</param>
public sealed record ObjectContent(byte[] Content, string Version);

/// <summary>An object in a listing.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Modified">When it was written.</param>
public sealed record ObjectEntry(string Key, long Bytes, DateTimeOffset Modified);

/// <summary>When a write happens.</summary>
/// <param name="Version">
/// The version that has to be there; empty: nothing may be there; null: whatever is there.
/// </param>
public sealed record WriteCondition(string? Version)
{
    /// <summary>Whatever is there is replaced.</summary>
    public static WriteCondition Always { get; } = new((string?)null);

    /// <summary>Only where nothing is there yet (<c>If-None-Match: *</c>).</summary>
    public static WriteCondition IfAbsent { get; } = new("");

    /// <summary>Only over the version that was read (<c>If-Match</c>).</summary>
    public static WriteCondition IfUnchanged(string version) => new(version);
}

/// <summary>
/// Objects by key, with writes that happen only on a condition: what founding rests on. Of two writers with
/// the same condition one wins. Every method throws <see cref="IOException"/> where the store cannot be
/// reached or refuses.
/// </summary>
public interface IObjectStore
{
    /// <summary>Reads an object of at most 16 MiB; null where there is none.</summary>
    Task<ObjectContent?> GetAsync(string key, CancellationToken cancellation);

    /// <summary>Writes an object on a condition.</summary>
    /// <returns>Its new version, or null where the condition did not hold.</returns>
    Task<string?> PutAsync(
        string key, byte[] content, WriteCondition condition, CancellationToken cancellation);

    /// <summary>Uploads a file, whatever is there.</summary>
    Task PutFileAsync(string key, string path, CancellationToken cancellation);

    /// <summary>Downloads an object to a file that appears only when it is whole.</summary>
    /// <returns>Whether there was such an object.</returns>
    Task<bool> GetFileAsync(string key, string path, CancellationToken cancellation);

    /// <summary>The objects whose keys begin with a text, by ordinal order of their keys.</summary>
    Task<IReadOnlyList<ObjectEntry>> ListAsync(string prefix, CancellationToken cancellation);

    /// <summary>Removes an object; one that does not exist is no mistake.</summary>
    Task DeleteAsync(string key, CancellationToken cancellation);
}
