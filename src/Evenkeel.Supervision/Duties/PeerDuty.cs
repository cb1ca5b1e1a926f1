using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Duties;

/// <summary>Asks the other members, while the own one has no leader, whether they have one.</summary>
internal sealed class PeerDuty(Node node)
{
    private const long EveryMs = 3000;

    /// <summary>
    /// Whether the own member has had no leader, or no read has come through, for a moment.
    /// </summary>
    public bool IsLost => node.Status is { } status
        && (status.LeaderId == 0 || node.Desk.Facts.ReadSilentMs >= 5000);

    /// <summary>Goes on for ever.</summary>
    public IEnumerable<Wait> Run()
    {
        while (true)
        {
            yield return new Until(() => IsLost && node.IsMember);
            var call = node.Desk.Ask(new QueryPeers(node.Desk.NextId));
            yield return call;
            if (call.Answer is PeersQueried peers)
            {
                (node.Peers, node.PeersAt) = (peers, node.Desk.Now);
            }

            yield return node.Desk.Later(EveryMs);
        }
    }
}
