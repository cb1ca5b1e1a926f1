using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>Does to a control plane what a claim or a scenario says, and takes it back.</summary>
internal sealed class PlaneActions(Plane plane, PlaneLayout layout)
{
    private readonly List<(Machine Machine, NodeTarget Target)> lost = [];
    private readonly List<Machine> hung = [];
    private readonly List<string?> refused = [];
    private readonly PlaneNetwork network = new(plane, layout);
    private readonly PlaneDisks disks = new(plane);
    private bool apiIsLost;

    /// <summary>The roll of all servers.</summary>
    public PlaneRoll Roll { get; } = new(plane, layout);

    /// <summary>Who reaches whom.</summary>
    public PlaneNetwork Network => network;

    /// <summary>Whether it can be done here; what strikes no member's machine is passed over.</summary>
    public static bool Follows(ScenarioAction action) => action switch
    {
        ScenarioAction.Heal heal => Follows(heal.Fault),
        ScenarioAction.Fail or ScenarioAction.Isolate or ScenarioAction.Restore => true,
        ScenarioAction.HangNodes or ScenarioAction.Partition => true,
        ScenarioAction.RefuseLaunches or ScenarioAction.LoseApi => true,
        ScenarioAction.InControlPlane => true,
        _ => false,
    };

    /// <summary>
    /// How long after a fault something still comes of it by itself: AWS finds a machine that hangs, and
    /// replaces it.
    /// </summary>
    public static TimeSpan Follow(ScenarioAction action) =>
        action is ScenarioAction.HangNodes ? AwsTiming.Default.StatusImpaired.Slow : TimeSpan.Zero;

    /// <summary>Whether something lasts that keeps slots from being members.</summary>
    public bool IsAnythingLost => lost.Count > 0 || network.IsCut || disks.DoesAnyHang
        || hung.Exists(static m => m is { IsPaused: true, IsTerminated: false });

    /// <summary>Whether nobody outside reaches the server of a slot.</summary>
    public bool IsCutOff(int slot) => apiIsLost || network.IsIsolated(slot);

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
                Undo(new ScenarioAction.HangNodes(restore.Target));
                break;
            case ScenarioAction.RefuseLaunches refuse:
                refused.Add(refuse.Zone);
                break;
            case ScenarioAction.Fail fail:
                Lose(fail.Target);
                break;
            case ScenarioAction.HangNodes hang:
                Each(hang.Target, m => Hang(m, hang.Target));
                break;
            case ScenarioAction.Isolate isolate:
                network.Isolate(isolate.Target);
                break;
            case ScenarioAction.LoseApi:
                apiIsLost = true;
                break;
            case ScenarioAction.Partition partition:
                network.Part(partition);
                break;
            case ScenarioAction.RollServers:
                Roll.Begin();
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
            case ScenarioAction.StallMember stall:
                layout.Of(stall.Target).ToList().ForEach(disks.Stall);
                break;
            case ScenarioAction.SlowMember slow:
                layout.Of(slow.Target).ToList().ForEach(disks.Slow);
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
            case ScenarioAction.HangNodes hang:
                Each(hang.Target, plane.Continue);
                break;
            case ScenarioAction.Isolate isolate:
                network.Join(isolate.Target);
                break;
            case ScenarioAction.LoseApi:
                apiIsLost = false;
                break;
            case ScenarioAction.Partition partition:
                network.Mend(partition);
                break;
            case ScenarioAction.StallMember stall:
                disks.Mend(stall, layout.Of(stall.Target));
                break;
            case ScenarioAction.SlowMember slow:
                disks.Mend(slow, layout.Of(slow.Target));
                break;
            case ScenarioAction.JumpClock jump:
                Each(jump.Target, m => m.WallOffset -= (long)jump.By.TotalMilliseconds);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// A machine hangs until it is told to go on, or EC2 finds its status impaired and its group ends it.
    /// </summary>
    private void Hang(Machine machine, NodeTarget target)
    {
        var found = AwsTiming.Default.StatusImpaired.At(plane.Random.Fraction());
        plane.Freeze(machine);
        hung.Add(machine);
        plane.After((long)found.TotalMilliseconds, () =>
        {
            if (machine is { IsPaused: true, IsTerminated: false })
            {
                // Its zone is well: the group may bring another one there.
                End(machine, target with { Zone = null });
            }
        });
    }

    /// <summary>Machines end. In a zone that is lost none takes their place.</summary>
    private void Lose(NodeTarget target) => Each(target, m => End(m, target));

    private void End(Machine machine, NodeTarget target)
    {
        var isReplaced = target.Zone is null && !refused.Contains(null)
            && !refused.Contains(machine.Zone);
        plane.Terminate(machine, isReplaced);
        if (!isReplaced)
        {
            lost.Add((machine, target));
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
}
