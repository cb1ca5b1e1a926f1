using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Supervision.Engine;

/// <summary>
/// Keeps the children running that are wanted: starts them, again after they die, later and later while they
/// keep dying, and kills what hangs.
/// </summary>
internal sealed class Children(Desk desk, NodeTimings timings)
{
    private const long FirstBackoffMs = 1000;

    /// <summary>After this long a child counts as up, and its next end as its first.</summary>
    private const long SteadyMs = 60_000;

    /// <summary>A child that has never answered since its start gets this many times as long.</summary>
    private const int BootPatience = 4;

    /// <summary>
    /// The most that a child gets which never answers. What it loads may be large and its disk slow, so that
    /// each start gets twice as long as the one before: a limit that is always the same could kill it each
    /// time just before it is up, on every node, for ever.
    /// </summary>
    private const long MostBootMs = 3_600_000;

    private const long StopGraceMs = 30_000;

    private readonly Entry[] entries = [.. Enum.GetValues<Child>().Select(c => new Entry(c))];

    /// <summary>Takes over a child that lives on from an agent before.</summary>
    public void Adopt(Child child)
    {
        var entry = entries[(int)child];
        (entry.State, entry.Since, entry.HasAnswered) = (State.Running, desk.Now, true);
    }

    /// <summary>
    /// Wants a child to run. One that runs already keeps its options until it is started again.
    /// </summary>
    /// <param name="child">Which.</param>
    /// <param name="options">How.</param>
    /// <param name="once">
    /// Whether somebody looks at its disk before it is started again: then its end is only told, by
    /// <see cref="Verdict"/>.
    /// </param>
    public void Want(Child child, ChildOptions options, bool once = false)
    {
        var entry = entries[(int)child];
        (entry.Options, entry.IsOnce) = (options, once);
    }

    /// <summary>Wants a child to end; it is asked to, and killed after a time.</summary>
    public void Stop(Child child, bool atOnce = false)
    {
        var entry = entries[(int)child];
        entry.Options = null;
        entry.NotBefore = 0;
        entry.Failures = 0;
        entry.Exit = null;
        if (entry.State is State.Running or State.Starting)
        {
            (entry.State, entry.Since) = (State.Stopping, desk.Now);
            desk.Do(atOnce ? new KillChild(child) : new StopChild(child, StopGraceMs));
        }
    }

    /// <summary>Kills a child; it is started again where it is wanted.</summary>
    public void Kill(Child child)
    {
        var entry = entries[(int)child];
        if (entry.State is State.Running or State.Starting)
        {
            (entry.State, entry.Since) = (State.Stopping, desk.Now);
            desk.Do(new KillChild(child));
        }
    }

    /// <summary>While a child is suspended it is not started.</summary>
    public void Suspend(Child child, bool suspended) => entries[(int)child].IsSuspended = suspended;

    /// <summary>
    /// Whether it would be started at once: what is looked at then is what it is started on.
    /// </summary>
    public bool IsStartable(Child child) => !entries[(int)child].IsSuspended;

    /// <summary>Whether no process of it exists.</summary>
    public bool IsGone(Child child) => entries[(int)child].State == State.Gone;

    /// <summary>Whether it is wanted.</summary>
    public bool IsWanted(Child child) => entries[(int)child].Options is not null;

    /// <summary>
    /// Why it ended, where it is not started again by itself; a child that keeps dying tells so later and
    /// later.
    /// </summary>
    public ExitReason? Verdict(Child child)
    {
        var entry = entries[(int)child];
        return entry.Exit == ExitReason.Unknown && desk.Now < entry.NotBefore ? null : entry.Exit;
    }

    /// <summary>Forgets why it ended, and that it was wanted.</summary>
    public void Clear(Child child) => (entries[(int)child].Exit, entries[(int)child].Options) = (null, null);

    /// <summary>A child has ended.</summary>
    public void Take(ChildExited exited)
    {
        var entry = entries[(int)exited.Child];
        var lasted = desk.Now - entry.Since;
        var wasAsked = entry.State == State.Stopping;
        (entry.State, entry.Start, entry.HasAnswered) = (State.Gone, null, false);
        if (entry.Options is null)
        {
            return;
        }

        desk.Say(NodeEvent.ChildEnded, $"{exited.Child} ended: {exited.Detail}");
        entry.Failures = lasted >= SteadyMs && !wasAsked ? 0 : entry.Failures;
        Delay(entry);
        if (exited.Reason != ExitReason.Unknown || entry.IsOnce)
        {
            entry.Exit = exited.Reason;
        }
    }

    /// <summary>Looks after all of them.</summary>
    public void Look()
    {
        foreach (var entry in entries)
        {
            if (entry.State == State.Starting && entry.Start!.IsOver(desk.Now))
            {
                TakeStart(entry);
            }

            if (entry.State == State.Stopping && entry.Start?.IsOver(desk.Now) == true)
            {
                EndStart(entry);
            }

            if (entry.State is State.Running or State.Stopping && desk.IsSteady)
            {
                Watch(entry);
            }

            if (entry is { State: State.Gone, Options: { } options, Exit: null, IsSuspended: false }
                && desk.Now >= entry.NotBefore)
            {
                desk.Say(NodeEvent.ChildStarts, $"{entry.Child} starts");
                (entry.State, entry.Since, entry.HasAnswered) = (State.Starting, desk.Now, false);
                entry.Start = desk.Ask(new StartChild(desk.NextId, entry.Child, options));
            }
        }
    }

    private void TakeStart(Entry entry)
    {
        // Where nothing is known of it, it may run: it is watched, and started again if it does not show.
        if (entry.Start!.Answer is Refused)
        {
            entry.State = State.Gone;
            Delay(entry);
        }
        else
        {
            entry.State = State.Running;
        }

        entry.Start = null;
    }

    /// <summary>
    /// It was to end while it was being started: what was sent then found nothing to end. It is sent again.
    /// </summary>
    private void EndStart(Entry entry)
    {
        entry.Since = desk.Now;
        if (entry.Start!.Answer is Refused)
        {
            entry.State = State.Gone;
        }
        else
        {
            desk.Do(new KillChild(entry.Child));
        }

        entry.Start = null;
    }

    private void Watch(Entry entry)
    {
        ChildFacts? facts = null;
        foreach (var child in desk.Facts.Children)
        {
            facts = child.Child == entry.Child ? child : facts;
        }

        var hung = (long)timings.ChildHung.TotalMilliseconds;
        if (facts is null)
        {
            if (desk.Now - entry.Since >= hung && entry.Start is null)
            {
                // No process, and nobody told of its end.
                Take(new ChildExited(desk.Now, entry.Child, ExitReason.Unknown, "it is not there"));
            }

            return;
        }

        if (entry.State == State.Stopping)
        {
            return;
        }

        entry.HasAnswered |= facts.SilentMs < desk.Now - entry.Since - 1000;
        entry.SilentStarts = entry.HasAnswered ? 0 : entry.SilentStarts;
        if (facts.SilentMs >= (entry.HasAnswered ? hung : BootLimit(hung, entry.SilentStarts)))
        {
            entry.SilentStarts += entry.HasAnswered ? 0 : 1;
            desk.Say(
                NodeEvent.ChildHung, $"{entry.Child} has not answered for {facts.SilentMs / 1000} s: killed");
            Kill(entry.Child);
        }
    }

    private static long BootLimit(long hung, int silentStarts) =>
        Math.Max(hung, Math.Min(MostBootMs, (hung * BootPatience) << Math.Min(silentStarts, 16)));

    private void Delay(Entry entry)
    {
        var most = (long)timings.ChildBackoffMost.TotalMilliseconds;
        var wait = Math.Min(most, FirstBackoffMs << Math.Min(entry.Failures, 16));
        entry.NotBefore = desk.Now + wait + (long)(desk.Jitter * wait / 4);
        entry.Failures++;
    }

    private enum State
    {
        Gone,
        Starting,
        Running,
        Stopping,
    }

    private sealed class Entry(Child child)
    {
        public Child Child { get; } = child;

        public State State { get; set; }

        public ChildOptions? Options { get; set; }

        public Call? Start { get; set; }

        /// <summary>When it was started, or, where it is to end, told so.</summary>
        public long Since { get; set; }

        public bool HasAnswered { get; set; }

        public bool IsSuspended { get; set; }

        public bool IsOnce { get; set; }

        public int Failures { get; set; }

        /// <summary>How many starts in a row were given up since it never answered.</summary>
        public int SilentStarts { get; set; }

        public long NotBefore { get; set; }

        public ExitReason? Exit { get; set; }
    }
}
