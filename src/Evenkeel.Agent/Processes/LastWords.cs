using System.Text;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Processes;

/// <summary>Reads from the end of what a child printed why it ended.</summary>
internal static class LastWords
{
    private const int Tail = 64 * 1024;
    private const int LongestLine = 500;

    private static readonly (string Text, ExitReason Reason)[] Known =
    [
        ("is out of range [lastIndex(", ExitReason.LostData),
        ("the member has been permanently removed from the cluster", ExitReason.Removed),
        ("this server has been removed from the cluster", ExitReason.Removed),
        ("crc mismatch", ExitReason.Damaged),
        ("checksum error", ExitReason.Damaged),
        ("invalid database", ExitReason.Damaged),
        ("failed to recover v3 backend from snapshot", ExitReason.Damaged),
        ("file corrupt", ExitReason.Damaged),
    ];

    /// <summary>The reason, and the last line.</summary>
    /// <param name="path">The file of what it printed.</param>
    /// <param name="from">Where its own part of it begins.</param>
    public static (ExitReason Reason, string Line) Read(string path, long from)
    {
        var text = End(path, from);
        var line = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? "";
        return (ReasonOf(text), line.Length > LongestLine ? line[..LongestLine] + "…" : line);
    }

    /// <summary>Which reason a text names: the last one that it does.</summary>
    public static ExitReason ReasonOf(string text)
    {
        var (at, reason) = (-1, ExitReason.Unknown);
        foreach (var known in Known)
        {
            var found = text.LastIndexOf(known.Text, StringComparison.Ordinal);
            (at, reason) = found > at ? (found, known.Reason) : (at, reason);
        }

        return reason;
    }

    private static string End(string path, long from)
    {
        try
        {
            using var file = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            file.Position = Math.Max(Math.Min(from, file.Length), file.Length - Tail);
            var bytes = new byte[file.Length - file.Position];
            return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, false));
        }
        catch (IOException)
        {
            return "";
        }
    }
}
