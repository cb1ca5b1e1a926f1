using System.Globalization;

namespace Evenkeel.Agent.Processes;

/// <summary>
/// Which process it is: a number alone is used again. When it started, in ticks since the machine's boot, and
/// which boot that was, make it one of a kind.
/// </summary>
/// <param name="Id">Its number.</param>
/// <param name="Started">When it started, in ticks since the boot.</param>
/// <param name="Boot">The machine's boot.</param>
internal sealed record ProcessIdentity(int Id, ulong Started, string Boot)
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>Fields of <c>stat</c> behind the command's name: state, …, start time (proc(5)).</summary>
    private const int StateField = 0;

    private const int StartField = 19;

    /// <summary>The present boot.</summary>
    public static string PresentBoot() => File.ReadAllText(BootFile).Trim();

    /// <summary>What a pid file says; null where it says nothing: it is torn, or from another boot.</summary>
    public static ProcessIdentity? Parse(string pidFile, string boot)
    {
        var lines = pidFile.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length == 2 && lines[1].Trim() == boot && Fields(lines[0]) is { } stat
            ? new(stat.Id, stat.Started, boot)
            : null;
    }

    /// <summary>Whether it lives, and is no zombie.</summary>
    public bool IsAlive() => State() is not (null or 'Z' or 'X');

    /// <summary>Whether it is stopped by a signal.</summary>
    public bool IsStopped() => State() is 'T' or 't';

    private char? State()
    {
        try
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/stat");
            return Fields(File.ReadAllText(path)) is { } stat && stat.Started == Started ? stat.State : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static (int Id, char State, ulong Started)? Fields(string stat)
    {
        // The command's name, in parentheses, may hold anything.
        var open = stat.IndexOf('(', StringComparison.Ordinal);
        var close = stat.LastIndexOf(')');
        if (open < 1 || close < open)
        {
            return null;
        }

        var rest = stat[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return rest.Length > StartField
            && int.TryParse(stat.AsSpan(0, open).Trim(), CultureInfo.InvariantCulture, out var id)
            && ulong.TryParse(rest[StartField], CultureInfo.InvariantCulture, out var started)
            ? (id, rest[StateField][0], started)
            : null;
    }
}
