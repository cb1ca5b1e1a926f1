using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Duties;

/// <summary>
/// Has instances replaced whose kubelet is dead while they run: Auto Scaling does not see that. One server
/// does
/// it, elected by a lease in etcd; one instance at a time; and never where most of a zone, or a third of all
/// nodes, are not ready, for then the cause is not theirs.
/// </summary>
internal sealed class RepairDuty(Node node, KubernetesWishes kubernetes)
{
    private const long EveryMs = 10_000;
    private const int LeaseSeconds = 30;

    /// <summary>A lease counts for less than it holds, so that two repairers never overlap.</summary>
    private const long MarginMs = 5000;

    /// <summary>
    /// After this long a repair that has not ended is given up, so that others can be repaired.
    /// </summary>
    private const long GiveUpMs = 30 * 60_000;

    private long heldUntil = long.MinValue;
    private bool wasMine;
    private string withheld = "";

    private long RepairMs => (long)node.Configuration.Timings.Repair.TotalMilliseconds;

    private bool IsMine => node.Desk.Now < heldUntil;

    /// <summary>Goes on for ever, on servers of Kubernetes.</summary>
    public IEnumerable<Wait> Run()
    {
        if (kubernetes.ApiServer is null)
        {
            yield break;
        }

        while (true)
        {
            yield return node.Desk.Later(EveryMs);
            if (node is not { IsMember: true, IsLeaving: false })
            {
                continue;
            }

            var begun = node.Desk.Now;
            var lease = node.Desk.Ask(new HoldLease(node.Desk.NextId, "repairer", LeaseSeconds));
            yield return lease;
            heldUntil = lease.Answer is LeaseAnswered { IsMine: true }
                ? begun + (LeaseSeconds * 1000) - MarginMs : long.MinValue;
            if (IsMine && !wasMine)
            {
                node.Desk.Say(NodeEvent.RepairerElected, "this node is the repairer");
            }

            wasMine = IsMine;
            if (IsMine)
            {
                foreach (var wait in Look())
                {
                    yield return wait;
                }
            }
        }
    }

    private IEnumerable<Wait> Look()
    {
        var list = node.Desk.Ask(new ListNodes(node.Desk.NextId));
        yield return list;
        if (list.Answer is not NodesListed listed || !IsMine)
        {
            yield break;
        }

        if (listed.Repairing is { } repairing && node.Rules.RepairsOneAtATime)
        {
            foreach (var wait in Follow(listed.Nodes, repairing))
            {
                yield return wait;
            }

            yield break;
        }

        if (Choose(listed.Nodes) is not { } broken)
        {
            yield break;
        }

        var begin = node.Desk.Ask(new BeginRepair(node.Desk.NextId, broken.Instance, broken.Name));
        yield return begin;
        if ((begin.IsDone && IsMine) || !node.Rules.RepairsOneAtATime)
        {
            node.Desk.Say(
                NodeEvent.RepairBegun,
                $"the kubelet of {broken.Name} is dead, though {broken.Instance} runs: it is replaced");
            var mark = node.Desk.Ask(new SetInstanceUnhealthy(node.Desk.NextId, broken.Instance));
            yield return mark;
        }
    }

    private IEnumerable<Wait> Follow(IReadOnlyList<NodeFacts> nodes, RepairRecord repairing)
    {
        var found = nodes.FirstOrDefault(n => n.Instance == repairing.Instance);
        if (found is null || found.IsReady || repairing.AgeMs >= GiveUpMs)
        {
            var end = node.Desk.Ask(new EndRepair(node.Desk.NextId, repairing.Instance));
            yield return end;
            if (end.IsDone)
            {
                node.Desk.Say(NodeEvent.RepairEnded, $"the repair of {repairing.Node} is over");
            }
        }
        else if (found.IsRunning)
        {
            // Whoever began it may have died before it told the group; telling twice does no harm.
            var mark = node.Desk.Ask(new SetInstanceUnhealthy(node.Desk.NextId, repairing.Instance));
            yield return mark;
        }
    }

    private NodeFacts? Choose(IReadOnlyList<NodeFacts> nodes)
    {
        var lost = nodes.Count(n => !n.IsReady);
        foreach (var broken in nodes.Where(n => !n.IsReady && n.IsRunning && n.SilentMs >= RepairMs)
            .OrderBy(n => n.Name, StringComparer.Ordinal))
        {
            var why = WhyNot(nodes, broken.Zone, lost);
            if (why is null || !node.Rules.SparesZones)
            {
                withheld = "";
                return broken;
            }

            if (withheld != why)
            {
                withheld = why;
                node.Desk.Say(NodeEvent.RepairWithheld, why);
            }
        }

        return null;
    }

    private static string? WhyNot(IReadOnlyList<NodeFacts> nodes, string zone, int lost)
    {
        var all = nodes.Count(n => n.Zone == zone);
        var lostThere = nodes.Count(n => n.Zone == zone && !n.IsReady);
        return lostThere >= 2 && lostThere * 2 > all
            ? FormattableString.Invariant(
                $"{lostThere} of the {all} nodes of {zone} are not ready: no repair")
            : lost >= 2 && lost * 3 > nodes.Count
                ? FormattableString.Invariant($"{lost} of {nodes.Count} nodes are not ready: no repair")
                : null;
    }
}
