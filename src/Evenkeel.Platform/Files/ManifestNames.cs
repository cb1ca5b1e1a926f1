namespace Evenkeel.Platform.Files;

/// <summary>Which files of a folder are manifests, and how their paths are put together.</summary>
public static class ManifestNames
{
    /// <summary>Whether a file name is that of a manifest: YAML or JSON, and not hidden.</summary>
    public static bool IsManifest(string name) =>
        !name.StartsWith('.')
        && (name.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".yml", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith(".json", StringComparison.OrdinalIgnoreCase));

    /// <summary>A path below a folder, with forward slashes; a rooted path stays as it is.</summary>
    public static string Join(string folder, string path)
    {
        if (Path.IsPathRooted(path) || folder.Length == 0 || folder == ".")
        {
            return path;
        }

        var below = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        return folder.EndsWith('/') ? folder + below : folder + "/" + below;
    }
}
