using System.Collections.Immutable;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.ControlPlane.Etcd;

/// <summary>What lies between members: machines, their addresses, and who reaches whom.</summary>
internal interface IEtcdHost
{
    /// <summary>The member that runs behind a slot's address; null for none.</summary>
    Member? MemberAt(int slot);

    /// <summary>Whether a message gets through now.</summary>
    bool Passes(Member from, Member to);

    /// <summary>How many rounds later a message arrives.</summary>
    int Delay();

    /// <summary>A voter was removed.</summary>
    void Removed(EtcdCluster cluster, Peer peer);

    /// <summary>A member's process ends by itself.</summary>
    void Ended(Member member, Supervision.Contract.ExitReason reason);
}

/// <summary>
/// The messages between members. Time goes in rounds, a leader's heartbeats; a message arrives within its
/// round, or some rounds later, or never.
/// </summary>
internal sealed class EtcdNetwork(
    IEtcdHost host, SeededRandom random, int electionMs, ImmutableArray<int> exactly)
{
    /// <summary>The length of a round.</summary>
    public const int RoundMs = 250;

    private const int MostInFlight = 4096;
    private readonly Queue<Message> messages = new();
    private readonly List<(int Round, Message Message)> late = [];

    /// <summary>The rounds so far.</summary>
    public int Round { get; private set; }

    /// <summary>The least number of rounds without a heartbeat after which a member stands.</summary>
    public int ElectionRounds { get; } = Math.Max(2, electionMs / RoundMs);

    /// <summary>
    /// A slot's time-out as raft draws it, from one to two times the least, where it is not set.
    /// </summary>
    public int DrawTimeout(int slot) =>
        exactly.IsEmpty ? ElectionRounds + random.Below(ElectionRounds) : exactly[slot];

    /// <summary>Sends a message.</summary>
    public void Send(in Message message)
    {
        if (messages.Count >= MostInFlight)
        {
            return;
        }

        var delay = host.Delay();
        if (delay == 0)
        {
            messages.Enqueue(message);
        }
        else
        {
            late.Add((Round + delay, message));
        }
    }

    /// <summary>A round goes by for all members that run.</summary>
    public void Tick(IReadOnlyList<Member> members)
    {
        Round++;
        for (var i = 0; i < late.Count; i++)
        {
            if (late[i].Round <= Round)
            {
                messages.Enqueue(late[i].Message);
                late.RemoveAt(i--);
            }
        }

        for (var i = 0; i < members.Count; i++)
        {
            members[i].Tick();
        }

        Flush();
    }

    /// <summary>Delivers what was sent.</summary>
    public void Flush()
    {
        while (messages.TryDequeue(out var message))
        {
            var (from, to) = (host.MemberAt(message.FromSlot), host.MemberAt(message.ToSlot));
            if (to is null || from is null || from.Data.MemberId != message.From || !host.Passes(from, to))
            {
                continue;
            }

            to.Take(message);
        }
    }

    /// <summary>A voter was removed.</summary>
    public void Remove(EtcdCluster cluster, Peer peer) => host.Removed(cluster, peer);

    /// <summary>A member's process ends.</summary>
    public void End(Member member, Supervision.Contract.ExitReason reason) => host.Ended(member, reason);
}
