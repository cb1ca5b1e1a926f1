using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Boot;
using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Duties;
using Evenkeel.Supervision.Engine;
using Evenkeel.Supervision.Health;

namespace Evenkeel.Supervision;

/// <summary>
/// The decisions of one node, for one life of its agent. It does nothing by itself: inputs come in by
/// <see cref="Step"/>, and what is to be done comes back as effects. Its first input is <see
/// cref="Started"/>.
/// </summary>
/// <remarks>
/// The same inputs give the same effects. It is not safe for use by several threads at once.
/// </remarks>
public sealed class NodeSupervisor
{
    private readonly Node node;
    private readonly KubernetesWishes kubernetes;
    private readonly DiskGuard disk;
    private readonly HealthJudge health;
    private readonly LeaveDuty leave;
    private readonly OrderDuty orders;
    private readonly Flow main = new();
    private readonly Flow[] duties;
    private readonly Func<IEnumerable<Wait>>[] begins;
    private bool isStarted;
    private bool isSuperseded;

    /// <summary>A machine for a node, in its first moment.</summary>
    public NodeSupervisor(NodeConfiguration configuration)
        : this(configuration, Rules.Real)
    {
    }

    internal NodeSupervisor(NodeConfiguration configuration, Rules rules)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        node = new Node(configuration, rules);
        kubernetes = new KubernetesWishes(node);
        disk = new DiskGuard(node, configuration.Timings);
        var peers = new PeerDuty(node);
        var snapshots = new SnapshotDuty(node);
        var certificates = new CertificateDuty(node);
        health = new HealthJudge(node, disk, peers, snapshots, certificates, kubernetes);
        leave = new LeaveDuty(node, kubernetes);
        orders = new OrderDuty(node, new ClusterReader(node));
        var begin = new List<Func<IEnumerable<Wait>>>
        {
            () => leave.Run(() => main.Begin([])), certificates.Run,
        };
        if (configuration.HasEtcd)
        {
            begin.AddRange(
            [
                peers.Run, new MarkDuty(node).Run, () => orders.Run(BeginMain), snapshots.Run,
            ]);
            if (!node.IsEmbedded)
            {
                begin.Add(new SpaceDuty(node).Run);
            }
        }

        if (configuration.Role == NodeRole.Server)
        {
            begin.Add(new RepairDuty(node, kubernetes).Run);
        }

        begins = [.. begin];
        duties = [.. begin.Select(_ => new Flow())];
    }

    /// <summary>The verdict as it was last announced.</summary>
    public Verdict Verdict => health.Verdict;

    /// <summary>What is on the node's mind, for logs and tests.</summary>
    internal Node Mind => node;

    /// <summary>Takes an input, and returns what is to be done now, in order.</summary>
    public IReadOnlyList<Effect> Step(Input input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (isStarted == input is Started)
        {
            throw new InvalidOperationException(
                "the first input, and only that, says that the agent has started");
        }

        node.Desk.Now = Math.Max(node.Desk.Now, input.Now);
        Take(input);
        Advance();
        if (input is Tick or Started)
        {
            health.Look(isFirst: input is Started);
        }

        return node.Desk.Empty();
    }

    private void Take(Input input)
    {
        switch (input)
        {
            case Started started:
                Begin(started);
                break;
            case Tick tick:
                node.Desk.Take(tick);
                disk.Look();
                break;
            case Answered answered:
                node.Desk.Take(answered);
                break;
            case ChildExited exited:
                node.Children.Take(exited);
                break;
            case LeaveOrdered:
                leave.Order();
                break;
            default:
                throw new InvalidOperationException($"input {input.GetType().Name}");
        }
    }

    private void Begin(Started started)
    {
        isStarted = true;
        (node.Instance, node.Nonce) = (started.Instance, started.Nonce);
        node.Remembered = started.VerifiedVolume;
        foreach (var child in started.Adopted)
        {
            node.Children.Adopt(child.Child);
        }

        var adopted = started.Adopted.Count == 0 ? "nothing" : string.Join(
            ", ", started.Adopted.Select(c => c.Child));
        node.Desk.Say(NodeEvent.Began, $"the agent begins; {adopted} runs already");
        BeginMain();
        for (var i = 0; i < duties.Length; i++)
        {
            duties[i].Begin(begins[i]());
        }
    }

    private void BeginMain()
    {
        var configuration = node.Configuration;
        main.Begin(configuration.HasEtcd ? new MainFlow(node, kubernetes).Run()
            : configuration.Role == NodeRole.Worker ? new OtherFlows(node, kubernetes).RunWorker()
            : new OtherFlows(node, kubernetes).RunServer());
    }

    private void Advance()
    {
        bool advanced;
        do
        {
            advanced = main.Advance(node.Desk.Now);
            foreach (var duty in duties)
            {
                advanced |= duty.Advance(node.Desk.Now);
            }

            if (node.IsSuperseded && !isSuperseded)
            {
                isSuperseded = true;
                main.Begin(new OtherFlows(node, kubernetes).RunSuperseded());
                advanced = true;
            }
        }
        while (advanced);

        node.Children.Look();
    }
}
