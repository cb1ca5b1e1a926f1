using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Core.Model.Simulation;

/// <summary>
/// Faults besides the loss of power (<see cref="Fail"/>) and a drain (<see cref="Drain"/>). Each lasts until
/// it is healed.
/// </summary>
public abstract partial record ScenarioAction
{
    /// <summary>
    /// The nodes run on, cut off from everything outside themselves. A zone's NAT gateway and balancer node
    /// are cut off with it.
    /// </summary>
    public sealed record Isolate(NodeTarget Target) : OnNodes(Target);

    /// <summary>The nodes' kubelets stop; their pods go on.</summary>
    public sealed record StopKubelet(NodeTarget Target) : OnNodes(Target);

    /// <summary>
    /// Whole machines hang: with power, and their volumes, but kubelet, agent and pods do nothing and answer
    /// nobody.
    /// </summary>
    public sealed record HangNodes(NodeTarget Target) : OnNodes(Target);

    /// <summary>One pod's containers run on and answer nothing.</summary>
    /// <param name="Kind">The kind of the workload that owns it.</param>
    /// <param name="Name">The workload.</param>
    /// <param name="Pod">Which of its pods, the oldest being 0.</param>
    public sealed record Hang(WorkloadKind Kind, ObjectName Name, int Pod) : ScenarioAction;

    /// <summary>The volume of a claim is gone, with what was on it.</summary>
    public sealed record LoseVolume(ObjectName Claim) : ScenarioAction;

    /// <summary>Reads and writes of a claim's volume hang.</summary>
    public sealed record StallVolume(ObjectName Claim) : ScenarioAction;

    /// <summary>The NAT gateway in a zone is lost.</summary>
    public sealed record LoseNat(string Zone) : ScenarioAction;

    /// <summary>The node of every balancer in a zone is lost.</summary>
    public sealed record LoseBalancer(string Zone) : ScenarioAction;

    /// <summary>EC2 launches nothing: in a zone, or, where it is null, anywhere.</summary>
    public sealed record RefuseLaunches(string? Zone) : ScenarioAction;

    /// <summary>
    /// The regional API of EC2, Auto Scaling and Elastic Load Balancing answers nobody, and they decide
    /// nothing.
    /// </summary>
    public sealed record LoseAwsApi : ScenarioAction;

    /// <summary>The same API answers late: callers are throttled and try again.</summary>
    public sealed record SlowAwsApi : ScenarioAction;

    /// <summary>The Kubernetes API answers nobody.</summary>
    public sealed record LoseApi : ScenarioAction;

    /// <summary>
    /// What machines of a zone send to those of another is lost: that of pods, of balancers' nodes, of
    /// kubelets and of the members of etcd alike.
    /// </summary>
    /// <param name="From">The zone that sends.</param>
    /// <param name="To">The zone that does not hear it.</param>
    /// <param name="Percent">How much of it.</param>
    /// <param name="BothWays">Whether what is sent back is lost, too.</param>
    public sealed record Partition(string From, string To, int Percent, bool BothWays) : ScenarioAction;

    /// <summary>
    /// What befalls the inside of the control plane, which is simulated by itself: nodes and pods do not feel
    /// it but by what the API does.
    /// </summary>
    public abstract record InControlPlane : ScenarioAction;

    /// <summary>What befalls servers, or the members of etcd on them.</summary>
    /// <param name="Target">Which.</param>
    public abstract record OnServer(NodeTarget Target) : InControlPlane;

    /// <summary>The process of etcd on a server is killed, once.</summary>
    public sealed record KillMember(NodeTarget Target) : OnServer(Target);

    /// <summary>The volume of etcd on a server is lost; a blank one takes its place.</summary>
    public sealed record LoseMemberVolume(NodeTarget Target) : OnServer(Target);

    /// <summary>Writes to the volume of etcd on a server hang.</summary>
    public sealed record StallMember(NodeTarget Target) : OnServer(Target);

    /// <summary>Each write to the volume of etcd on a server takes longer than an election.</summary>
    public sealed record SlowMember(NodeTarget Target) : OnServer(Target);

    /// <summary>A server's clock jumps.</summary>
    /// <param name="Target">The server.</param>
    /// <param name="By">How far, forwards or back.</param>
    public sealed record JumpClock(NodeTarget Target, TimeSpan By) : OnServer(Target);

    /// <summary>
    /// The servers are replaced one after the other, each once the one before is a voter again.
    /// </summary>
    public sealed record RollServers : InControlPlane;

    /// <summary>The image registry answers nobody.</summary>
    public sealed record LoseRegistry : ScenarioAction;

    /// <summary>
    /// An operator taints the nodes <c>node.kubernetes.io/out-of-service:NoExecute</c>, having made sure that
    /// they are off.
    /// </summary>
    public sealed record OutOfService(NodeTarget Target) : OnNodes(Target);

    /// <summary>What a fault took is there again; a drained node takes pods again.</summary>
    /// <param name="Fault">The fault as it was done.</param>
    public sealed record Heal(ScenarioAction Fault) : ScenarioAction;
}
