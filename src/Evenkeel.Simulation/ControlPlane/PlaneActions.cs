using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>Does to a control plane what a claim or a scenario says, and takes it back.</summary>
internal sealed class PlaneActions(Plane plane, PlaneLayout layout)
{
    /// <summary>How long the hook of a group waits for a server that it ends.</summary>
    private const int HookMs = 60_000;

    /// <summary>More than a hook waits, so that the one before is gone.</summary>
    private const int LookMs = 90_000;

    private readonly List<(Machine Machine, NodeTarget Target)> lost = [];
    private readonly List<List<int>> isolated = [];
    private readonly List<string?> refused = [];
    private readonly List<ScenarioAction.Partition> partitions = [];
    private bool apiIsLost;

    /// <summary>Whether a roll is under way.</summary>
    public bool IsRolling { get; private set; }

    /// <summary>Whether it can be done here; what strikes no member's machine is passed over.</summary>
    public static bool Follows(ScenarioAction action) => action switch
    {
        ScenarioAction.Heal heal => Follows(heal.Fault),
        ScenarioAction.Fail or ScenarioAction.Isolate or ScenarioAction.Restore => true,
        ScenarioAction.RefuseLaunches or ScenarioAction.LoseApi => true,
        ScenarioAction.KillMember or ScenarioAction.LoseMemberVolume or ScenarioAction.Partition => true,
        ScenarioAction.JumpClock or ScenarioAction.RollServers => true,
        _ => false,
    };

    /// <summary>Whether something lasts that keeps slots from being members.</summary>
    public bool IsAnythingLost => lost.Count > 0 || isolated.Count > 0 || partitions.Count > 0;

    /// <summary>Whether nobody outside reaches the server of a slot.</summary>
    public bool IsCutOff(int slot) => apiIsLost || isolated.Exists(i => i.Contains(slot));

    /// <summary>Does it, now.</summary>
    public void Do(ScenarioAction action)
    {
        switch (action)
        {
            case ScenarioAction.Heal heal:
                Undo(heal.Fault);
                break;
            case ScenarioAction.Restore restore:
                Undo(new ScenarioAction.Fail(restore.Target));
                Undo(new ScenarioAction.Isolate(restore.Target));
                break;
            case ScenarioAction.RefuseLaunches refuse:
                refused.Add(refuse.Zone);
                break;
            case ScenarioAction.Fail fail:
                Lose(fail.Target);
                break;
            case ScenarioAction.Isolate isolate:
                isolated.Add([.. layout.Of(isolate.Target)]);
                Connect();
                break;
            case ScenarioAction.LoseApi:
                apiIsLost = true;
                break;
            case ScenarioAction.Partition partition:
                partitions.Add(partition);
                Connect();
                break;
            case ScenarioAction.RollServers:
                Roll(0);
                break;
            default:
                DoToMembers(action);
                break;
        }
    }

    private void DoToMembers(ScenarioAction action)
    {
        switch (action)
        {
            case ScenarioAction.KillMember kill:
                Each(kill.Target, m => plane.Kill(m, Child.Etcd));
                break;
            case ScenarioAction.LoseMemberVolume lose:
                foreach (var slot in layout.Of(lose.Target))
                {
                    plane.LoseVolume(plane.Slots[slot]);
                }

                break;
            case ScenarioAction.JumpClock jump:
                Each(jump.Target, m => m.WallOffset += (long)jump.By.TotalMilliseconds);
                break;
            default:
                break;
        }
    }

    /// <summary>Takes it back, now.</summary>
    public void Undo(ScenarioAction action)
    {
        switch (action)
        {
            case ScenarioAction.RefuseLaunches refuse:
                _ = refused.Remove(refuse.Zone);
                Replace(static l => l.Target.Zone is null);
                break;
            case ScenarioAction.Fail fail:
                var struck = layout.Of(fail.Target).Select(i => layout.Members[i].Zone).ToHashSet();
                Replace(l => struck.Contains(l.Machine.Zone) && l.Target.Zone == fail.Target.Zone);
                break;
            case ScenarioAction.Isolate isolate:
                var slots = layout.Of(isolate.Target).ToList();
                _ = isolated.RemoveAll(i => i.SequenceEqual(slots));
                Connect();
                break;
            case ScenarioAction.LoseApi:
                apiIsLost = false;
                break;
            case ScenarioAction.Partition partition:
                _ = partitions.Remove(partition);
                Connect();
                break;
            case ScenarioAction.JumpClock jump:
                Each(jump.Target, m => m.WallOffset -= (long)jump.By.TotalMilliseconds);
                break;
            default:
                break;
        }
    }

    /// <summary>Machines end. In a zone that is lost none takes their place.</summary>
    private void Lose(NodeTarget target)
    {
        foreach (var slot in layout.Of(target))
        {
            if (plane.Slots[slot].Interface is { } machine)
            {
                var isReplaced = target.Zone is null && !refused.Contains(null)
                    && !refused.Contains(machine.Zone);
                plane.Terminate(machine, isReplaced);
                if (!isReplaced)
                {
                    lost.Add((machine, target));
                }
            }
        }
    }

    private void Replace(Func<(Machine Machine, NodeTarget Target), bool> which)
    {
        foreach (var (machine, _) in lost.Where(which))
        {
            _ = plane.Launch(machine.Zone, 1000);
        }

        _ = lost.RemoveAll(l => which(l));
    }

    /// <summary>Who reaches whom, from all that is cut off at present.</summary>
    private void Connect()
    {
        for (var from = 0; from < plane.Slots.Count; from++)
        {
            for (var to = 0; to < plane.Slots.Count; to++)
            {
                var lost = partitions.Where(p => Parts(p, from, to)).Select(static p => p.Percent)
                    .DefaultIfEmpty().Max();
                plane.Block(
                    from, to, lost == 100 || isolated.Exists(i => i.Contains(from) != i.Contains(to)));
                plane.LoseSome(from, to, lost);
            }
        }
    }

    private bool Parts(ScenarioAction.Partition partition, int from, int to)
    {
        var (a, b) = (layout.Members[from].Zone, layout.Members[to].Zone);
        return (a == partition.From && b == partition.To)
            || (partition.BothWays && a == partition.To && b == partition.From);
    }

    private void Each(NodeTarget target, Action<Machine> act)
    {
        foreach (var slot in layout.Of(target))
        {
            if (plane.Slots[slot].Interface is { } machine)
            {
                act(machine);
            }
        }
    }

    /// <summary>The group ends one server after the other, each once all are whole.</summary>
    private void Roll(int next)
    {
        IsRolling = next < plane.Slots.Count || !plane.IsWhole;
        if (!IsRolling)
        {
            return;
        }

        if (plane.IsWhole && plane.Slots[next].Interface is { } machine)
        {
            plane.Leave(machine, HookMs);
            next++;
        }

        plane.After(LookMs, () => Roll(next));
    }
}
