using Evenkeel.Core.Text;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Tests;

/// <summary>The checkout's files, as a command run at its root sees them.</summary>
internal sealed class RepositoryFiles : IFileSystem
{
    private readonly RealFileSystem real = new();

    public bool FileExists(string path) => real.FileExists(Full(path));

    public bool FolderExists(string path) => real.FolderExists(Full(path));

    public SourceText ReadText(string path, long maxBytes)
    {
        try
        {
            return new(path, real.ReadText(Full(path), maxBytes).Content);
        }
        catch (FileProblemException problem)
        {
            throw new FileProblemException(path, problem.Reason);
        }
    }

    public IReadOnlyList<string> ListManifests(string folder) =>
        [.. real.ListManifests(Full(folder)).Select(p => ManifestNames.Join(folder, Path.GetFileName(p)))];

    private static string Full(string path) => Path.Combine(RepositoryRoot.Find(), path);
}
