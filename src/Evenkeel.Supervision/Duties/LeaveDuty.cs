using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Duties;

/// <summary>
/// Leaves in order when the group, or somebody on the machine, wants it: pods first, then leadership, then
/// everything that runs, then the slot. Membership stays: the slot's next machine is the same member.
/// </summary>
internal sealed class LeaveDuty(Node node, KubernetesWishes kubernetes)
{
    private const long PollMs = 10_000;
    private const long RetryMs = 5000;
    private bool isHooked;
    private bool isOrdered;
    private long deadline;
    private long beatAt;

    /// <summary>Somebody on the machine orders the node to leave.</summary>
    public void Order() => isOrdered = true;

    /// <summary>Waits until the node has to leave, and then leaves.</summary>
    /// <param name="stopMain">Ends whatever the node does besides.</param>
    public IEnumerable<Wait> Run(Action stopMain)
    {
        while (!isOrdered && !isHooked)
        {
            var until = node.Desk.Now + PollMs;
            yield return new Until(() => isOrdered || node.Desk.Now >= until);
            var poll = node.Desk.Ask(new PollLifecycle(node.Desk.NextId));
            yield return poll;
            isHooked = poll.Answer is LifecycleRead { Lifecycle: Lifecycle.Terminating };
        }

        node.IsLeaving = true;
        deadline = node.Desk.Now + (long)node.Configuration.Timings.Drain.TotalMilliseconds;
        beatAt = node.Desk.Now;
        node.Desk.Say(
            NodeEvent.DrainBegun,
            isHooked ? "the group ends this instance: it drains" : "it drains by order");
        foreach (var wait in Drain())
        {
            yield return wait;
        }

        foreach (var wait in Lead())
        {
            yield return wait;
        }

        stopMain();
        foreach (var wait in LetGo())
        {
            yield return wait;
        }
    }

    private bool IsLate => node.Desk.Now >= deadline;

    private bool HasPods => node.Configuration is
        { Role: NodeRole.Worker } or { Role: NodeRole.Server, Kubernetes.Schedulable: true }
        or { Role: NodeRole.Server, Kubernetes.Distribution: NodeDistribution.K3s };

    /// <summary>Evicts the pods, until there are none or the time is over.</summary>
    private IEnumerable<Wait> Drain()
    {
        while (HasPods && !IsLate)
        {
            var drain = node.Desk.Ask(new DrainNode(node.Desk.NextId));
            yield return drain;
            if (drain.IsDone)
            {
                yield break;
            }

            foreach (var wait in Beat())
            {
                yield return wait;
            }

            yield return node.Desk.Later(RetryMs);
        }
    }

    /// <summary>
    /// Hands leadership over, and waits while the others are no quorum without this member, for a while.
    /// </summary>
    private IEnumerable<Wait> Lead()
    {
        while (node.Configuration.HasEtcd && node.IsMember && !IsLate)
        {
            var query = node.Desk.Ask(new QueryPeers(node.Desk.NextId));
            yield return query;
            var voters = query.Answer is PeersQueried peers
                ? peers.Peers.Where(p => p.Status is { LeaderId: not 0, IsLearner: false }).ToList() : [];
            if (voters.Count >= node.Majority || node.Configuration.Slots.Count < 3)
            {
                if (node.Status is not { IsLeader: true } || node.IsEmbedded || voters.Count == 0)
                {
                    yield break;
                }

                var next = voters.MaxBy(p => p.Status!.Index)!.Status!;
                var move = node.Desk.Ask(new MoveLeader(node.Desk.NextId, next.MemberId));
                yield return move;
                if (move.IsDone)
                {
                    yield break;
                }
            }

            foreach (var wait in Beat())
            {
                yield return wait;
            }

            yield return node.Desk.Later(RetryMs);
        }
    }

    private IEnumerable<Wait> LetGo()
    {
        if (node.Configuration.Role == NodeRole.Worker)
        {
            // The pods are gone or out of time; without its Node nothing waits for them.
            var delete = node.Desk.Ask(new DeleteNode(node.Desk.NextId));
            yield return delete;
        }

        kubernetes.Stop();
        yield return new Until(() => kubernetes.Children.All(node.Children.IsGone));
        if (node.Configuration.HasEtcd)
        {
            node.Children.Stop(node.Database);
            yield return new Until(() => node.Children.IsGone(node.Database));
        }

        while (node.Slot is { } slot)
        {
            // Its next machine takes the volume into use anew.
            node.Desk.Do(new RememberVolume(""));
            var release = node.Desk.Ask(new ReleaseSlot(node.Desk.NextId, slot.Name));
            yield return release;
            if (release.IsDone)
            {
                break;
            }

            yield return node.Desk.Later(RetryMs);
        }

        node.Desk.Say(NodeEvent.DrainEnded, "the node has let go of everything");
        while (isHooked)
        {
            var complete = node.Desk.Ask(new CompleteLifecycle(node.Desk.NextId));
            yield return complete;
            if (complete.IsDone)
            {
                break;
            }

            yield return node.Desk.Later(RetryMs);
        }
    }

    /// <summary>Keeps the hook waiting, every half minute.</summary>
    private IEnumerable<Wait> Beat()
    {
        if (isHooked && node.Desk.Now - beatAt >= 30_000)
        {
            beatAt = node.Desk.Now;
            var beat = node.Desk.Ask(new HeartbeatLifecycle(node.Desk.NextId));
            yield return beat;
        }
    }
}
