using Evenkeel.Agent.Processes;

namespace Evenkeel.Agent.Execution;

/// <summary>
/// What was last kept of the volume in use. It counts in this boot of the machine alone, wherever its file
/// lies.
/// </summary>
internal sealed class VolumeMemory(string file)
{
    private readonly string boot = ProcessIdentity.PresentBoot();

    /// <summary>Keeps it; empty for nothing.</summary>
    public void Keep(string volume) => PrivateFile.Replace(file, volume + "\n" + boot + "\n");

    /// <summary>What was kept; null for nothing.</summary>
    public string? Read()
    {
        var lines = PrivateFile.ReadOrNull(file)?.Split('\n') ?? [];
        return lines.Length >= 2 && lines[0].Length > 0 && lines[1] == boot ? lines[0] : null;
    }
}
