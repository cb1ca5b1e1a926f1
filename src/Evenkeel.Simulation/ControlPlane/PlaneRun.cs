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
    /// <summary>When nobody was answered, from the fault on.</summary>
    public ImmutableArray<Silence> Silences { get; init; } = [];
}

/// <summary>A time in which the Kubernetes API answers nobody, counted from a fault.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends; null where it does not.</param>
internal readonly record struct Silence(TimeSpan From, TimeSpan? To);

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

    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(EtcdNetwork.RoundMs);
    private readonly EventEngine engine = new();
    private readonly SeededRandom random;
    private readonly Plane plane;
    private readonly PlaneLayout layout;
    private readonly PlaneActions actions;

    public PlaneRun(PlaneLayout layout, Rules rules, ulong seed)
    {
        this.layout = layout;
        random = new SeededRandom(seed);
        plane = new Plane(new PlaneSettings { Node = NodeOf(layout), Rules = rules }, engine, random);
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
                return new(null, led, "the control plane does not come to be, with no fault at all")
                {
                    Silences = [new(TimeSpan.Zero, null)],
                };
            }

            led = layout.Members[Lead(leader % layout.Members.Length)].Name;
            engine.RunUntil(engine.Now + random.Within(TimeSpan.FromSeconds(1)));
            var silences = Measure(Strike(fault));
            return new(Sum(silences), led, WhyNotWhole(silences)) { Silences = silences };
        }
        catch (SafetyViolation violation)
        {
            return new(null, led, violation.Message) { Silences = [new(TimeSpan.Zero, null)] };
        }
    }

    private static double? Sum(ImmutableArray<Silence> silences) =>
        silences.Any(static s => s.To is null) ? null
        : silences.Sum(static s => (s.To!.Value - s.From).TotalSeconds);

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
                plane.After((long)step.At.TotalMilliseconds, () => actions.Do(step.Action!));
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

        return fault.RepairedAfter ?? TimeSpan.Zero;
    }

    private ImmutableArray<Silence> Measure(TimeSpan lasts)
    {
        var silences = ImmutableArray.CreateBuilder<Silence>();
        var struckAt = engine.Now;
        var changedAt = engine.Now;
        var wasSilent = false;
        while (engine.Now - changedAt < lasts + (wasSilent ? Never : Calm)
            || (actions.IsRolling && engine.Now - struckAt < LongestRoll))
        {
            var before = engine.Now;
            engine.RunUntil(before + Sample);
            var isSilent = !plane.Slots.Any(Answers);
            if (isSilent && !wasSilent)
            {
                silences.Add(new(before - struckAt, null));
            }
            else if (wasSilent && !isSilent)
            {
                silences[^1] = silences[^1] with { To = before - struckAt };
            }

            changedAt = isSilent == wasSilent ? changedAt : engine.Now;
            wasSilent = isSilent;
        }

        if (actions.IsRolling)
        {
            silences.Add(new(engine.Now - struckAt, null));
        }

        return silences.ToImmutable();
    }

    private bool Answers(Machines.Slot slot) => !actions.IsCutOff(slot.Index)
        && plane.MemberAt(slot.Index) is { IsFrozen: false } member && !slot.Interface!.IsFenced
        && member.ReadRound >= plane.Network.Round && member.Data.Cluster.Id == plane.Watch.Current;
}
