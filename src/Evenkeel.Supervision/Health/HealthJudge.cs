using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Duties;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Health;

/// <summary>
/// The verdict. It fails for causes of this node alone: a cause that nodes share would empty the balancer's
/// pool at once, and no other node could do better.
/// </summary>
internal sealed class HealthJudge(
    Node node, DiskGuard disk, PeerDuty peers, SnapshotDuty snapshots, CertificateDuty certificates,
    KubernetesWishes kubernetes)
{
    /// <summary>An election takes a second or two; so long nobody is to blame.</summary>
    private const long ElectionMs = 6000;

    private const long SilentMs = 5000;

    private readonly HealthSubject[] subjects = Subjects(node.Configuration, kubernetes);
    private readonly List<Reason> reasons = [];
    private long lostSince = -1;

    /// <summary>The verdict as it was last announced.</summary>
    public Verdict Verdict { get; private set; } = new([]);

    /// <summary>Judges, and announces what has changed.</summary>
    public void Look(bool isFirst)
    {
        reasons.Clear();
        JudgeStage();
        var isShared = node.IsMember && node.Configuration.HasEtcd && JudgeEtcd();
        JudgeKubernetes(isShared);
        if (certificates.IsAlarming)
        {
            reasons.Add(
                Because(ReasonCodes.Certificate, false, "a certificate of this node ends within two weeks"));
        }

        if (snapshots.IsOverdue)
        {
            reasons.Add(
                Because(ReasonCodes.SnapshotOverdue, false, "the last snapshot is three intervals old"));
        }

        if (isFirst || !Same(reasons, Verdict.Reasons))
        {
            Verdict = new Verdict([.. reasons]);
            node.Desk.Do(new Announce(Verdict));
        }
    }

    private void JudgeStage()
    {
        if (node.IsLeaving)
        {
            reasons.Add(Because(ReasonCodes.Draining, true, "the node drains"));
        }

        if (node.IsSuperseded)
        {
            reasons.Add(Because(ReasonCodes.Superseded, true, "a newer machine has this node's slot"));
        }
        else if (node.Stage is { } stage)
        {
            reasons.Add(stage);
        }

        if (disk.IsStalled)
        {
            reasons.Add(Because(ReasonCodes.DiskStalled, true, "writes to the slot's volume hang"));
        }
    }

    /// <summary>
    /// Judges the member; true where the cluster has no quorum, for which this node cannot help it.
    /// </summary>
    private bool JudgeEtcd()
    {
        if (node.Status is not { } status || node.Desk.Facts.EtcdSilentMs >= SilentMs)
        {
            lostSince = -1;
            reasons.Add(Because(ReasonCodes.EtcdDown, true, "etcd does not answer"));
            return false;
        }

        if (node.RunsOther)
        {
            reasons.Add(
                Because(ReasonCodes.StaleVolume, true, "what runs on the volume is not this slot's member"));
        }

        if (status.Alarms.Count > 0)
        {
            JudgeAlarms(status);
        }

        if (!peers.IsLost)
        {
            lostSince = -1;
            return false;
        }

        lostSince = lostSince < 0 ? node.Desk.Now : lostSince;
        if (node.Desk.Now - lostSince < ElectionMs)
        {
            return true;
        }

        return JudgeLoss();
    }

    /// <summary>
    /// Each member that is out of space raises an alarm of its own; for the cluster it is one cause.
    /// </summary>
    private void JudgeAlarms(EtcdStatus status)
    {
        if (status.Alarms.Any(a => a.Kind == EtcdAlarmKind.NoSpace))
        {
            reasons.Add(Because(ReasonCodes.NoSpace, false, "etcd is out of space, and takes no writes"));
        }

        if (status.Alarms.Any(a => a.Kind == EtcdAlarmKind.Corrupt && a.MemberId == status.MemberId))
        {
            reasons.Add(Because(ReasonCodes.Corrupt, true, "this member's data differs from the others'"));
        }
    }

    private bool JudgeLoss()
    {
        var answering = 0;
        var leading = 0;
        if (node.Peers is { } answers && node.PeersAt >= lostSince)
        {
            foreach (var peer in answers.Peers)
            {
                answering += peer.Status is null ? 0 : 1;
                leading += peer.Status is { LeaderId: not 0 } ? 1 : 0;
            }
        }

        // The others have one, or nobody can be reached: then it is this node that is cut off, or as good as.
        var isOwn = answering == 0 || leading > 0;
        reasons.Add(isOwn
            ? Because(ReasonCodes.NoLeader, true, "this member has no leader")
            : Because(
                ReasonCodes.NoQuorum,
                !node.Rules.TellsSharedCauses,
                "no member has a leader: there is no quorum"));
        return !isOwn;
    }

    private void JudgeKubernetes(bool isShared)
    {
        foreach (var subject in subjects)
        {
            switch (subject)
            {
                case HealthSubject.ApiServer when kubernetes.ApiServer is { } api && node.IsMember:
                    // Without a quorum no API server is ready, wherever it runs.
                    if (Facts(api) is not { IsReady: true } && (!isShared || Facts(api) is null))
                    {
                        reasons.Add(Because(ReasonCodes.ApiServer, true, "the API server is not ready"));
                    }

                    break;
                case HealthSubject.Kubelet when !IsAlive(Child.Kubelet):
                    reasons.Add(Because(ReasonCodes.Kubelet, true, "the kubelet does not answer"));
                    break;
                case HealthSubject.Proxy when !IsAlive(Child.Proxy):
                    reasons.Add(Because(ReasonCodes.Proxy, true, "kube-proxy does not answer"));
                    break;
                case HealthSubject.Ingress when node.Desk.Facts.IngressReady == false:
                    reasons.Add(
                        Because(ReasonCodes.Ingress, true, "the ingress controller here is not ready"));
                    break;
                default:
                    break;
            }
        }

        if (node.Configuration is { Role: NodeRole.Worker, Kubernetes.Distribution: NodeDistribution.K3s }
            && !IsAlive(Child.K3s))
        {
            reasons.Add(Because(ReasonCodes.K3s, true, "K3s does not answer"));
        }
    }

    private bool IsAlive(Child child) => Facts(child) is { SilentMs: < 15_000, IsReady: true };

    private ChildFacts? Facts(Child child)
    {
        foreach (var facts in node.Desk.Facts.Children)
        {
            if (facts.Child == child)
            {
                return facts;
            }
        }

        return null;
    }

    private static HealthSubject[] Subjects(NodeConfiguration configuration, KubernetesWishes kubernetes)
    {
        if (configuration.Health.Judges is { Count: > 0 } judges)
        {
            return [.. judges];
        }

        var subjects = new List<HealthSubject>();
        if (kubernetes.ApiServer is not null)
        {
            subjects.Add(HealthSubject.ApiServer);
        }

        if (kubernetes.Children.Contains(Child.Kubelet))
        {
            subjects.AddRange([HealthSubject.Kubelet, HealthSubject.Proxy]);
        }

        if (configuration.Role == NodeRole.Worker)
        {
            subjects.Add(HealthSubject.Ingress);
        }

        return [.. subjects];
    }

    private static bool Same(List<Reason> now, IReadOnlyList<Reason> before)
    {
        if (now.Count != before.Count)
        {
            return false;
        }

        for (var i = 0; i < now.Count; i++)
        {
            if (!ReferenceEquals(now[i], before[i]) && !now[i].Equals(before[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static Reason Because(string code, bool isOwn, string text) => new(code, isOwn, text);
}
