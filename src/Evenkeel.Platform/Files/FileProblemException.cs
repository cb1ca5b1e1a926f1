namespace Evenkeel.Platform.Files;

/// <summary>A file or folder could not be used, for a reason that its user can mend.</summary>
/// <param name="path">The path, as given.</param>
/// <param name="reason">Why, as the end of a sentence: <c>it does not exist</c>.</param>
public sealed class FileProblemException(string path, string reason) : Exception($"{path}: {reason}")
{
    /// <summary>The path, as given.</summary>
    public string Path { get; } = path;

    /// <summary>Why, as the end of a sentence.</summary>
    public string Reason { get; } = reason;
}
