using Evenkeel.Lab.Disks;
using Evenkeel.Lab.Layout;
using Evenkeel.Lab.Networks;
using Evenkeel.Lab.Processes;

namespace Evenkeel.Lab.Machines;

/// <summary>The machine of a slot: its agent, with everything that runs under it, and its power.</summary>
/// <param name="folder">The lab.</param>
/// <param name="settings">What it is made of.</param>
/// <param name="slot">The slot.</param>
internal sealed class Machine(LabFolder folder, LabSettings settings, LabSlot slot)
{
    private static readonly TimeSpan DeathLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DeathPause = TimeSpan.FromMilliseconds(20);
    private readonly LabMarks marks = new(folder.Root);

    /// <summary>The slot.</summary>
    public LabSlot Slot => slot;

    /// <summary>Its disk.</summary>
    public SlotDisk Disk => SlotDisk.Of(folder, settings.Disks, slot.Name);

    /// <summary>Its processes.</summary>
    public IReadOnlyList<LabProcess> Processes => marks.Find(slot.Name);

    /// <summary>Whether its agent runs.</summary>
    public bool IsOn => Processes.Any(IsAgent);

    /// <summary>
    /// Switches it on: its volume is attached, and its agent starts. One that is on stays so.
    /// </summary>
    /// <returns>Whether it was off.</returns>
    public bool PowerOn()
    {
        if (IsOn)
        {
            return false;
        }

        Disk.Attach();
        var variables = new Dictionary<string, string>(marks.Environment(slot.Name))
        {
            ["PATH"] = settings.Path,
        };
        ToolRunner.Start(
            [
                .. LabNetwork.Of(folder, settings).Enter(slot),
                .. settings.Agent, "--config", folder.NodeFile(slot.Name),
            ],
            folder.AgentLog(slot.Name), variables);
        return true;
    }

    /// <summary>Cuts its power: nothing of it ends in good order.</summary>
    /// <param name="isReplaced">
    /// Whether another machine takes its place when it is switched on again; else it is the same one, booted
    /// anew.
    /// </param>
    public void PowerOff(bool isReplaced)
    {
        // What hangs on a frozen disk does not even die.
        Disk.Thaw();
        marks.KillAll(slot.Name, DeathLimit);
        var instance = Path.Combine(folder.Run(slot.Name), "instance");
        var name = File.Exists(instance) ? File.ReadAllText(instance).Trim() : null;
        if (Directory.Exists(folder.Run(slot.Name)))
        {
            Directory.Delete(folder.Run(slot.Name), recursive: true);
        }

        if (name is null)
        {
            return;
        }

        if (isReplaced)
        {
            LabJson.Write(folder.Instance(name), new { State = "terminated", Lifecycle = "InService" });
        }
        else
        {
            Directory.CreateDirectory(
                folder.Run(slot.Name),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.WriteAllText(instance, name + "\n");
        }
    }

    /// <summary>Kills its agent, and starts another beside what lives on.</summary>
    public void RestartAgent()
    {
        for (var waited = TimeSpan.Zero; Signal("agent", Signals.Kill) > 0; waited += DeathPause)
        {
            if (waited > DeathLimit)
            {
                throw new LabToolException(
                    $"the agent of slot {slot.Name} does not die",
                    "run `evenkeel lab heal`, then this again");
            }

            Thread.Sleep(DeathPause);
        }

        PowerOn();
    }

    /// <summary>Sends a signal to its processes.</summary>
    /// <param name="program">Of this program alone; null for all.</param>
    /// <param name="signal">The signal.</param>
    /// <returns>How many were sent it.</returns>
    public int Signal(string? program, int signal)
    {
        var found = Processes.Where(p => program is null || Is(p, program)).ToList();
        foreach (var process in found)
        {
            Signals.Send(process.Id, signal);
        }

        return found.Count;
    }

    private bool Is(LabProcess process, string program) =>
        program == "agent" ? IsAgent(process) : process.Name == Kernel(program);

    /// <summary>The agent is the one that is none of the programs that it runs.</summary>
    private bool IsAgent(LabProcess process) =>
        process.Name == Kernel(Path.GetFileName(settings.Agent[^1]));

    private static string Kernel(string program) => program.Length > 15 ? program[..15] : program;
}
