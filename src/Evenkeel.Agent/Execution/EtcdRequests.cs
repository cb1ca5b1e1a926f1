using System.Globalization;
using Evenkeel.Agent.Etcd;
using Evenkeel.Agent.Snapshots;
using Evenkeel.Agent.Volumes;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Execution;

/// <summary>Requests about etcd: its members, its snapshots, its leases.</summary>
internal sealed class EtcdRequests(
    NodeConfiguration node, EtcdMembers members, SnapshotStore snapshots, EtcdLeases leases,
    NodeContext context, Func<CancellationToken, Task<string>> incarnation,
    Func<SlotAddress, CancellationToken, Task<bool>> isServing,
    Func<CancellationToken, Task> ensureCertificates,
    Func<string, CancellationToken, Task> restoreK3s)
{
    /// <summary>Carries out a request; whoever asks a member needs a certificate first.</summary>
    public async Task<Answer> RunAsync(Request request, CancellationToken cancellation)
    {
        await ensureCertificates(cancellation);
        return await DispatchAsync(request, cancellation);
    }

    private async Task<Answer> DispatchAsync(
        Request request, CancellationToken cancellation) => request switch
    {
        QueryPeers => new PeersQueried(await members.PeersAsync(isServing, cancellation)),
        ListMembers => await members.ListAsync(cancellation),
        AddLearner add => await members.AddLearnerAsync(add.PeerUrl, cancellation),
        PromoteLearner promote => await members.PromoteAsync(promote.MemberId, cancellation),
        RemoveMember remove => await members.RemoveAsync(remove.MemberId, cancellation),
        MoveLeader move => await members.MoveLeaderAsync(move.MemberId, cancellation),
        Compact compact => await members.CompactAsync(compact.Revision, cancellation),
        Defragment defragment => await members.DefragmentAsync(defragment.Slot, cancellation),
        DisarmNoSpace => await members.DisarmAsync(cancellation),
        HoldLease hold => new LeaseAnswered(
            await leases.HoldAsync(hold.Name, hold.TtlSeconds, cancellation)),
        TakeSnapshot take => await snapshots.TakeAsync(
            await incarnation(cancellation), take.Marks, cancellation),
        VerifySnapshot verify => await snapshots.VerifyAsync(
            await incarnation(cancellation), verify.Name, cancellation),
        FindSnapshots => new SnapshotsFound(
            await snapshots.FindLatestAsync(await incarnation(cancellation), cancellation)),
        PruneSnapshots prune => await PruneAsync(prune, cancellation),
        RestoreSnapshot restore => await RestoreAsync(restore, cancellation),
        _ => throw new InvalidOperationException($"request {request.GetType().Name}"),
    };

    private async Task<Answer> PruneAsync(PruneSnapshots prune, CancellationToken cancellation)
    {
        await snapshots.PruneAsync(await incarnation(cancellation), prune.Keep, cancellation);
        return Done.Value;
    }

    private async Task<Answer> RestoreAsync(RestoreSnapshot restore, CancellationToken cancellation)
    {
        var slot = context.Slot ?? throw new IOException("no slot is taken");
        var folder = context.Mounted ?? throw new IOException("the volume is not mounted");
        var isEmbedded = node.Etcd.Mode == EtcdMode.Embedded;
        var volume = new SlotVolume(folder, isEmbedded);
        var peerUrl = string.Create(
            CultureInfo.InvariantCulture, $"https://{slot.Address}:{node.Etcd.PeerPort}");
        return await snapshots.RestoreAsync(
            await incarnation(cancellation), restore, slot, peerUrl, volume,
            isEmbedded ? restoreK3s : null, () => volume.Inspect(context.Volume), cancellation);
    }
}
