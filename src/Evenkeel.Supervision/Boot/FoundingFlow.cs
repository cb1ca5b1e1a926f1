using System.Globalization;
using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Boot;

/// <summary>
/// Founds the cluster: claim, secrets, a cluster of one member that nobody else can reach, and the marker.
/// The marker decides: there is one, whoever writes it, and a cluster that is not its is thrown away.
/// </summary>
internal sealed class FoundingFlow(Node node, ClusterReader reader, VolumeFlow volume, ClaimFlow claim)
{
    private const long RetryMs = 2000;
    private readonly StoreResult marker = new();

    /// <summary>Goes on until there is a marker, this node's or another's, or the claim is lost.</summary>
    public IEnumerable<Wait> Run()
    {
        foreach (var wait in Win())
        {
            yield return wait;
        }

        if (!claim.IsHeld)
        {
            yield break;
        }

        // Whoever had the claim before may have come to the end of it.
        foreach (var wait in reader.ReadMarker())
        {
            yield return wait;
        }

        if (node.Marker is not null || node.Pending is not null)
        {
            yield break;
        }

        foreach (var wait in Secrets())
        {
            yield return wait;
        }

        foreach (var wait in Begin())
        {
            yield return wait;
        }

        foreach (var wait in AwaitLeader(claim))
        {
            yield return wait;
        }

        if (node.Status is { IsLeader: true } status && claim.IsHeld)
        {
            foreach (var wait in Mark(status))
            {
                yield return wait;
            }
        }
    }

    /// <summary>A token that no other founding or restore has.</summary>
    public static string NewToken(Node node) => string.Create(
        CultureInfo.InvariantCulture,
        $"{node.Incarnation}-{StoredObjectJson.Hex(node.Nonce)}-{node.Record?.Boots}");

    /// <summary>
    /// Makes the secrets that do not exist, and this node's certificates; renews the claim meanwhile.
    /// </summary>
    public IEnumerable<Wait> Secrets()
    {
        while (claim.IsHeld)
        {
            var ensure = node.Desk.Ask(new EnsureSecrets(node.Desk.NextId));
            yield return ensure;
            if (ensure.IsDone)
            {
                var issue = node.Desk.Ask(new IssueCertificates(node.Desk.NextId));
                yield return issue;
                if (issue.IsDone)
                {
                    yield break;
                }
            }

            yield return node.Desk.Later(RetryMs);
            foreach (var wait in claim.Renew())
            {
                yield return wait;
            }
        }
    }

    /// <summary>
    /// Waits until the own member leads its cluster of one; ends too where it or the claim is lost.
    /// </summary>
    /// <param name="held">The claim by which it does: the founding's, or that of an order to restore.</param>
    public IEnumerable<Wait> AwaitLeader(ClaimFlow held)
    {
        while (held.IsHeld && node.Children.IsWanted(node.Database) && node.Status is not { IsLeader: true })
        {
            if (node.Children.Verdict(node.Database) is not null)
            {
                yield break;
            }

            yield return new Pause(node.Desk.Now + 1000);
            foreach (var wait in held.Renew())
            {
                yield return wait;
            }
        }

        if (!held.IsHeld)
        {
            node.Children.Stop(node.Database, atOnce: true);
            yield return new Until(() => node.Children.IsGone(node.Database));
        }
    }

    /// <summary>
    /// Whether the own member leads its cluster of one now: a marker must not name a cluster whose data may
    /// have been lost while the store did not answer.
    /// </summary>
    public bool Leads => node.Status is { IsLeader: true } && !node.Children.IsGone(node.Database);

    private IEnumerable<Wait> Win()
    {
        node.Hold(
            ReasonCodes.Founding, "no cluster exists yet, and this node asks for the claim to found it");
        var waits = false;
        while (true)
        {
            foreach (var wait in claim.Try(StoreKey.Claim(node.Incarnation)))
            {
                yield return wait;
            }

            if (claim.IsHeld)
            {
                node.Hold(ReasonCodes.Founding, "this node founds the cluster");
                yield break;
            }

            if (!waits)
            {
                node.Desk.Say(NodeEvent.ClaimHeld, $"the cluster is being founded by {claim.Holder}");
            }

            waits = true;
            node.Hold(ReasonCodes.Founding, $"the cluster is being founded by {claim.Holder}");
            yield return node.Desk.Later(RetryMs);
            foreach (var wait in reader.ReadMarker())
            {
                yield return wait;
            }

            if (node.Marker is not null || node.Pending is not null)
            {
                yield break;
            }
        }
    }

    private IEnumerable<Wait> Begin()
    {
        if (!node.Disk!.HasData)
        {
            foreach (var wait in volume.MoveRemains())
            {
                yield return wait;
            }

            if (node is not { Disk.HasData: false, IsInUse: true })
            {
                yield break;
            }

            var record = node.Record! with
            {
                Stage = MemberStage.Founding, Token = NewToken(node), ClusterId = 0, MemberId = 0,
            };
            foreach (var wait in volume.Write(record))
            {
                yield return wait;
            }

            if (node.Record != record)
            {
                yield break;
            }
        }

        if (node.Children.IsGone(node.Database))
        {
            foreach (var wait in volume.LookOnceMore())
            {
                yield return wait;
            }

            if (!volume.IsAsJudged)
            {
                yield break;
            }
        }

        node.FenceStage(cut: true);
        node.Children.Want(node.Database, Options(isFirst: !node.Disk!.HasData), once: true);
        node.Disk = node.Disk with { HasData = true };
    }

    private IEnumerable<Wait> Mark(EtcdStatus status)
    {
        var known = node.Record! with { ClusterId = status.ClusterId, MemberId = status.MemberId };
        foreach (var wait in volume.Write(known))
        {
            yield return wait;
        }

        if (!node.Rules.HeedsConditions)
        {
            foreach (var wait in node.Store.Read(StoreKey.Marker(node.Incarnation), marker))
            {
                yield return wait;
            }
        }

        var ours = new FoundingMarker(status.ClusterId, status.MemberId, node.Slot!.Name, known.Token);
        var key = StoreKey.Marker(node.Incarnation);
        foreach (var wait in node.Store.Write(key, ours, marker.Tag, marker, () => Leads))
        {
            yield return wait;
        }

        if (marker is { IsWritten: false, Content: null })
        {
            yield break;
        }

        if (marker.IsWritten || !node.Rules.AsksForMarker)
        {
            node.Marker = ours;
            node.Desk.Say(
                NodeEvent.Founded, "the cluster " + StoredObjectJson.Hex(status.ClusterId) + " exists");
        }
        else
        {
            node.Marker = marker.Content as FoundingMarker;
            node.Desk.Say(NodeEvent.FoundedByOther, "another node has founded the cluster");
        }
    }

    private ChildOptions Options(bool isFirst) => node.IsEmbedded
        ? new ChildOptions.K3s(isFirst, Join: null)
        : new ChildOptions.Etcd(
            node.Slot!.Name, IsNew: true, node.Record!.Token,
            [new EtcdMember(0, node.Slot.Name, node.PeerUrl, IsLearner: false)]);
}
