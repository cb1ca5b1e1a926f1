using Evenkeel.Supervision.Contract;
using static System.FormattableString;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>Requests and answers as a trace shows them.</summary>
internal static class TraceText
{
    /// <summary>A request.</summary>
    public static string Of(Request request) => request switch
    {
        WriteObject write => $"write {write.Key} {Of(write.Content)}",
        ReadObject read => $"read {read.Key}",
        WriteSlotRecord write => "slot.json " + Of(write.Record),
        StartChild { Options: ChildOptions.Etcd etcd } => $"start etcd {(etcd.IsNew ? "new" : "existing")}",
        RemoveMember remove => Invariant($"remove member {remove.MemberId:x}"),
        PromoteLearner promote => Invariant($"promote {promote.MemberId:x}"),
        _ => request.GetType().Name,
    };

    /// <summary>An answer.</summary>
    public static string Of(Answer answer) => answer switch
    {
        Failed failed => "failed, " + failed.Reason,
        Refused refused => "refused, " + refused.Detail,
        ObjectRead read => read.Content is { } content ? Of(content) : "nothing",
        DiskInspected { Disk: var disk } => Invariant($"{disk.Volume} ")
            + (disk.HasData ? Invariant($"data of {disk.MemberId:x} at {disk.Revision} ") : "no data ")
            + (disk.IsDamaged ? "damaged " : "") + (disk.Record is { } record ? Of(record) : ""),
        SlotsDescribed described => string.Join(
            "; ", described.Slots.Select(s => $"{s.Slot} {s.Volume}/{s.Interface}")),
        MembersListed listed => Invariant($"{listed.ClusterId:x}: ") + string.Join(
            ", ", listed.Members.Select(m => Invariant($"{m.Id:x}{(m.IsLearner ? "+" : "")}={m.PeerUrl}"))),
        PeersQueried queried => string.Join("; ", queried.Peers.Select(p => p.Status is { } s
            ? Invariant($"{p.Slot} {s.MemberId:x} leader {s.LeaderId:x}") : $"{p.Slot} silent")),
        _ => answer.GetType().Name,
    };

    private static string Of(SlotRecord record) => Invariant(
        $"{record.Stage} boots={record.Boots} member={record.MemberId:x} cluster={record.ClusterId:x}")
        + (record.Order.Length == 0 ? "" : " order=" + record.Order);

    private static string Of(StoredObject content) => content switch
    {
        FoundingClaim claim => Invariant(
            $"claim of {claim.Slot} ({claim.Instance}), renewal {claim.Renewals}"),
        FoundingMarker marker => Invariant($"cluster {marker.ClusterId:x} by {marker.Slot}"),
        SlotMark mark => Invariant($"boots={mark.Boots} member={mark.MemberId:x} revision={mark.Revision}")
            + (mark.Order.Length == 0 ? "" : " order=" + mark.Order),
        RestoreOrder order => $"restore {order.Snapshot}",
        _ => content.GetType().Name,
    };
}
