using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Simulation.Engine;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>What a fault did to the Kubernetes API.</summary>
/// <param name="OutageSeconds">How long no server could answer, in all; null where that never ends.</param>
/// <param name="Leader">The machine whose member led when it struck.</param>
/// <param name="Problem">What went wrong besides; null for nothing.</param>
internal sealed record PlaneOutcome(double? OutageSeconds, string Leader, string? Problem)
{
    /// <summary>What comes of it for those who need the API.</summary>
    public PlaneEffects Effects { get; init; } = PlaneEffects.None;

    /// <summary>
    /// When those who lead are lost, where they are on the server whose member leads and then on the next
    /// that answers.
    /// </summary>
    public ImmutableArray<TimeSpan> LeadersLost { get; init; } = [];

    /// <summary>What happened, from the founding on; empty unless it is written down.</summary>
    public ImmutableArray<TraceLine> Trace { get; init; } = [];

    /// <summary>When the fault struck, as the trace counts.</summary>
    public TimeSpan StruckAt { get; init; }
}

/// <summary>
/// A control plane from its founding on, and one fault that strikes it. The API answers while the member of
/// etcd beside any server can confirm a read; each server asks its own.
/// </summary>
internal sealed class PlaneRun
{
    private static readonly TimeSpan Founding = TimeSpan.FromMinutes(15);

    /// <summary>After so long without an answer there will be none.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(15);

    /// <summary>After so long with answers, and with what is replaced replaced, it is over.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMinutes(5);

    /// <summary>So much longer it may take until every slot has its member again.</summary>
    private static readonly TimeSpan Mending = TimeSpan.FromMinutes(10);

    /// <summary>A roll that takes longer never ends.</summary>
    private static readonly TimeSpan LongestRoll = TimeSpan.FromHours(1);

    /// <summary>What has not come to rest after so long never does.</summary>
    private static readonly TimeSpan LongestUnrest = TimeSpan.FromMinutes(30);

    /// <summary>Who needs the API for something now and then misses nothing of less than that.</summary>
    private static readonly TimeSpan Missed = KubernetesTiming.Default.KubeletHeartbeat;

    /// <summary>Steps come just after their instant: what is seen at it is from before.</summary>
    private static readonly TimeSpan StepDelay = TimeSpan.FromMilliseconds(1);

    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(EtcdNetwork.RoundMs);
    private readonly EventEngine engine = new();
    private readonly SeededRandom random;
    private readonly Plane plane;
    private readonly PlaneLayout layout;
    private readonly PlaneActions actions;

    private readonly bool isExact;

    /// <summary>Prepares a run.</summary>
    /// <param name="layout">The members.</param>
    /// <param name="rules">The rules of the nodes' decisions.</param>
    /// <param name="seed">What is drawn.</param>
    /// <param name="exact">What is not drawn; null where all is.</param>
    /// <param name="isTraced">Whether what happens is written down.</param>
    public PlaneRun(
        PlaneLayout layout, Rules rules, ulong seed, PlaneDraws? exact = null, bool isTraced = false)
    {
        this.layout = layout;
        isExact = exact is not null;
        random = new SeededRandom(seed);
        var settings = new PlaneSettings { Node = NodeOf(layout), Rules = rules, IsTraced = isTraced };
        plane = new Plane(
            exact is null ? settings : settings with
            {
                ElectionRounds = exact.ElectionRounds,
                ReplacementSeconds = (exact.BootSeconds, exact.BootSeconds),
                BootSeconds = (exact.BootSeconds, exact.BootSeconds),
            },
            engine,
            random);
        actions = new(plane, layout);
    }

    /// <summary>Runs it. Which member leads when the fault strikes goes round with the seeds.</summary>
    public PlaneOutcome Run(Fault fault, int leader)
    {
        var led = "";
        try
        {
            plane.Start();
            if (!Settle())
            {
                return Silent(led, "the control plane does not come to be, with no fault at all");
            }

            var ledBy = Lead(leader % layout.Members.Length);
            led = layout.Members[ledBy].Name;
            engine.RunUntil(engine.Now + (isExact ? TimeSpan.Zero : random.Within(TimeSpan.FromSeconds(1))));
            var struckAt = engine.Now;
            var slots = plane.Slots.Select(static _ => new SilenceRecorder()).ToList();
            var late = fault.Steps.IsEmpty ? TimeSpan.Zero : StepDelay;
            var effects = Measure(Strike(fault), slots, late, out var isRestless);
            var problem = isRestless ? Restless(effects) : WhyNotWhole(effects.Silences);
            return new(Sum(effects.Silences), led, problem)
            {
                Effects = effects,
                LeadersLost = LeadersLost(slots, ledBy),
                Trace = [.. plane.Trace],
                StruckAt = struckAt,
            };
        }
        catch (SafetyViolation violation)
        {
            return Silent(led, violation.Message);
        }
    }

    private static PlaneOutcome Silent(string leader, string problem) => new(null, leader, problem)
    {
        Effects = new() { Silences = [new(TimeSpan.Zero, null)] },
    };

    private static double? Sum(ImmutableArray<Silence> silences) =>
        silences.Any(static s => s.To is null) ? null
        : silences.Sum(static s => s.Length!.Value.TotalSeconds);

    private static string Restless(PlaneEffects effects) => string.Create(
        CultureInfo.InvariantCulture,
        $"the API comes and goes, and has not come to rest {LongestUnrest.TotalMinutes} min later: it has "
            + $"answered nobody {effects.Silences.Length} times");

    /// <summary>
    /// What is left of it once nothing is wrong any more: a slot that is no member again waits for the next
    /// fault to take the quorum.
    /// </summary>
    private string? WhyNotWhole(ImmutableArray<Silence> silences)
    {
        if (actions.IsAnythingLost || silences.Any(static s => s.To is null))
        {
            return null;
        }

        var since = engine.Now;
        while (!plane.IsWhole && engine.Now - since < Mending)
        {
            engine.RunUntil(engine.Now + TimeSpan.FromSeconds(5));
        }

        return plane.IsWhole ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"its slots and members are not whole again {(Calm + Mending).TotalMinutes} min later");
    }

    private static NodeConfiguration NodeOf(PlaneLayout layout) => new()
    {
        Cluster = "proof",
        Role = NodeRole.Server,
        Zone = "",
        Slots =
        [
            .. layout.Members.Select((s, i) => new SlotAddress(
                s.Name, s.Zone, string.Create(CultureInfo.InvariantCulture, $"10.0.0.{i + 1}"))),
        ],
        Platform = new PlatformSettings.Local(".."),
        Etcd = new() { Version = "3.5", ElectionMs = layout.ElectionMs },
        Kubernetes = new() { Distribution = NodeDistribution.None },
    };

    private bool Settle()
    {
        while (engine.Now < Founding)
        {
            engine.RunUntil(engine.Now + TimeSpan.FromSeconds(5));
            if (plane.IsWhole)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Lets a member lead; the one that does in the end.</summary>
    private int Lead(int slot)
    {
        for (var i = 0; i < 20 && plane.MemberAt(slot) is { Role: not RaftRole.Leader } wanted; i++)
        {
            _ = plane.Members.Any(m => m.HandOver(wanted.Data.MemberId));
            engine.RunUntil(engine.Now + TimeSpan.FromSeconds(1));
        }

        return plane.Members.First(m => m.Role == RaftRole.Leader).Slot;
    }

    /// <summary>Strikes, and says how long after it the last of it happens.</summary>
    private TimeSpan Strike(Fault fault)
    {
        if (!fault.Steps.IsEmpty)
        {
            foreach (var step in fault.Steps)
            {
                plane.After(
                    (long)(step.At + StepDelay).TotalMilliseconds, () => actions.Do(step.Action!));
            }

            return fault.Steps.Max(static s => s.At);
        }

        // What is launched in place of what is lost depends on all that happens at that instant.
        foreach (var action in fault.Actions.OrderBy(static a => a is not ScenarioAction.RefuseLaunches))
        {
            actions.Do(action);
        }

        if (fault.RepairedAfter is { } after)
        {
            plane.After((long)after.TotalMilliseconds, () =>
            {
                foreach (var action in fault.Actions.Reverse())
                {
                    actions.Undo(action);
                }
            });
        }

        return fault.RepairedAfter ?? fault.Actions.Select(PlaneActions.Follow).Max();
    }

    private PlaneEffects Measure(
        TimeSpan lasts, List<SilenceRecorder> slots, TimeSpan late, out bool isRestless)
    {
        var all = new SilenceRecorder();
        var zones = new SortedDictionary<string, SilenceRecorder>(StringComparer.Ordinal);
        var struckAt = engine.Now;
        var changedAt = engine.Now;
        var isLong = false;
        while (!isLong && (engine.Now - changedAt < lasts + (all.IsSilent ? Never : Calm)
            || (actions.Roll.IsGoing && engine.Now - struckAt < LongestRoll)))
        {
            var since = engine.Now - struckAt + late;
            engine.RunUntil(engine.Now + Sample);
            foreach (var slot in plane.Slots)
            {
                _ = slots[slot.Index].Look(!Answers(slot), since);
            }

            Look(zones, slots, since);
            var hasChanged = all.Look(slots.TrueForAll(static s => s.IsSilent), since);
            changedAt = hasChanged ? engine.Now : changedAt;
            isLong = engine.Now - struckAt > lasts + LongestUnrest && !actions.Roll.IsGoing;
        }

        isRestless = isLong && engine.Now - changedAt < Calm;
        var silences = all.Silences;
        return new()
        {
            Silences = actions.Roll.IsGoing || (isRestless && !all.IsSilent)
                ? silences.Add(new(engine.Now - struckAt, null)) : silences,
            LeadersLost = LeadersLost(slots),
            ZoneSilences =
            [
                .. zones.SelectMany(static z => z.Value.Silences.Select(s => new ZoneSilence(z.Key, s)))
                    .Where(static z => !(z.Silence.Length < Missed)),
            ],
            Leaves = actions.Roll.Since(struckAt.Ticks / TimeSpan.TicksPerMillisecond),
        };
    }

    /// <summary>Whether zones that are parted from others reach a server that answers.</summary>
    private void Look(
        SortedDictionary<string, SilenceRecorder> zones, List<SilenceRecorder> slots, TimeSpan since)
    {
        foreach (var zone in actions.Network.PartedZones.Where(z => !zones.ContainsKey(z)).ToList())
        {
            zones.Add(zone, new());
        }

        var answering = plane.Slots.Where(s => !slots[s.Index].IsSilent).ToList();
        foreach (var (zone, recorder) in zones)
        {
            var reachesNone = answering.TrueForAll(s => !actions.Network.Reaches(zone, s.Index));
            _ = recorder.Look(answering.Count > 0 && reachesNone, since);
        }
    }

    /// <summary>
    /// Those who lead are on a server at its worst: on the first that is lost for longer than they try to go
    /// on, and then, once others have taken over, on the next.
    /// </summary>
    private static ImmutableArray<TimeSpan> LeadersLost(List<SilenceRecorder> slots)
    {
        var counted = ImmutableArray.CreateBuilder<TimeSpan>();
        foreach (var (_, at) in LongSilences(slots))
        {
            if (counted.Count == 0 || at - counted[^1] >= KubernetesTiming.Default.LeaderTakeover)
            {
                counted.Add(at);
            }
        }

        return counted.ToImmutable();
    }

    /// <summary>The same where it is known on which server they are at first.</summary>
    private static ImmutableArray<TimeSpan> LeadersLost(List<SilenceRecorder> slots, int on)
    {
        var counted = ImmutableArray.CreateBuilder<TimeSpan>();
        foreach (var (slot, at) in LongSilences(slots))
        {
            if (slot == on)
            {
                counted.Add(at);
                on = Enumerable.Range(1, slots.Count).Select(i => (slot + i) % slots.Count)
                    .Cast<int?>().FirstOrDefault(s => !IsLost(slots[s!.Value], at)) ?? -1;
            }
        }

        return counted.ToImmutable();
    }

    private static bool IsLost(SilenceRecorder slot, TimeSpan at) => slot.Silences
        .Any(s => IsLong(s) && s.From <= at && !(s.To <= at));

    private static IEnumerable<(int Slot, TimeSpan At)> LongSilences(List<SilenceRecorder> slots) => slots
        .SelectMany(static (s, i) => s.Silences.Where(IsLong).Select(l => (Slot: i, At: l.From)))
        .OrderBy(static l => l.At);

    private static bool IsLong(Silence silence) =>
        !(silence.Length <= KubernetesTiming.Default.LeaderRenewDeadline);

    private bool Answers(Machines.Slot slot) => !actions.IsCutOff(slot.Index)
        && plane.MemberAt(slot.Index) is { IsFrozen: false } member && !slot.Interface!.IsFenced
        && member.ReadRound >= plane.Network.Round && member.Data.Cluster.Id == plane.Watch.Current;
}
