using Evenkeel.Core.Model.Node;
using Evenkeel.Simulation.ControlPlane.Etcd;
using Evenkeel.Simulation.ControlPlane.Machines;
using Evenkeel.Simulation.Engine;
using Evenkeel.Supervision;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>
/// A control plane in virtual time: slots, the machines that fill them, each with the decisions that ship
/// (<see cref="NodeSupervisor"/>), and members of etcd, a store and AWS around them.
/// </summary>
internal sealed class Plane : IEventHandler, IEtcdHost
{
    /// <summary>The incarnation of the cluster.</summary>
    public const string Incarnation = "1";

    private const long EpochMs = 1_800_000_000_000;
    private const int RoundKind = 0;
    private const int TickKind = 1;
    private const int ActionKind = 2;
    private readonly EventEngine engine;
    private readonly List<Action> actions = [];
    private readonly Stack<int> freeActions = new();
    private readonly List<Machine> machines = [];
    private readonly List<Member> members = [];
    private readonly Executor executor;
    private readonly bool[,] blocked;
    private readonly int[,] lossy;

    public Plane(PlaneSettings settings, EventEngine engine, SeededRandom random)
    {
        (Settings, this.engine, Random) = (settings, engine, random);
        Network = new EtcdNetwork(this, random, settings.Node.Etcd.ElectionMs, settings.ElectionRounds);
        Slots = [.. settings.Node.Slots.Select((s, i) => new Slot(i, s, NewVolume()))];
        blocked = new bool[Slots.Count, Slots.Count];
        lossy = new int[Slots.Count, Slots.Count];
        Watch = new SafetyWatch(this);
        K3s = new K3sEtcd(this);
        executor = new Executor(this);
    }

    /// <summary>How it is set up.</summary>
    public PlaneSettings Settings { get; }

    /// <summary>The one source of chance.</summary>
    public SeededRandom Random { get; }

    /// <summary>The messages between members.</summary>
    public EtcdNetwork Network { get; }

    /// <summary>The slots.</summary>
    public IReadOnlyList<Slot> Slots { get; }

    /// <summary>Every machine that there ever was.</summary>
    public IReadOnlyList<Machine> Machines => machines;

    /// <summary>The members that run.</summary>
    public IReadOnlyList<Member> Members => members;

    /// <summary>The store of objects.</summary>
    public ObjectStore Store { get; } = new();

    /// <summary>Whether every slot has a voter that knows a leader, and nobody else is a member.</summary>
    public bool IsWhole => Slots.All(s => MemberAt(s.Index) is { IsVoter: true, Leader: not 0 } member
        && member.Data.Membership.Peers.Length == Slots.Count && !s.Interface!.IsFenced);

    /// <summary>Looks that nothing comes about that must not.</summary>
    public SafetyWatch Watch { get; }

    /// <summary>Whether K3s runs etcd.</summary>
    public bool IsEmbedded => Settings.Node.Etcd.Mode == Core.Model.Cluster.EtcdMode.Embedded;

    /// <summary>What K3s does with its own etcd.</summary>
    public K3sEtcd K3s { get; }

    /// <summary>The peer URL of a slot.</summary>
    public string PeerUrl(Slot slot) => $"https://{slot.Address.Address}:{Settings.Node.Etcd.PeerPort}";

    /// <summary>Whether the cluster's secrets exist.</summary>
    public bool HasSecrets { get; set; }

    /// <summary>The share of requests to AWS that fail, each in one of the ways in which they can.</summary>
    public double AwsFailure { get; set; }

    /// <summary>How many writes of markers may yet come to the store, whoever has given them up.</summary>
    public int MarkersUnderWay { get; set; }

    /// <summary>The share of messages that are lost.</summary>
    public double Loss { get; set; }

    /// <summary>The share of messages that come some rounds late.</summary>
    public double Lateness { get; set; }

    /// <summary>What happened; empty unless it is written down.</summary>
    public List<TraceLine> Trace { get; } = [];

    /// <summary>The present instant in milliseconds of the run.</summary>
    public long NowMs => engine.Now.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>Begins: a machine for each slot.</summary>
    public void Start()
    {
        engine.After(TimeSpan.Zero, this, RoundKind);
        if (IsEmbedded)
        {
            K3s.Start();
        }

        foreach (var slot in Slots)
        {
            _ = Launch(slot.Address.Zone, Random.Below(5000));
        }
    }

    /// <summary>Does something later.</summary>
    public void After(long milliseconds, Action action)
    {
        var index = freeActions.Count > 0 ? freeActions.Pop() : actions.Count;
        if (index == actions.Count)
        {
            actions.Add(action);
        }
        else
        {
            actions[index] = action;
        }

        engine.After(TimeSpan.FromMilliseconds(milliseconds), this, ActionKind, index);
    }

    /// <summary>A number from one to another.</summary>
    public int Between(int from, int to) => from + Random.Below(Math.Max(1, to - from));

    /// <summary>Writes down what happens.</summary>
    public void Note(string who, string what)
    {
        if (Settings.IsTraced)
        {
            Trace.Add(new(NowMs, who, what));
        }
    }

    /// <summary>A machine's clock, as milliseconds since 1970.</summary>
    public long WallOf(Machine machine) => EpochMs + NowMs + machine.WallOffset;

    /// <summary>A new, blank volume.</summary>
    public Volume NewVolume() => new($"vol-{++volumes}");

    private int volumes;

    /// <summary>Launches an instance in a zone; it boots after a while.</summary>
    public Machine Launch(string zone, long bootMs)
    {
        var index = machines.Count;
        var machine = new Machine(index, $"i-{index + 1}", Settings.Node with { Zone = zone, Slot = null });
        machines.Add(machine);
        engine.After(TimeSpan.FromMilliseconds(bootMs + Random.Below(1000)), this, TickKind, index);
        After(bootMs, () => Boot(machine));
        return machine;
    }

    /// <summary>A machine comes up.</summary>
    public void Boot(Machine machine)
    {
        if (!machine.IsUp && !machine.IsTerminated)
        {
            Note(machine.Name, "boots");
            (machine.IsUp, machine.IsFenced, machine.IsPaused) = (true, false, false);
            machine.Remembered = null;
            StartAgent(machine);
        }
    }

    /// <summary>A machine loses its power: nothing of it is left but what is on its disk.</summary>
    public void PowerOff(Machine machine)
    {
        machine.IsUp = false;
        machine.Mounted = null;
        foreach (var process in machine.Processes.ToList())
        {
            End(machine, process, reason: null);
        }

        DropAgent(machine);
        machine.CertificatesEndAt = null;
    }

    /// <summary>An agent dies; another one is started after a while.</summary>
    public void KillAgent(Machine machine)
    {
        Note(machine.Name, "the agent dies");
        DropAgent(machine);
        After(Between(1000, 6000), () => StartAgent(machine));
    }

    /// <summary>A process ends, for a reason that its agent reads, or with its machine.</summary>
    public void End(Machine machine, Process process, ExitReason? reason)
    {
        if (machine[process.Child] != process)
        {
            return;
        }

        machine[process.Child] = null;
        if (process.Member is { } member)
        {
            members.Remove(member);
        }

        if (reason is { } why)
        {
            Note(machine.Name, $"{process.Child} ends: {why}");
            var life = machine.Life;
            After(Between(20, 400), () =>
            {
                if (machine.Life == life)
                {
                    Step(machine, new ChildExited(ClockOf(machine), process.Child, why, why.ToString()));
                }
            });
        }
    }

    /// <summary>A member of etcd begins to run.</summary>
    public void Add(Member member) => members.Add(member);

    /// <summary>Blocks or opens the way from a slot to another.</summary>
    public void Block(int from, int to, bool isBlocked) => blocked[from, to] = isBlocked;

    /// <summary>Lets some percent be lost of what a slot sends to another.</summary>
    public void LoseSome(int from, int to, int percent) => lossy[from, to] = percent;

    /// <summary>Whether the way from a slot to another is open, machines and fences apart.</summary>
    public bool IsOpen(int from, int to) => from == to || !blocked[from, to];

    /// <summary>Gives an agent an input, and carries out what comes of it.</summary>
    public void Step(Machine machine, Input input)
    {
        if (machine.Agent is { } agent)
        {
            executor.Carry(machine, agent.Step(input));
        }
    }

    /// <summary>An agent's clock.</summary>
    public long ClockOf(Machine machine) => machine.ClockStart + NowMs;

    /// <inheritdoc/>
    public void Handle(int kind, int argument)
    {
        switch (kind)
        {
            case RoundKind:
                engine.After(TimeSpan.FromMilliseconds(EtcdNetwork.RoundMs), this, RoundKind);
                Network.Tick(members);
                break;
            case TickKind:
                Tick(machines[argument]);
                break;
            default:
                var action = actions[argument];
                freeActions.Push(argument);
                action();
                break;
        }
    }

    /// <inheritdoc/>
    public ApiUse Needs(int kind) => ApiUse.None;

    /// <inheritdoc/>
    public Member? MemberAt(int slot) =>
        Slots[slot].Interface is { IsUp: true } machine && machine.Mounted?.Index == slot
            ? machine.Member : null;

    /// <inheritdoc/>
    public bool Passes(Member from, Member to) =>
        from == to || (IsOpen(from.Slot, to.Slot)
            && !Slots[from.Slot].Interface!.IsFenced && !Slots[to.Slot].Interface!.IsFenced
            && (Loss <= 0 || Random.Fraction() >= Loss)
            && (lossy[from.Slot, to.Slot] == 0 || Random.Below(100) >= lossy[from.Slot, to.Slot]));

    /// <inheritdoc/>
    public int Delay() => Lateness > 0 && Random.Fraction() < Lateness ? 1 + Random.Below(6) : 0;

    /// <inheritdoc/>
    public void Removed(EtcdCluster cluster, Peer peer) =>
        SafetyWatch.Removed(Slots[peer.Slot], cluster, peer);

    /// <inheritdoc/>
    public void Ended(Member member, ExitReason reason)
    {
        foreach (var machine in machines)
        {
            if (machine.Database is { } process && process.Member == member)
            {
                End(machine, process, reason);
                return;
            }
        }
    }

    private void StartAgent(Machine machine)
    {
        if (machine is { IsUp: true, Agent: null })
        {
            machine.Agent = new NodeSupervisor(machine.Configuration, Settings.Rules);
            machine.ClockStart = Random.Below(1_000_000_000);
            machine.UpSinceMs = NowMs;
            Step(machine, new Started(
                ClockOf(machine), machine.Name, (ulong)Random.Below(int.MaxValue) + 1,
                [.. machine.Processes.Select(p => new RunningChild(p.Child))], machine.Remembered));
        }
    }

    private void DropAgent(Machine machine)
    {
        machine.Agent = null;
        machine.Verdict = null;
        machine.Life++;
    }

    private void Tick(Machine machine)
    {
        if (machine.IsTerminated)
        {
            return;
        }

        engine.After(TimeSpan.FromSeconds(1), this, TickKind, machine.Index);
        if (!machine.IsUp || machine.IsPaused)
        {
            return;
        }

        foreach (var process in machine.Processes)
        {
            Observe(process);
        }

        if (IsEmbedded)
        {
            K3s.Look(machine);
        }

        if (machine.Agent is not null)
        {
            Step(machine, new Tick(
                ClockOf(machine), WallOf(machine), Random.Fraction(), FactsOf(machine)));
            Watch.Look(machine);
        }
    }

    private void Observe(Process process)
    {
        if (process.IsStarted && process is { IsStopped: false, IsKilled: false })
        {
            process.AnsweredAt = NowMs;
            if (process.Member is { IsFrozen: false } member && member.ReadRound >= Network.Round - 2)
            {
                process.ReadAt = NowMs;
            }
        }

        if (process is { Member: { IsFrozen: false } running, Volume.IsStalled: false })
        {
            running.Data.Flushed = running.Data.Commit;
        }
    }

    private LocalFacts FactsOf(Machine machine)
    {
        var database = machine.Database;
        var children = new List<ChildFacts>(2);
        foreach (var process in machine.Processes)
        {
            children.Add(new(
                process.Child, NowMs - process.AnsweredAt,
                process.Member is null ? process.IsStarted : process.Member.Leader != 0));
        }

        return new LocalFacts
        {
            DiskSilentMs = machine.Mounted?.Volume is not { } volume ? 0
                : volume.Holder != machine ? 60_000
                : volume.IsStalled ? NowMs - volume.StalledAt : 0,
            Etcd = database is { IsStarted: true } ? database.Member?.Status : null,
            EtcdSilentMs = database is null ? 0 : NowMs - database.AnsweredAt,
            ReadSilentMs = database is null ? 0 : NowMs - database.ReadAt,
            Children = children,
            CertificatesEndAt = machine.CertificatesEndAt,
        };
    }
}
