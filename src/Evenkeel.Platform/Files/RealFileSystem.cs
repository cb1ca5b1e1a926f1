using Evenkeel.Core.Text;

namespace Evenkeel.Platform.Files;

/// <summary>The machine's own files.</summary>
public sealed class RealFileSystem : IFileSystem
{
    /// <inheritdoc/>
    public bool FileExists(string path) => File.Exists(path);

    /// <inheritdoc/>
    public bool FolderExists(string path) => Directory.Exists(path);

    /// <inheritdoc/>
    public SourceText ReadText(string path, long maxBytes)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            // A pipe (`<(helm template …)`) has no length; the bound holds for it too.
            if (stream.CanSeek && stream.Length > maxBytes)
            {
                throw TooLarge(path, maxBytes);
            }

            return SourceEncoding.Decode(path, ReadBounded(stream, path, maxBytes));
        }
        catch (FileNotFoundException)
        {
            throw new FileProblemException(path, "it does not exist");
        }
        catch (DirectoryNotFoundException)
        {
            throw new FileProblemException(path, "it does not exist");
        }
        catch (UnauthorizedAccessException)
        {
            var reason = Directory.Exists(path) ? "it is a folder" : "you may not read it";
            throw new FileProblemException(path, reason);
        }
        catch (IOException e)
        {
            throw new FileProblemException(path, $"it cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListManifests(string folder)
    {
        try
        {
            var names = Directory.GetFiles(folder)
                .Select(path => Path.GetFileName(path))
                .Where(ManifestNames.IsManifest)
                .ToArray();
            Array.Sort(names, StringComparer.Ordinal);
            return [.. names.Select(name => ManifestNames.Join(folder, name))];
        }
        catch (UnauthorizedAccessException)
        {
            throw new FileProblemException(folder, "you may not read it");
        }
        catch (IOException e)
        {
            throw new FileProblemException(folder, $"it cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    /// <inheritdoc/>
    public void WriteText(string path, string content, bool overwrite)
    {
        try
        {
            if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            // CreateNew leaves a file alone that appeared since the caller looked.
            using var stream = new FileStream(path, overwrite ? FileMode.Create : FileMode.CreateNew);
            stream.Write(System.Text.Encoding.UTF8.GetBytes(content));
        }
        catch (UnauthorizedAccessException)
        {
            var reason = Directory.Exists(path) ? "it is a folder" : "you may not write it";
            throw new FileProblemException(path, reason);
        }
        catch (IOException e)
        {
            var reason = !overwrite && File.Exists(path)
                ? "it exists already"
                : $"it cannot be written ({e.Message.TrimEnd('.')})";
            throw new FileProblemException(path, reason);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> ListFiles(string folder)
    {
        try
        {
            var names = Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).ToArray();
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (UnauthorizedAccessException)
        {
            throw new FileProblemException(folder, "you may not read it");
        }
        catch (IOException e)
        {
            throw new FileProblemException(folder, $"it cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    /// <inheritdoc/>
    public void DeleteFile(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing is left to remove.
        }
        catch (UnauthorizedAccessException)
        {
            throw new FileProblemException(path, "you may not remove it");
        }
        catch (IOException e)
        {
            throw new FileProblemException(path, $"it cannot be removed ({e.Message.TrimEnd('.')})");
        }
    }

    private static byte[] ReadBounded(FileStream stream, string path, long maxBytes)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = stream.Read(buffer)) > 0)
        {
            if (memory.Length + count > maxBytes)
            {
                throw TooLarge(path, maxBytes);
            }

            memory.Write(buffer, 0, count);
        }

        return memory.ToArray();
    }

    private static FileProblemException TooLarge(string path, long maxBytes) => new(
        path,
        $"it is larger than the {maxBytes / 1024 / 1024} MiB that are read");
}
