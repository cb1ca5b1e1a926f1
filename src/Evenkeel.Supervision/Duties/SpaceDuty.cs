using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Duties;

/// <summary>
/// Mends NOSPACE, at the member that leads: compact, defragment one member after the other and the leader
/// last,
/// take the alarm back (etcd's documentation, "Space quota").
/// </summary>
internal sealed class SpaceDuty(Node node)
{
    private const long RetryMs = 60_000;

    private bool IsDue => node is { IsMember: true, IsLeaving: false, Status: { IsLeader: true } status }
        && status.Alarms.Any(a => a.Kind == EtcdAlarmKind.NoSpace);

    /// <summary>Goes on for ever.</summary>
    public IEnumerable<Wait> Run()
    {
        while (true)
        {
            yield return new Until(() => IsDue);
            foreach (var wait in Free())
            {
                yield return wait;
            }

            yield return node.Desk.Later(RetryMs);
        }
    }

    private IEnumerable<Wait> Free()
    {
        node.Desk.Say(NodeEvent.SpaceFreeing, "etcd is out of space: it is compacted and defragmented");
        var compact = node.Desk.Ask(new Compact(node.Desk.NextId, node.Status!.Revision));
        yield return compact;

        // Refused means that it is compacted so far already.
        if (compact.Answer is Failed)
        {
            yield break;
        }

        foreach (var slot in node.Configuration.Slots.Where(s => s.Name != node.Slot!.Name)
            .Append(node.Slot!).ToList())
        {
            // A member that is defragmented answers nobody: the others must be a quorum without it.
            var peers = node.Desk.Ask(new QueryPeers(node.Desk.NextId));
            yield return peers;
            if (peers.Answer is not PeersQueried answers || !IsDue
                || answers.Peers.Any(p => p.Status is not { LeaderId: not 0 }))
            {
                yield break;
            }

            var defragment = node.Desk.Ask(new Defragment(node.Desk.NextId, slot.Name));
            yield return defragment;
            if (!defragment.IsDone)
            {
                yield break;
            }
        }

        var disarm = node.Desk.Ask(new DisarmNoSpace(node.Desk.NextId));
        yield return disarm;
        if (disarm.IsDone)
        {
            node.Desk.Say(NodeEvent.SpaceFreed, "etcd has space again");
        }
    }
}
