using System.Collections.Immutable;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Claims;

/// <summary>
/// Walks through every choice that Kubernetes could make, up to mirror images: one run takes the choices on
/// the tape and the first option after its end; <see cref="Advance"/> turns to the next combination.
/// </summary>
/// <param name="visited">States in which a choice was made before; a run that comes to one again is cut
/// short.</param>
internal sealed class ChoiceTape(HashSet<string> visited) : ITieBreaker
{
    private readonly List<(int Taken, int Options)> tape = [];
    private int position;
    private int firstNew;

    /// <summary>The run's nodes and what tells them apart; set before each run.</summary>
    public NodeSignatures? Signatures { get; private set; }

    /// <summary>Whether the run came to a state that an earlier run has gone on from.</summary>
    public bool Pruned { get; private set; }

    /// <summary>How many choices the last run made.</summary>
    public int Length => tape.Count;

    private TimeSpan pruneBefore;
    private Action stop = static () => { };
    private Func<TimeSpan> now = static () => TimeSpan.Zero;

    /// <summary>The choices made so far.</summary>
    public IReadOnlyList<(int Taken, int Options)> Choices => tape;

    /// <summary>A tape that begins with choices made before.</summary>
    public static ChoiceTape Of(IEnumerable<(int Taken, int Options)> choices)
    {
        var made = new ChoiceTape(new(StringComparer.Ordinal));
        made.tape.AddRange(choices);
        made.firstNew = made.tape.Count;
        return made;
    }

    /// <summary>
    /// Begins a run. It may be cut short up to <paramref name="fault"/>: what a fault sets going (queues,
    /// tolerations, pods that end) is not in a state's signature.
    /// </summary>
    public void Begin(SimulatedCluster run, NodeSignatures signatures, TimeSpan fault)
    {
        pruneBefore = fault;
        position = 0;
        Pruned = false;
        Signatures = signatures;
        stop = run.State.Engine.Stop;
        now = () => run.State.Now;
    }

    /// <summary>
    /// Goes on after so many choices: the run has gone back to where it had made these.
    /// </summary>
    public void GoOn(int after) => (position, Pruned) = (after, false);

    /// <summary>Takes off all but the first choices.</summary>
    public void Cut(int keep) => tape.RemoveRange(keep, tape.Count - keep);

    /// <summary>
    /// Turns to the next combination; false after the last, with <paramref name="keep"/> choices untouched.
    /// </summary>
    public bool Advance(int keep)
    {
        while (tape.Count > keep)
        {
            var (taken, options) = tape[^1];
            tape.RemoveAt(tape.Count - 1);
            if (taken + 1 < options)
            {
                tape.Add((taken + 1, options));
                firstNew = tape.Count;
                return true;
            }
        }

        return false;
    }

    public int Choose(SimPod pod, List<SimNode> feasible, long[] totals)
    {
        var most = long.MinValue;
        for (var i = 0; i < feasible.Count; i++)
        {
            most = Math.Max(most, totals[i]);
        }

        var best = Enumerable.Range(0, feasible.Count).Where(i => totals[i] == most).ToList();
        if (best.Count == 1)
        {
            return best[0];
        }

        var classes = best.Zip(Signatures!.Of(best.Select(i => feasible[i])))
            .GroupBy(static b => b.Second, static b => b.First, StringComparer.Ordinal)
            .OrderBy(static g => g.Key, StringComparer.Ordinal).Select(static g => g.First()).ToList();
        return classes[Take(classes.Count, pod.Class.Index)];
    }

    public void Order(Span<SimNode> nodes)
    {
        for (var i = 0; i + 1 < nodes.Length; i++)
        {
            var rest = nodes[i..].ToArray();
            var classes = Enumerable.Range(0, rest.Length)
                .GroupBy(j => Signatures!.Content(rest[j]), StringComparer.Ordinal)
                .OrderBy(static g => g.Key, StringComparer.Ordinal).Select(static g => g.First()).ToList();
            var chosen = i + classes[Take(classes.Count, -1 - i)];
            (nodes[i], nodes[chosen]) = (nodes[chosen], nodes[i]);
        }
    }

    public int ChoosePlace(IReadOnlyList<ImmutableArray<string>> places)
    {
        var classes = Enumerable.Range(0, places.Count)
            .GroupBy(i => string.Join('|', places[i].Select(Signatures!.OfZone)), StringComparer.Ordinal)
            .OrderBy(static g => g.Key, StringComparer.Ordinal).Select(static g => g.First()).ToList();
        return classes[Take(classes.Count, int.MinValue)];
    }

    public int ChoosePod(IReadOnlyList<SimPod> pods)
    {
        var classes = Enumerable.Range(0, pods.Count)
            .GroupBy(i => Signatures!.Of(pods[i]), StringComparer.Ordinal)
            .OrderBy(static g => g.Key, StringComparer.Ordinal).Select(static g => g.First()).ToList();
        return classes[Take(classes.Count, int.MinValue)];
    }

    public int ChooseZone(int zones) => Take(zones, int.MinValue);

    private int Take(int options, int what)
    {
        if (options == 1 || Pruned)
        {
            return 0;
        }

        if (position == tape.Count)
        {
            tape.Add((0, options));
        }

        var isNew = position >= firstNew;
        var taken = tape[position++].Taken;
        if (isNew && what >= 0 && now() < pruneBefore
            && !visited.Add($"{now().Ticks}/{what}/{Signatures!.OfCluster()}"))
        {
            // The earlier run goes through this choice's options; this one need not.
            tape[^1] = (0, 1);
            Pruned = true;
            stop();
        }

        return taken;
    }
}
