using System.Globalization;
using System.Text;

namespace Evenkeel.Lab.Processes;

/// <summary>
/// Which processes belong to a lab. Each is started with two variables in its environment, which its children
/// inherit and nothing that dies can take away: so all of them are found again, whoever was killed meanwhile.
/// </summary>
/// <param name="folder">The lab's folder.</param>
internal sealed class LabMarks(string folder)
{
    /// <summary>The lab's folder.</summary>
    public const string LabVariable = "EVENKEEL_LAB";

    /// <summary>The part of a lab that is its balancer.</summary>
    public const string Balancer = "balancer";

    /// <summary>The slot, or the balancer.</summary>
    public const string PartVariable = "EVENKEEL_LAB_PART";

    private const char StateZombie = 'Z';
    private const char StateDead = 'X';

    /// <summary>What a process of the lab is started with.</summary>
    public IReadOnlyDictionary<string, string> Environment(string part) => new Dictionary<string, string>
    {
        [LabVariable] = folder,
        [PartVariable] = part,
    };

    /// <summary>The lab's processes that live, in order of their numbers.</summary>
    /// <param name="part">Of this part alone; null for all.</param>
    public IReadOnlyList<LabProcess> Find(string? part = null)
    {
        var found = new List<LabProcess>();
        foreach (var path in Directory.EnumerateDirectories("/proc"))
        {
            var name = Path.GetFileName(path);
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && id != System.Environment.ProcessId && Read(id) is { } process
                && (part is null || process.Part == part))
            {
                found.Add(process);
            }
        }

        return [.. found.OrderBy(p => p.Id)];
    }

    /// <summary>Kills what is found until nothing is.</summary>
    /// <returns>How many were killed.</returns>
    /// <exception cref="LabException">Some do not die.</exception>
    public int KillAll(string? part, TimeSpan limit)
    {
        var killed = new HashSet<int>();
        for (var waited = TimeSpan.Zero; ; waited += TimeSpan.FromMilliseconds(20))
        {
            var alive = Find(part);
            if (alive.Count == 0)
            {
                return killed.Count;
            }

            if (waited > limit)
            {
                throw new LabToolException(
                    "these processes do not die: "
                    + string.Join(", ", alive.Select(p => $"{p.Name} ({p.Id})")),
                    "a disk of theirs may hang; run `evenkeel lab heal`, then this again");
            }

            foreach (var process in alive)
            {
                killed.Add(process.Id);
                Signals.Send(process.Id, Signals.Kill);
            }

            Thread.Sleep(20);
        }
    }

    private LabProcess? Read(int id)
    {
        try
        {
            var variables = File.ReadAllBytes($"/proc/{id}/environ");
            var text = Encoding.UTF8.GetString(variables).Split('\0');
            if (!text.Contains($"{LabVariable}={folder}", StringComparer.Ordinal))
            {
                return null;
            }

            var part = text.FirstOrDefault(v => v.StartsWith(PartVariable + "=", StringComparison.Ordinal));
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            var state = stat[close + 2];
            return state is StateZombie or StateDead ? null
                : new(id, stat[(open + 1)..close], part?[(PartVariable.Length + 1)..] ?? "", state);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is gone, or another user's.
            return null;
        }
    }
}

/// <summary>A process of a lab.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">The program's name, as the kernel has it: 15 letters at most.</param>
/// <param name="Part">The slot it belongs to, or <c>balancer</c>.</param>
/// <param name="State">Its state, as in proc(5): <c>R</c>, <c>S</c>, <c>D</c>, <c>T</c>.</param>
internal sealed record LabProcess(int Id, string Name, string Part, char State);
