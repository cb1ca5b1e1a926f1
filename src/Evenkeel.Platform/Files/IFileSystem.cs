using Evenkeel.Core.Text;

namespace Evenkeel.Platform.Files;

/// <summary>
/// The files that commands read. Paths are as the user wrote them: relative ones count from where it runs.
/// </summary>
public interface IFileSystem
{
    /// <summary>Whether there is a file (not a folder) at the path.</summary>
    bool FileExists(string path);

    /// <summary>Whether there is a folder at the path.</summary>
    bool FolderExists(string path);

    /// <summary>Reads a whole text file.</summary>
    /// <param name="path">The file; it becomes the text's path, as diagnostics show it.</param>
    /// <param name="maxBytes">A larger file is not read.</param>
    /// <exception cref="FileProblemException">It does not exist, is too large or may not be read.</exception>
    SourceText ReadText(string path, long maxBytes);

    /// <summary>
    /// The folder's own <c>*.yaml</c>, <c>*.yml</c> and <c>*.json</c> files, hidden ones left out, in ordinal
    /// order of their names; each path begins with <paramref name="folder"/> as given.
    /// </summary>
    /// <exception cref="FileProblemException">The folder may not be read.</exception>
    IReadOnlyList<string> ListManifests(string folder);

    /// <summary>Writes a text file as UTF-8, and makes its folder if need be.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All of it.</param>
    /// <param name="overwrite">Whether a file that exists is replaced.</param>
    /// <exception cref="FileProblemException">It exists, or may not be written.</exception>
    void WriteText(string path, string content, bool overwrite) =>
        throw new FileProblemException(path, "nothing can be written here");

    /// <summary>
    /// The names of all files of a folder, folders left out, in ordinal order; none where it does not exist.
    /// </summary>
    /// <exception cref="FileProblemException">The folder may not be read.</exception>
    IReadOnlyList<string> ListFiles(string folder) =>
        throw new FileProblemException(folder, "its files cannot be listed here");

    /// <summary>Removes a file; one that does not exist is no mistake.</summary>
    /// <exception cref="FileProblemException">It may not be removed.</exception>
    void DeleteFile(string path) => throw new FileProblemException(path, "nothing can be removed here");
}
