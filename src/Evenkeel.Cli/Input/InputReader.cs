using Evenkeel.Cli.CommandLine;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Input;

/// <summary>Reads the files that a command line names; what cannot be read becomes a diagnostic.</summary>
/// <param name="files">The files.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
internal sealed class InputReader(IFileSystem files, DiagnosticBag diagnostics)
{
    /// <summary>The largest file read.</summary>
    public const long MaxFileBytes = 64L * 1024 * 1024;

    /// <summary>The file's text, or null, with a diagnostic.</summary>
    public SourceText? Read(string path)
    {
        try
        {
            return files.ReadText(path, MaxFileBytes);
        }
        catch (FileProblemException problem)
        {
            diagnostics.Add(InputDiagnostics.Unreadable(problem));
            return null;
        }
    }

    /// <summary>The same as a list of one or none.</summary>
    public IReadOnlyList<SourceText> ReadOne(string path) => Read(path) is { } text ? [text] : [];

    /// <summary>The file's text, or null, without a diagnostic.</summary>
    public SourceText? ReadIfThere(string path)
    {
        try
        {
            return files.FileExists(path) ? files.ReadText(path, MaxFileBytes) : null;
        }
        catch (FileProblemException)
        {
            return null;
        }
    }

    /// <summary>The manifests of a folder; none, with a diagnostic, where it has none.</summary>
    public IReadOnlyList<SourceText> ReadFolder(string folder)
    {
        try
        {
            var paths = files.ListManifests(folder);
            if (paths.Count == 0)
            {
                diagnostics.Add(InputDiagnostics.NoManifests(folder));
                return [];
            }

            return [.. paths.Select(Read).OfType<SourceText>()];
        }
        catch (FileProblemException problem)
        {
            diagnostics.Add(InputDiagnostics.Unreadable(problem));
            return [];
        }
    }

    /// <summary>Whether there is a file.</summary>
    public bool FileExists(string path) => files.FileExists(path);

    /// <summary>Whether there is a folder.</summary>
    public bool FolderExists(string path) => files.FolderExists(path);
}
