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
internal sealed record PlaneOutcome(double? OutageSeconds, string Leader, string? Problem);

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

    private static readonly TimeSpan Sample = TimeSpan.FromMilliseconds(EtcdNetwork.RoundMs);
    private readonly EventEngine engine = new();
    private readonly SeededRandom random;
    private readonly Plane plane;

    /// <summary>Slots that nobody outside their zone reaches: they serve nobody.</summary>
    private List<int> isolated = [];
    private readonly ImmutableArray<(string Name, string Zone)> servers;

    public PlaneRun(ImmutableArray<(string Name, string Zone)> servers, Rules rules, ulong seed)
    {
        this.servers = servers;
        random = new SeededRandom(seed);
        plane = new Plane(new PlaneSettings { Node = NodeOf(servers), Rules = rules }, engine, random);
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
                return new(null, led, "the control plane does not come to be, with no fault at all");
            }

            led = servers[Lead(leader % servers.Length)].Name;
            engine.RunUntil(engine.Now + random.Within(TimeSpan.FromSeconds(1)));
            Strike(fault);
            return new(Measure(fault.RepairedAfter ?? TimeSpan.Zero), led, null);
        }
        catch (SafetyViolation violation)
        {
            return new(null, led, violation.Message);
        }
    }

    private static NodeConfiguration NodeOf(ImmutableArray<(string Name, string Zone)> servers) => new()
    {
        Cluster = "proof",
        Role = NodeRole.Server,
        Zone = "",
        Slots =
        [
            .. servers.Select((s, i) => new SlotAddress(
                s.Name, s.Zone, string.Create(CultureInfo.InvariantCulture, $"10.0.0.{i + 1}"))),
        ],
        Platform = new PlatformSettings.Local(".."),
        Etcd = new() { Version = "3.5" },
        Kubernetes = new() { Distribution = NodeDistribution.None },
    };

    private bool Settle()
    {
        while (engine.Now < Founding)
        {
            engine.RunUntil(engine.Now + TimeSpan.FromSeconds(5));
            if (plane.Slots.All(s => plane.MemberAt(s.Index) is { IsVoter: true, Leader: not 0 } member
                && member.Data.Membership.Peers.Length == servers.Length && !s.Interface!.IsFenced))
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

    private void Strike(Fault fault)
    {
        var launches = !fault.Actions.Any(static a => a is ScenarioAction.RefuseLaunches);
        foreach (var action in fault.Actions)
        {
            switch (action)
            {
                case ScenarioAction.Fail { Target: var target }:
                    foreach (var slot in SlotsOf(target))
                    {
                        Lose(slot, launches && target.Zone is null, fault.RepairedAfter);
                    }

                    break;
                case ScenarioAction.Isolate { Target: var target }:
                    Isolate(SlotsOf(target), true);
                    if (fault.RepairedAfter is { } after)
                    {
                        plane.After((long)after.TotalMilliseconds, () => Isolate(SlotsOf(target), false));
                    }

                    break;
                default:
                    break;
            }
        }
    }

    private List<int> SlotsOf(NodeTarget target) =>
    [
        .. Enumerable.Range(0, servers.Length)
            .Where(i => servers[i].Zone == target.Zone || target.Nodes.Contains(servers[i].Name)),
    ];

    private void Lose(int slot, bool isReplaced, TimeSpan? repairedAfter)
    {
        if (plane.Slots[slot].Interface is { } machine)
        {
            plane.Terminate(machine, isReplaced);
            if (!isReplaced && repairedAfter is { } after)
            {
                plane.After((long)after.TotalMilliseconds, () => plane.Launch(machine.Zone, 1000));
            }
        }
    }

    private void Isolate(List<int> slots, bool isCut)
    {
        isolated = isCut ? slots : [];
        foreach (var slot in slots)
        {
            foreach (var other in plane.Slots.Where(o => !slots.Contains(o.Index)))
            {
                plane.Block(slot, other.Index, isCut);
                plane.Block(other.Index, slot, isCut);
            }
        }
    }

    private double? Measure(TimeSpan repairedAfter)
    {
        var silent = 0;
        var changedAt = engine.Now;
        var wasSilent = false;
        while (engine.Now - changedAt < repairedAfter + (wasSilent ? Never : Calm))
        {
            engine.RunUntil(engine.Now + Sample);
            var isSilent = true;
            foreach (var slot in plane.Slots)
            {
                isSilent &= !Answers(slot);
            }

            silent += isSilent ? 1 : 0;
            changedAt = isSilent == wasSilent ? changedAt : engine.Now;
            wasSilent = isSilent;
        }

        return wasSilent ? null : silent * Sample.TotalSeconds;
    }

    private bool Answers(Machines.Slot slot) => !isolated.Contains(slot.Index)
        && plane.MemberAt(slot.Index) is { IsFrozen: false } member && !slot.Interface!.IsFenced
        && member.ReadRound >= plane.Network.Round && member.Data.Cluster.Id == plane.Watch.Current;
}
