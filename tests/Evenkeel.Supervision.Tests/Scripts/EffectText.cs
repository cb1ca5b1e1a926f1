using Evenkeel.Supervision.Contract;
using static System.FormattableString;

namespace Evenkeel.Supervision.Tests.Scripts;

/// <summary>Effects as scripts show them: a line each.</summary>
internal static class EffectText
{
    /// <summary>The line of an effect; null for those that a script does not show.</summary>
    public static string? Of(Effect effect) => effect switch
    {
        Announce announce => "verdict: " + Of(announce.Verdict),
        Report report => Invariant($"log {(int)report.Event}: {report.Text}"),
        StartChild start => "start " + start.Child + Of(start.Options),
        StopChild stop => "stop " + stop.Child,
        KillChild kill => "kill " + kill.Child,
        RememberVolume remember => $"remember '{remember.Volume}'",
        WriteSlotRecord write => "slot.json: " + Of(write.Record),
        ReadObject read => "read " + read.Key,
        WriteObject write => $"write {write.Key} if {(write.IfMatch.Length == 0 ? "absent" : write.IfMatch)}: "
            + Of(write.Content),
        ArchiveData archive => "archive " + archive.Name,
        AttachVolume attach => $"attach volume of {attach.Slot}" + (attach.IsForced ? " by force" : ""),
        AttachInterface attach => $"attach interface of {attach.Slot}" + (attach.IsForced ? " by force" : ""),
        AddLearner add => "add learner " + add.PeerUrl,
        PromoteLearner promote => Invariant($"promote {promote.MemberId:x}"),
        RemoveMember remove => Invariant($"remove member {remove.MemberId:x}"),
        MoveLeader move => Invariant($"move leadership to {move.MemberId:x}"),
        RestoreSnapshot restore => $"restore {restore.Name} as {restore.Token}",
        Defragment defragment => "defragment " + defragment.Slot,
        VerifySnapshot verify => "verify " + verify.Name,
        BeginRepair begin => "begin repair of " + begin.Instance,
        EndRepair end => "end repair of " + end.Instance,
        SetInstanceUnhealthy set => "set unhealthy " + set.Instance,
        PollLifecycle => null,
        _ => effect.GetType().Name,
    };

    private static string Of(Verdict verdict) => verdict.Status.ToString().ToLowerInvariant()
        + string.Concat(verdict.Reasons.Select(r => $" [{r.Code}{(r.IsOwn ? "" : ", shared")}]"));

    private static string Of(ChildOptions options) => options switch
    {
        ChildOptions.Etcd etcd => $" {(etcd.IsNew ? "new" : "existing")}: "
            + string.Join(",", etcd.Members.Select(m => Invariant($"{m.Name}={m.PeerUrl}"))),
        ChildOptions.K3s k3s => (k3s.IsClusterInit ? " --cluster-init" : "")
            + (k3s.Join is null ? "" : $" --server {k3s.Join}"),
        _ => "",
    };

    private static string Of(SlotRecord record) => Invariant(
        $"{record.Stage} boots={record.Boots} member={record.MemberId:x} cluster={record.ClusterId:x}")
        + (record.Token.Length == 0 ? "" : " token=" + record.Token)
        + (record.Order.Length == 0 ? "" : " order=" + record.Order);

    private static string Of(StoredObject content) => content switch
    {
        FoundingClaim claim => Invariant($"claim of {claim.Slot}, renewal {claim.Renewals}"),
        FoundingMarker marker => Invariant($"cluster {marker.ClusterId:x} by {marker.Slot}"),
        SlotMark mark => Invariant($"boots={mark.Boots} member={mark.MemberId:x} revision={mark.Revision}")
            + (mark.Order.Length == 0 ? "" : " order=" + mark.Order),
        _ => content.GetType().Name,
    };
}
