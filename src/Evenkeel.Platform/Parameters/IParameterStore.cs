namespace Evenkeel.Platform.Parameters;

/// <summary>
/// Small values by path, secret ones among them. Every method throws <see cref="IOException"/> where the
/// store cannot be reached or refuses.
/// </summary>
public interface IParameterStore
{
    /// <summary>A value, or null where there is none.</summary>
    Task<string?> GetAsync(string name, CancellationToken cancellation);

    /// <summary>Writes a secret value unless there is one.</summary>
    /// <returns>Whether it was written; false leaves what was there.</returns>
    Task<bool> AddAsync(string name, string value, CancellationToken cancellation);

    /// <summary>Writes a secret value over whatever is there.</summary>
    Task PutAsync(string name, string value, CancellationToken cancellation);

    /// <summary>Removes a value; one that does not exist is no mistake.</summary>
    Task DeleteAsync(string name, CancellationToken cancellation);
}
