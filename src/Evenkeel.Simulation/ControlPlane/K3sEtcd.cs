using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>
/// What K3s does with its own etcd, by k3s-io/k3s pkg/etcd/etcd.go: a server with an empty disk adds itself
/// as a learner through another, the leader promotes learners that have caught up and removes those that
/// have not for five minutes, and a member goes with the Node object of its server.
/// </summary>
internal sealed class K3sEtcd(Plane plane)
{
    /// <summary>learnerMaxStallTime of K3s.</summary>
    private const long StallMs = 300_000;

    /// <summary>manageTickerTime of K3s.</summary>
    private const long ManageEveryMs = 15_000;

    /// <summary>The member of each slot whose server has registered its Node; 0 for none.</summary>
    private readonly ulong[] nodes = new ulong[plane.Slots.Count];

    private readonly Dictionary<ulong, (int Last, long At)> learners = [];
    private readonly Dictionary<(int Slot, bool IsRestored), (ulong Cluster, ulong Member)> ids = [];

    /// <summary>
    /// The data of a cluster that a server founds or restores. K3s gives etcd no token, so that the ids
    /// follow from the server's address alone, and are the same each time.
    /// </summary>
    public MemberData Begin(Slot slot, string token, long baseRevision, int lineage, bool isRestored)
    {
        var key = (slot.Index, isRestored);
        if (!ids.TryGetValue(key, out var known))
        {
            ids[key] = known = (
                (ulong)plane.Random.Below(int.MaxValue) + 1, (ulong)plane.Random.Below(int.MaxValue) + 1);
        }

        var first = new Peer(known.Member, slot.Index, plane.PeerUrl(slot), IsLearner: false);
        return MemberData.OfFirst(new EtcdCluster(known.Cluster, token, first, baseRevision, lineage));
    }

    /// <summary>Begins to look after learners.</summary>
    public void Start() => plane.After(ManageEveryMs, Manage);

    /// <summary>
    /// Looks at a machine each second: a server that is a voter registers its Node, with its member's name.
    /// </summary>
    public void Look(Machine machine)
    {
        if (machine is { Mounted: { } slot, Member: { IsVoter: true, Leader: not 0 } member }
            && slot.Interface == machine)
        {
            nodes[slot.Index] = member.Data.MemberId;
        }
    }

    /// <summary>
    /// Whether every member has a Node. One that has none, or gets its vote before it has one, stays a member
    /// when its disk is lost: K3s adds nobody of the same name, and removes voters with their Nodes alone.
    /// </summary>
    public bool HasNodeOfEach(Membership membership) => membership.Peers.All(p => nodes[p.Slot] == p.Id);

    /// <summary>Whether a request is asked of K3s.</summary>
    public bool Does(Request request) => request is DeleteNode && plane.IsEmbedded;

    /// <summary>
    /// Deletes the Node of a machine's slot. It is gone once its finalizer has removed the member.
    /// </summary>
    public void DeleteNode(Machine machine, Action<Answer> answer)
    {
        var member = plane.Slots.Select(s => EtcdRequests.Reach(plane, machine, s.Index))
            .FirstOrDefault(static m => m is { Leader: not 0 });
        if (machine.Mounted is not { Index: var slot } || member is null)
        {
            answer(new Failed("no API server answers"));
            return;
        }

        var gone = member.Data.Membership.Find(nodes[slot]);
        plane.Note(machine.Name, gone is null
            ? $"the Node of {plane.Slots[slot].Address.Name} has no member"
            : $"the Node of {plane.Slots[slot].Address.Name} goes, and member {gone.Id:x} with it");
        var task = new EtcdTask(gone is null ? EntryKind.Empty : EntryKind.Remove, (_, result) =>
        {
            nodes[slot] = result is Done && (gone is null || nodes[slot] == gone.Id) ? 0 : nodes[slot];
            answer(result);
        }) { Peer = gone };
        Submit(member, task, () => answer(new Failed("the API server does not answer in time")));
    }

    /// <summary>
    /// Adds an empty server through another one, asking again while etcd adds nobody just now; its data, or
    /// null where it does not come to that.
    /// </summary>
    public void Join(Machine machine, Process process, Slot slot, string through, Action<MemberData?> then)
    {
        if (machine[process.Child] != process || process.IsKilled)
        {
            return;
        }

        var other = plane.Slots.First(s => s.Address.Name == through);
        if (EtcdRequests.Reach(plane, machine, other.Index) is not { Leader: not 0 } remote)
        {
            then(null);
            return;
        }

        var cluster = remote.Data.Cluster;
        if (remote.Data.Membership.Peers.FirstOrDefault(
            p => p.Slot == slot.Index && !cluster.Started.Contains(p.Id)) is { } nameless)
        {
            // A member without a name that has its address is itself.
            then(new MemberData(cluster, nameless.Id, Membership.None));
            return;
        }

        var peer = new Peer(
            (ulong)plane.Random.Below(int.MaxValue) + 1, slot.Index, plane.PeerUrl(slot), IsLearner: true);
        var task = new EtcdTask(EntryKind.AddLearner, (_, result) =>
        {
            plane.Note(machine.Name, $"K3s asks to be a member: {TraceText.Of(result)}");
            if (result is Refused { Why: Refusal.Unhealthy or Refusal.TooManyLearners })
            {
                plane.After(1000, () => Join(machine, process, slot, through, then));
                return;
            }

            then(result is Done ? new MemberData(cluster, peer.Id, Membership.None) : null);
        }) { Peer = peer };
        Submit(remote, task, () => then(null));
    }

    private void Submit(Member member, EtcdTask task, Action lost)
    {
        if (!EtcdRequests.TrySubmit(plane, member, task))
        {
            plane.After(plane.Between(2000, 7000), lost);
        }
    }

    private void Manage()
    {
        plane.After(ManageEveryMs, Manage);
        foreach (var leader in plane.Members.Where(
            static m => m is { Role: RaftRole.Leader, IsFrozen: false }).ToList())
        {
            foreach (var learner in leader.Data.Membership.Peers.Where(static p => p.IsLearner).ToList())
            {
                _ = EtcdRequests.TrySubmit(plane, leader, new EtcdTask(
                    IsStalled(learner) ? EntryKind.Remove : EntryKind.Promote, static (_, _) => { })
                    { Peer = learner });
            }
        }
    }

    private bool IsStalled(Peer learner)
    {
        var last = plane.MemberAt(learner.Slot) is { IsFrozen: false } running
            && running.Data.MemberId == learner.Id ? running.Data.Last : -1;
        if (!learners.TryGetValue(learner.Id, out var seen) || last > seen.Last)
        {
            seen = learners[learner.Id] = (last, plane.NowMs);
        }

        return plane.NowMs - seen.At > StallMs;
    }
}
