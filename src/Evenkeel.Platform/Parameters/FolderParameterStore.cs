using System.Text;
using Evenkeel.Platform.Objects;

namespace Evenkeel.Platform.Parameters;

/// <summary>
/// A folder that plays the parameter store; its files are the owner's alone, for some are secret.
/// </summary>
/// <param name="root">The folder; it is made at the first write.</param>
public sealed class FolderParameterStore(string root) : IParameterStore
{
    private readonly FolderObjectStore store = new(root);

    /// <inheritdoc/>
    public async Task<string?> GetAsync(string name, CancellationToken cancellation) =>
        await store.GetAsync(Key(name), cancellation) is { } found
            ? Encoding.UTF8.GetString(found.Content)
            : null;

    /// <inheritdoc/>
    public async Task<bool> AddAsync(string name, string value, CancellationToken cancellation) =>
        await WriteAsync(name, value, WriteCondition.IfAbsent, cancellation);

    /// <inheritdoc/>
    public async Task PutAsync(string name, string value, CancellationToken cancellation) =>
        await WriteAsync(name, value, WriteCondition.Always, cancellation);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellation) =>
        store.DeleteAsync(Key(name), cancellation);

    private async Task<bool> WriteAsync(
        string name, string value, WriteCondition condition, CancellationToken cancellation)
    {
        if (!Directory.Exists(root))
        {
            Directory.CreateDirectory(
                root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return await store.PutAsync(
            Key(name), Encoding.UTF8.GetBytes(value), condition, cancellation) is not null;
    }

    private static string Key(string name) => name.TrimStart('/');
}
