using System.Collections.Immutable;
using Evenkeel.Simulation.ControlPlane.Machines;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>Groups end one server after the other, in order, each once all are whole.</summary>
internal sealed class PlaneRoll(Plane plane, PlaneLayout layout)
{
    /// <summary>How long the hook of a group waits for a server that it ends.</summary>
    private const int HookMs = 60_000;

    /// <summary>More than a hook waits, so that the one before is gone.</summary>
    private const int LookMs = 90_000;

    private readonly List<(int Slot, long From, long? Back)> leaves = [];

    /// <summary>Whether a roll is under way.</summary>
    public bool IsGoing { get; private set; }

    /// <summary>Begins with the first slot.</summary>
    public void Begin() => Next(0);

    /// <summary>What was replaced, counted from an instant.</summary>
    public ImmutableArray<ServerLeave> Since(long startMs) =>
    [
        .. leaves.Select(l => new ServerLeave(
            layout.Members[l.Slot].Name,
            TimeSpan.FromMilliseconds(l.From - startMs),
            TimeSpan.FromMilliseconds(l.From + HookMs - startMs),
            l.Back is { } back ? TimeSpan.FromMilliseconds(back - startMs) : null)),
    ];

    private void Next(int slot)
    {
        IsGoing = slot < plane.Slots.Count || !plane.IsWhole;
        if (plane.IsWhole && leaves is [.., { Back: null } last])
        {
            leaves[^1] = last with { Back = plane.NowMs };
        }

        if (!IsGoing)
        {
            return;
        }

        if (plane.IsWhole && plane.Slots[slot].Interface is { } machine)
        {
            Leave(slot, machine);
            slot++;
        }

        plane.After(LookMs, () => Next(slot));
    }

    private void Leave(int slot, Machine machine)
    {
        leaves.Add((slot, plane.NowMs, null));
        plane.Leave(machine, HookMs);
    }
}
