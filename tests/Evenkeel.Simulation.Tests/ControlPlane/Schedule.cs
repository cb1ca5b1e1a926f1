using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Simulation.Engine;
using Evenkeel.Supervision;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.Tests.ControlPlane;

/// <summary>
/// A control plane of three or five slots under faults drawn by a seed, and then left alone: within
/// <see cref="Calm"/> every slot serves again.
/// </summary>
internal sealed class Schedule
{
    /// <summary>How long it may take from the last fault until the cluster is whole.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromMinutes(12);

    /// <summary>The same where K3s runs etcd, which removes a learner that is lost after five minutes.</summary>
    public static readonly TimeSpan CalmOfK3s = TimeSpan.FromMinutes(20);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private readonly EventEngine engine = new();
    private readonly SeededRandom random;
    private readonly Plane plane;
    private readonly Child database;
    private readonly TimeSpan calm;
    private bool isCalm;
    private bool mayRestore;
    private bool losesMost;

    public Schedule(ulong seed, Rules rules, EtcdMode mode, bool isTraced = false)
    {
        (database, calm) = mode == EtcdMode.Embedded ? (Child.K3s, CalmOfK3s) : (Child.Etcd, Calm);
        random = new SeededRandom(seed);
        var slots = random.Below(3) == 0 ? 5 : 3;
        plane = new Plane(
            new PlaneSettings { Node = NodeOf(slots, mode), Rules = rules, IsTraced = isTraced }, engine, random);
    }

    /// <summary>What happened, where it is written down.</summary>
    public IEnumerable<string> Trace => plane.Trace.Select(static t => t.ToString());

    /// <summary>How often safety was looked at.</summary>
    public long Looks => plane.Watch.Looks;

    /// <summary>How long it took from the last fault until the cluster was whole.</summary>
    public TimeSpan Recovery { get; private set; }

    /// <summary>Runs it; what must not happen throws.</summary>
    public void Run()
    {
        plane.Start();
        Write();
        var faults = 2 + random.Below(10);
        if (random.Below(3) > 0)
        {
            // Most faults strike a cluster that has come to be; some its founding.
            engine.RunUntil(TimeSpan.FromSeconds(40 + random.Below(80)));
        }

        if (random.Below(6) == 0)
        {
            plane.After(4000 + random.Below(12_000), StrikeFounder);
        }

        mayRestore = random.Below(6) == 0;
        losesMost = random.Below(10) == 0;
        for (var i = random.Below(4); i > 0; i--)
        {
            var slot = plane.Slots[random.Below(plane.Slots.Count)];
            plane.After(random.Below(90_000), () => plane.TakeCopy(slot));
        }

        for (var i = 0; i < faults; i++)
        {
            engine.RunUntil(engine.Now + random.Within(TimeSpan.FromSeconds(random.Below(3) == 0 ? 90 : 25)));
            Strike();
        }

        CalmDown();
        var since = engine.Now;
        while (!IsWhole())
        {
            if (losesMost && engine.Now - since == Patience && !IsWhole())
            {
                // What is left is no majority: a human orders the latest snapshot to be restored.
                plane.OrderRestore([]);
            }

            if (engine.Now - since >= calm)
            {
                throw new InvalidOperationException(
                    $"not whole {calm.TotalMinutes} min after the last fault: {State()}");
            }

            engine.RunUntil(engine.Now + TimeSpan.FromSeconds(5));
        }

        Recovery = engine.Now - since;
        engine.RunUntil(engine.Now + TimeSpan.FromSeconds(20));
    }

    private static NodeConfiguration NodeOf(int slots, EtcdMode mode) => new()
    {
        Cluster = "shop",
        Role = NodeRole.Server,
        Zone = "",
        Slots = [.. Enumerable.Range(0, slots).Select(i => new SlotAddress(
            ((char)('a' + i)).ToString(), "z-" + (char)('a' + (i % 3)), $"10.0.0.{i + 1}"))],
        Platform = new PlatformSettings.Local(".."),
        Etcd = new() { Mode = mode, Version = "3.5.21", SnapshotEvery = TimeSpan.FromMinutes(2) },
        Kubernetes = new() { Distribution = NodeDistribution.None },
    };

    /// <summary>A client writes through whichever member answers, for ever.</summary>
    private void Write()
    {
        plane.After(1000, Write);
        if (plane.MemberAt(random.Below(plane.Slots.Count)) is not { } member
            || plane.Slots[member.Slot].Interface!.IsFenced)
        {
            return;
        }

        var task = new EtcdTask(EntryKind.Write, (task, answer) =>
        {
            if (answer is Done)
            {
                plane.Watch.Acknowledged(task.By!.Data.Cluster);
            }
        }) { Number = (int)(plane.NowMs % int.MaxValue) };
        _ = EtcdRequests.TrySubmit(plane, member, task);
    }

    /// <summary>Strikes whoever has the claim to found, so that somebody else has to take it over.</summary>
    private void StrikeFounder()
    {
        var claim = plane.Store.Read(StoreKey.Claim(Plane.Incarnation)).Content as FoundingClaim;
        if (plane.Watch.Current == 0
            && plane.Machines.FirstOrDefault(m => m.Name == claim?.Instance) is { IsUp: true } founder)
        {
            switch (random.Below(3))
            {
                case 0:
                    plane.Terminate(founder);
                    break;
                case 1:
                    plane.Pause(founder, 60_000 + random.Below(60_000));
                    break;
                default:
                    plane.Reboot(founder);
                    break;
            }
        }
    }

    private void Strike()
    {
        var slot = plane.Slots[random.Below(plane.Slots.Count)];
        var alive = plane.Machines.Where(m => m.IsUp).ToList();
        var machine = alive.Count == 0 ? null : alive[random.Below(alive.Count)];
        switch (random.Below(26))
        {
            case 0 or 1 when machine is not null:
                plane.Kill(machine, database);
                break;
            case 2 when machine is not null:
                plane.Hang(machine, database);
                break;
            case 3 when machine is not null:
                plane.KillAgent(machine);
                break;
            case 4 or 5 when machine is not null:
                machine.EffectsLeft = random.Below(25);
                break;
            case 6 when machine is not null:
                plane.Reboot(machine);
                break;
            case 7 when machine is not null:
                plane.Terminate(machine);
                break;
            case 8 when machine is not null:
                plane.Pause(machine, 500 + random.Below(random.Below(2) == 0 ? 5000 : 90_000));
                break;
            case 9:
                plane.Stall(slot, true);
                plane.After(1000 + random.Below(60_000), () => plane.Stall(slot, false));
                break;
            case 10 when MayLoseDisk():
                plane.LoseVolume(slot);
                break;
            case 11 or 12 when MayLoseDisk():
                plane.LoseData(slot, withRecord: random.Below(3) == 0);
                break;
            case 13:
                plane.TakeCopy(slot);
                break;
            case 14 or 22 when MayLoseDisk():
                var copied = plane.Slots.Where(s => s.Volume?.Copy is not null).ToList();
                slot = copied.Count > 0 ? copied[random.Below(copied.Count)] : slot;
                plane.PutCopyBack(slot, random.Below(2) == 0, random.Below(3) == 0);
                break;
            case 23 when HaveNodes:
                plane.ShowBlank(slot, 10_000 + random.Below(50_000));
                break;
            case 24 when MayLoseDisk():
                plane.Damage(slot);
                break;
            case 25 when mayRestore:
                plane.OrderRestore([]);
                break;
            case 15 or 16:
                Partition(slot.Index);
                break;
            case 17:
                plane.Loss = random.Fraction() * 0.4;
                plane.Lateness = random.Fraction() * 0.4;
                break;
            case 18:
                plane.AwsFailure = random.Below(3) == 0 ? 1 : random.Fraction();
                break;
            case 19 when machine is not null:
                machine.WallOffset += (long)((random.Fraction() - 0.5) * 7_200_000);
                break;
            case 20:
                _ = plane.Launch(slot.Address.Zone, 1000);
                break;
            case 21 when machine is not null:
                plane.Leave(machine, 30_000 + random.Below(300_000));
                break;
            default:
                CalmSome();
                break;
        }
    }

    /// <summary>
    /// Whether one more slot can lose what it has while a majority of disks remains: those that are voters,
    /// with everything that was acknowledged.
    /// </summary>
    private bool MayLoseDisk()
    {
        if (losesMost && plane.Store.Snapshots.Count > 0)
        {
            return true;
        }

        var members = plane.Members.Where(m => m.Data.Cluster.Id == plane.Watch.Current).ToList();
        if (members.Count == 0)
        {
            // Once its marker is under way, a cluster of one may exist: its disk is the majority.
            return plane.Members.Count == 0 && plane.Watch.Current == 0 && plane.MarkersUnderWay == 0;
        }

        // A member that has not heard of the last change yet counts by the configuration before it, and so does
        // a disk whose member does not run.
        var voters = members[0].Data.Membership;

        var whole = plane.Slots.Count(s => s.Volume is { Data: { IsStale: false } data, IsDamaged: false }
            && data.Cluster.Id == plane.Watch.Current
            && data.Membership.Voters == plane.Slots.Count
            && voters.Find(data.MemberId) is { IsLearner: false });
        return whole - 1 >= voters.Majority && HaveNodes
            && members.TrueForAll(m => m.Data.Membership.Voters == plane.Slots.Count);
    }

    /// <summary>Whether K3s could remove each of its members: it does so with the member's Node.</summary>
    private bool HaveNodes =>
        !plane.IsEmbedded || plane.Members.All(m => plane.K3s.HasNodeOfEach(m.Data.Membership));

    private void Partition(int slot)
    {
        plane.Note("net", $"slot {slot} is cut off from some");
        foreach (var other in plane.Slots)
        {
            if (other.Index != slot && random.Below(3) > 0)
            {
                plane.Block(slot, other.Index, true);
                if (random.Below(4) > 0)
                {
                    plane.Block(other.Index, slot, true);
                }
            }
        }
    }

    private void CalmSome()
    {
        if (random.Below(2) == 0)
        {
            (plane.AwsFailure, plane.Loss, plane.Lateness) = (0, 0, 0);
        }
        else
        {
            Open();
        }
    }

    private void Open()
    {
        plane.Note("net", "the network is whole");
        for (var i = 0; i < plane.Slots.Count; i++)
        {
            for (var j = 0; j < plane.Slots.Count; j++)
            {
                plane.Block(i, j, false);
            }
        }
    }

    /// <summary>Faults stop: what was broken is mended, and each slot can have a machine.</summary>
    private void CalmDown()
    {
        isCalm = true;
        plane.Note("----", "faults stop");
        (plane.AwsFailure, plane.Loss, plane.Lateness) = (0, 0, 0);
        Open();
        foreach (var slot in plane.Slots)
        {
            plane.Stall(slot, false);
        }

        foreach (var machine in plane.Machines)
        {
            machine.EffectsLeft = -1;
        }

        foreach (var zone in plane.Slots.GroupBy(s => s.Address.Zone))
        {
            var spare = plane.Machines.Count(m => !m.IsTerminated && m.Zone == zone.Key) - zone.Count();
            for (; spare < 0; spare++)
            {
                _ = plane.Launch(zone.Key, 1000);
            }
        }
    }

    private bool IsWhole() => isCalm && engine.Now.TotalMilliseconds - plane.Watch.AcknowledgedAt < 5000
        && plane.Slots.All(s => s.Interface is
            {
                IsUp: true, Verdict.Status: VerdictStatus.Ok or VerdictStatus.Degraded, IsFenced: false,
                Member: { Leader: not 0, IsVoter: true } member,
            }
            && member.Data.Cluster.Id == plane.Watch.Current
            && member.Data.Membership.Voters == plane.Slots.Count
            && member.Data.Membership.Peers.Length == plane.Slots.Count);

    private string State() => string.Join("; ", plane.Slots.Select(s =>
        $"{s.Address.Name}: {s.Interface?.Name ?? "no machine"} "
        + string.Join(",", s.Interface?.Verdict?.Reasons.Select(r => r.Code) ?? ["no agent"])));
}
