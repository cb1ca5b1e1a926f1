using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.Claims;

/// <summary>
/// Simulates faults over all classes of ties and both ends of every interval: first every way in which the
/// workloads can have come to lie, then every way in which each of these can go on. Of faults that are mirror
/// images in one of the former, the first is simulated for all.
/// </summary>
internal sealed class TieEnumeration
{
    private const int NodesSampledFrom = 100;

    /// <summary>
    /// Settling is shared by all faults: it gets a share as if they were no more than so many.
    /// </summary>
    private const int FaultsThatSettlingCounts = 12;

    private readonly ClusterModel model;
    private readonly ImmutableArray<Fault> faults;
    private readonly ProofOptions options;
    private readonly PlaneForecasts forecasts;
    private readonly Distinctions distinctions;
    private readonly ImmutableDictionary<TimingEnd, Lazy<List<Start>?>> settled;
    private readonly Lazy<int> runsPerFault;

    /// <summary>Prepares to enumerate.</summary>
    /// <param name="model">The cluster.</param>
    /// <param name="faults">All faults that will be asked for, in a fixed order.</param>
    /// <param name="options">How many simulations may be spent.</param>
    /// <param name="forecasts">What faults do to the control plane; null for the cluster's own.</param>
    public TieEnumeration(
        ClusterModel model,
        ImmutableArray<Fault> faults,
        ProofOptions options,
        PlaneForecasts? forecasts = null)
    {
        (this.model, this.faults, this.options) = (model, faults, options);
        this.forecasts = forecasts ?? new(model, Rules.Real);
        distinctions = new(model);
        settled = TimingEnd.All.Select(Before).Distinct().ToImmutableDictionary(
            static e => e,
            e => new Lazy<List<Start>?>(() => FindSettled(e)));
        runsPerFault = new(() => options.RunsPerFault(faults.Count(f =>
            settled.Values.Any(s => s.Value is { } starts && starts.Exists(t => t.StandsFor(f) > 0)))));
    }

    /// <summary>A settled cluster.</summary>
    /// <param name="Choices">The choices that lead to it.</param>
    /// <param name="StandIns">By fault, the first of its mirror images, which may be itself.</param>
    private sealed record Start(
        ImmutableArray<(int, int)> Choices, ImmutableDictionary<string, string> StandIns)
    {
        private readonly Dictionary<string, int> images = StandIns.Values
            .CountBy(static name => name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

        /// <summary>For how many faults one stands; none where another stands for it.</summary>
        public int StandsFor(Fault fault) => images.GetValueOrDefault(fault.Name);
    }

    /// <summary>The faults, itself perhaps included, that stand for a fault somewhere.</summary>
    public IEnumerable<string> StandInsOf(Fault fault) => settled.Values
        .SelectMany(static s => s.Value ?? []).Select(s => s.StandIns[fault.Name])
        .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// All outcomes of each fault but those for which a mirror image stands; null for a fault that has more
    /// combinations than the runs allowed.
    /// </summary>
    /// <param name="workers">How many simulate at once; what comes of it is the same.</param>
    /// <param name="told">Told of each fault once it is done, one at a time; or null.</param>
    public ImmutableArray<ImmutableArray<ScenarioOutcome>?> Simulate(int workers, Action<Fault>? told = null)
    {
        // The ends of the intervals are laid around one instant: what a scenario does later falls between.
        if (model.Nodes.Length >= NodesSampledFrom || settled.Values.Any(static s => s.Value is null))
        {
            return [.. faults.Select(static _ => (ImmutableArray<ScenarioOutcome>?)null)];
        }

        var walks = faults.Where(static f => f.Steps.IsEmpty)
            .ToDictionary(
                static f => f.Name, f => new FaultWalk(f, MostRuns(f), told), StringComparer.Ordinal);
        var all = new SideBySide<FaultWalk.Part>();
        for (var end = 0; end < TimingEnd.All.Length; end++)
        {
            foreach (var start in settled[Before(TimingEnd.All[end])].Value!)
            {
                Add(all, start, end, walks.Values.Where(w => start.StandsFor(w.Fault) > 0));
            }
        }

        walks.Values.ToList().ForEach(static w => w.Close());
        all.Run(workers);
        return [.. faults.Select(f => walks.GetValueOrDefault(f.Name)?.Outcomes)];
    }

    private void Add(
        SideBySide<FaultWalk.Part> all, Start start, int end, IEnumerable<FaultWalk> walks)
    {
        var parts = walks.Where(w => Matters(TimingEnd.All[end], w.Fault))
            .Select(static w => w.Add()).ToList();
        if (parts.Count > 0)
        {
            all.Add(() => Settle(start, end), _ => parts, (from, part) => Continue(from, part, start, end));
        }
    }

    // What EC2 may know doubles the combinations, and with them the runs that a fault may take.
    private int MostRuns(Fault fault) =>
        runsPerFault.Value * (fault.IsZone && !model.Aws.Groups.IsEmpty ? 2 : 1);

    /// <summary>
    /// The ways in which the workloads can have come to lie, up to mirror images, each settled; null where
    /// they are too many to enumerate.
    /// </summary>
    /// <param name="most">How many are wanted at most.</param>
    public IReadOnlyList<SimulatedCluster>? Placements(int most)
    {
        var end = Before(default);
        return model.Nodes.Length >= NodesSampledFrom || settled[end].Value is not { } starts ? null :
        [
            .. starts.Take(most).Select(start =>
            {
                var run = Begin(ChoiceTape.Of(start.Choices), end);
                run.Settle();
                return run.Cluster;
            }),
        ];
    }

    /// <summary>The run of one case, again.</summary>
    public FaultRun Run(Fault fault, ScenarioCase.Enumerated @case) =>
        Run(fault, ChoiceTape.Of(@case.Taken.Select(static t => (t, t + 1))), TimingEnd.All[@case.End]);

    /// <summary>
    /// What EC2 knows of zones matters where one is lost and instances come from groups.
    /// </summary>
    private bool Matters(TimingEnd end, Fault fault) =>
        !end.ZonesReported || (fault.IsZone && !model.Aws.Groups.IsEmpty);

    /// <summary>
    /// The end that decides how the cluster settles: what is noticed when matters before a fault only where
    /// cluster-autoscaler looks at pods then.
    /// </summary>
    private TimingEnd Before(TimingEnd end) => end with
    {
        NoticedFirst = model.Aws.Autoscaler is null || end.NoticedFirst,
        ZonesReported = false,
    };

    private List<Start>? FindSettled(TimingEnd end)
    {
        var starts = new List<Start>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var tape = new ChoiceTape(new(StringComparer.Ordinal));
        var most = options.RunsPerFault(Math.Min(faults.Length, FaultsThatSettlingCounts));
        var runs = 0;
        do
        {
            if (++runs > most)
            {
                return null;
            }

            var run = Begin(tape, end);
            run.Settle();
            if (!tape.Pruned && known.Add(tape.Signatures!.OfCluster()))
            {
                var standIns = tape.Signatures.MirrorImages(faults)
                    .SelectMany(static alike => alike.Select(f => (f.Name, First: alike[0].Name)));
                starts.Add(new([.. tape.Choices], standIns.ToImmutableDictionary(
                    static s => s.Name, static s => s.First, StringComparer.Ordinal)));
            }
        }
        while (tape.Advance(keep: 0));
        return starts;
    }

    private SettledRun Settle(Start start, int end)
    {
        var tape = ChoiceTape.Of(start.Choices);
        return new(Begin(tape, TimingEnd.All[end]), tape);
    }

    private void Continue(SettledRun from, FaultWalk.Part part, Start start, int end)
    {
        var (tape, keep) = (from.Tape!, start.Choices.Length);
        tape.Cut(keep);
        do
        {
            if (!part.MayRun())
            {
                break;
            }

            var run = from.GoBack();
            tape.GoOn(keep);
            Suffer(run, part.Fault, TimingEnd.All[end]);
            if (!tape.Pruned)
            {
                var @case = new ScenarioCase.Enumerated(end, [.. tape.Choices.Select(static c => c.Taken)]);
                var standsFor = start.StandsFor(part.Fault);
                part.Outcomes.Add(run.Outcome(part.Fault, @case, standsFor, () => Run(part.Fault, @case)));
            }
        }
        while (tape.Advance(keep));
        part.End();
    }

    private FaultRun Run(Fault fault, ChoiceTape tape, TimingEnd end)
    {
        var run = Begin(tape, end);
        run.Settle();
        Suffer(run, fault, end);
        return run;
    }

    private void Suffer(FaultRun run, Fault fault, TimingEnd end) =>
        run.Suffer(fault, forecasts.Of(fault), atWorst: !end.NoticedFirst);

    private FaultRun Begin(ChoiceTape tape, TimingEnd end)
    {
        var timing = ProofTiming.At(end);
        var at = ProofTiming.FaultAt(model);
        var noticed = end.NoticedFirst ? Phases.NoticedFirst(at, timing) : Phases.NoticedLast(at, timing);
        var phases = noticed with { Start = () => end.SlowStart ? 1 : 0 };
        var fleet = ProofTiming.FleetOf(model, ProofTiming.At(end, model.Aws.Timing), end);
        var run = FaultRun.Prepare(model, timing, phases, tape, fleet);
        tape.Begin(run.Cluster, distinctions.Of(run.State), at);
        return run;
    }
}
