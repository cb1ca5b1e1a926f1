using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Simulation.Engine;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.Tests.ControlPlane;

/// <summary>What the simulated etcd must do whatever schedules find.</summary>
public sealed class EtcdTests
{
    private static readonly Peer First = new(1, 0, "https://10.0.0.1:2380", IsLearner: false);
    private readonly EtcdCluster cluster = new(7, "token", First, baseRevision: 0, lineage: 0);

    [Fact]
    public void A_write_that_a_hanging_disk_did_not_take_is_not_told_done_with_the_next()
    {
        var host = new Host();
        var network = new EtcdNetwork(host, new SeededRandom(1), electionMs: 1000, exactly: [4]);
        var leader = host.Member = new Member(network, MemberData.OfFirst(cluster), slot: 0);
        while (leader.Role != RaftRole.Leader)
        {
            network.Tick([leader]);
        }

        var told = new List<int>();
        leader.IsDiskStalled = true;
        leader.TryTake(Write(1, told)).ShouldBeTrue();
        leader.IsDiskStalled = false;
        leader.Resume();
        leader.TryTake(Write(2, told)).ShouldBeTrue();
        network.Tick([leader]);
        told.ShouldBe([2]);
    }

    [Fact]
    public void A_leader_needs_what_was_committed_before_its_term_and_not_what_came_later()
    {
        // Written in term 1, and committed by the leader of term 3.
        cluster.Commit(1, new Entry(1, EntryKind.Write, 5), member: 1, term: 3);
        var empty = MemberData.OfFirst(cluster);
        empty.Term = 2;
        Should.NotThrow(() => cluster.Lead(empty));
        empty.Term = 4;
        Should.Throw<SafetyViolation>(() => cluster.Lead(empty));
    }

    private static EtcdTask Write(int number, List<int> told) => new(EntryKind.Write, (task, answer) =>
    {
        answer.ShouldBe(Done.Value);
        told.Add(task.Number);
    }) { Number = number };

    private sealed class Host : IEtcdHost
    {
        public Member? Member { get; set; }

        public Member? MemberAt(int slot) => Member;

        public bool Passes(Member from, Member to) => true;

        public int Delay() => 0;

        public void Removed(EtcdCluster cluster, Peer peer)
        {
        }

        public void Ended(Member member, ExitReason reason)
        {
        }
    }
}
