using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Provisioning.Working;

namespace Evenkeel.Provisioning.Releases;

/// <summary>
/// Remembers the release that machines were told to boot, so that a run which can gather none tells them the
/// same again.
/// </summary>
public static class ReleasePin
{
    /// <summary>The digest that was remembered; empty where none was.</summary>
    public static string Read(WorkFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        if (!File.Exists(folder.Pin)) return "";
        var text = File.ReadAllText(folder.Pin).Trim();
        return ReleaseText.IsDigest(text) ? text : "";
    }

    /// <summary>Remembers a digest.</summary>
    public static void Write(WorkFolder folder, string digest)
    {
        ArgumentNullException.ThrowIfNull(folder);
        File.WriteAllText(folder.Pin, digest + "\n");
    }
}
