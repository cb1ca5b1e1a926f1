using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>What was done from outside, in words.</summary>
internal static class FaultWords
{
    /// <summary>The key under which a scenario has an action, which is its event in JSON.</summary>
    public static string Verb(ScenarioAction action) => action switch
    {
        ScenarioAction.Fail => "fail",
        ScenarioAction.Restore => "restore",
        ScenarioAction.DeleteNode => "deleteNode",
        ScenarioAction.DeletePods => "deletePods",
        ScenarioAction.Drain => "drain",
        ScenarioAction.Scale => "scale",
        ScenarioAction.AddNodes => "addNodes",
        ScenarioAction.Load => "load",
        ScenarioAction.Isolate => "isolate",
        ScenarioAction.StopKubelet => "kubelet",
        ScenarioAction.Hang or ScenarioAction.HangNodes => "hang",
        ScenarioAction.LoseVolume or ScenarioAction.StallVolume => "volume",
        ScenarioAction.LoseNat => "nat",
        ScenarioAction.LoseBalancer => "balancer",
        ScenarioAction.RefuseLaunches => "capacity",
        ScenarioAction.LoseApi => "api",
        ScenarioAction.LoseAwsApi or ScenarioAction.SlowAwsApi => "awsApi",
        ScenarioAction.LoseRegistry => "registry",
        ScenarioAction.KillMember or ScenarioAction.LoseMemberVolume => "member",
        ScenarioAction.StallMember or ScenarioAction.SlowMember => "disk",
        ScenarioAction.Partition => "partition",
        ScenarioAction.JumpClock => "clock",
        ScenarioAction.RollServers => "roll",
        ScenarioAction.OutOfService => "outOfService",
        ScenarioAction.Heal => "heal",
        _ => throw new InvalidOperationException($"action {action.GetType().Name}"),
    };

    /// <summary>The nodes that an action is about, or null where it is about no nodes.</summary>
    public static NodeTarget? Target(ScenarioAction action) => action switch
    {
        ScenarioAction.OnNodes a => a.Target,
        ScenarioAction.Heal a => Target(a.Fault),
        _ => null,
    };

    /// <summary>Whether something is lost by it.</summary>
    public static bool IsBad(ScenarioAction action) => action is not (
        ScenarioAction.Restore or ScenarioAction.Heal or ScenarioAction.Drain or ScenarioAction.Scale
        or ScenarioAction.AddNodes or ScenarioAction.Load or ScenarioAction.OutOfService);

    /// <summary>What happens, as a sentence without its end.</summary>
    /// <param name="action">What is done.</param>
    /// <param name="named">How a target's nodes are told.</param>
    public static string Told(ScenarioAction action, Func<NodeTarget, string> named) => action switch
    {
        ScenarioAction.Fail { Target: var t } => $"{named(t)} {Verb(t, "loses", "lose")} power",
        ScenarioAction.Restore { Target: var t } => $"{named(t)} {Verb(t, "is", "are")} up again",
        ScenarioAction.DeleteNode { Target: var t } =>
            $"{named(t)} {Verb(t, "is", "are")} gone for good, Node objects removed",
        ScenarioAction.Drain { Target: var t } => $"{named(t)} {Verb(t, "is", "are")} drained",
        ScenarioAction.Isolate { Target: var t } =>
            $"{named(t)} {Verb(t, "is", "are")} cut off from the rest",
        ScenarioAction.StopKubelet { Target: var t } => $"{named(t)}: kubelet stops, pods run on",
        ScenarioAction.HangNodes { Target: var t } => $"{named(t)} {Verb(t, "hangs", "hang")}",
        ScenarioAction.OutOfService { Target: var t } =>
            $"{named(t)} {Verb(t, "is", "are")} tainted out of service",
        ScenarioAction.Partition parted => Parted(parted),
        ScenarioAction.DeletePods { Service: var service } => $"all pods of {service} are gone at once",
        ScenarioAction.Heal heal => Healed(heal.Fault, named),
        ScenarioAction.Scale scale => $"{scale.Kind} {scale.Name.Name} is scaled to {scale.Replicas}",
        ScenarioAction.Load load =>
            $"{load.Kind} {load.Name.Name} needs {Quantity.FromMilli(load.MilliCpu)} CPU from now on",
        ScenarioAction.AddNodes added =>
            $"{Phrases.Count(added.Nodes.Length, "node")} {(added.Nodes.Length == 1 ? "joins" : "join")}: "
            + Phrases.List(added.Nodes.Select(n => $"{n.Name} ({n.Zone})")),
        _ => $"{Subject(action)} {Begins(action)}",
    };

    private static string Healed(ScenarioAction fault, Func<NodeTarget, string> named) => fault switch
    {
        ScenarioAction.Fail { Target: var t } => $"{named(t)} {Verb(t, "has", "have")} power again",
        ScenarioAction.Isolate { Target: var t } => $"{named(t)} {Verb(t, "is", "are")} reached again",
        ScenarioAction.StopKubelet { Target: var t } => $"{named(t)}: kubelet runs again",
        ScenarioAction.HangNodes { Target: var t } => $"{named(t)} {Verb(t, "goes", "go")} on",
        ScenarioAction.Drain { Target: var t } => $"{named(t)} {Verb(t, "takes", "take")} pods again",
        ScenarioAction.OutOfService { Target: var t } =>
            $"{named(t)} {Verb(t, "is", "are")} out of service no longer",
        ScenarioAction.Partition { BothWays: false } p => $"zone {p.To} hears zone {p.From} again",
        ScenarioAction.Partition p => $"zones {p.From} and {p.To} reach each other again",
        _ => $"{Subject(fault)} {Ends(fault)}",
    };

    private static string Parted(ScenarioAction.Partition parted) => (parted.Percent, parted.BothWays) switch
    {
        (100, true) => $"zones {parted.From} and {parted.To} do not reach each other",
        (100, false) => $"zone {parted.To} does not hear zone {parted.From}",
        (_, true) => $"{parted.Percent} % of all messages between zones {parted.From} and {parted.To} "
            + "is lost",
        _ => $"{parted.Percent} % of what zone {parted.From} sends to zone {parted.To} is lost",
    };

    private static string Subject(ScenarioAction action) => action switch
    {
        ScenarioAction.Hang a => $"pod {a.Pod + 1} of {a.Kind} {a.Name.Name}",
        ScenarioAction.LoseVolume a => $"the volume of {Claim(a.Claim)}",
        ScenarioAction.StallVolume a => $"the volume of {Claim(a.Claim)}",
        ScenarioAction.DeletePods a => $"pods of {a.Service}",
        ScenarioAction.LoseNat a => $"the NAT gateway in zone {a.Zone}",
        ScenarioAction.LoseBalancer a => $"the load balancer node in zone {a.Zone}",
        ScenarioAction.RefuseLaunches { Zone: null } => "EC2",
        ScenarioAction.RefuseLaunches a => $"EC2 in zone {a.Zone}",
        ScenarioAction.LoseApi => "the Kubernetes API",
        ScenarioAction.LoseAwsApi or ScenarioAction.SlowAwsApi => "the API of EC2 and Auto Scaling",
        ScenarioAction.LoseRegistry => "the image registry",
        ScenarioAction.KillMember a => $"the member of etcd on {a.Target}",
        ScenarioAction.LoseMemberVolume a => $"the volume of etcd on {a.Target}",
        ScenarioAction.StallMember a => $"the disk of etcd on {a.Target}",
        ScenarioAction.SlowMember a => $"the disk of etcd on {a.Target}",
        ScenarioAction.JumpClock a => $"the clock of {a.Target}",
        ScenarioAction.RollServers => "the control plane",
        _ => throw new InvalidOperationException($"action {action.GetType().Name}"),
    };

    private static string Begins(ScenarioAction action) => action switch
    {
        ScenarioAction.Hang => "hangs",
        ScenarioAction.StallVolume => "stalls",
        ScenarioAction.StallMember => "hangs",
        ScenarioAction.RefuseLaunches => "launches no instance",
        ScenarioAction.LoseApi or ScenarioAction.LoseAwsApi or ScenarioAction.LoseRegistry =>
            "answers nobody",
        ScenarioAction.SlowAwsApi or ScenarioAction.SlowMember => "is slow",
        ScenarioAction.KillMember => "is killed",
        ScenarioAction.JumpClock => "jumps",
        ScenarioAction.RollServers => "is rolled",
        _ => "is lost",
    };

    private static string Ends(ScenarioAction action) => action switch
    {
        ScenarioAction.Hang or ScenarioAction.LoseApi => "answers again",
        ScenarioAction.LoseAwsApi or ScenarioAction.LoseRegistry => "answers again",
        ScenarioAction.SlowAwsApi or ScenarioAction.SlowMember => "is slow no longer",
        ScenarioAction.StallVolume or ScenarioAction.StallMember => "works again",
        ScenarioAction.RefuseLaunches => "launches again",
        ScenarioAction.LoseVolume or ScenarioAction.LoseMemberVolume => "stays lost",
        ScenarioAction.JumpClock => "jumps back",
        ScenarioAction.RollServers => "has been rolled",
        ScenarioAction.DeletePods => "come back as they are made again",
        _ => "is back",
    };

    private static string Claim(ObjectName claim) => $"claim {claim.Name}";

    private static string Verb(NodeTarget target, string one, string several) =>
        target.Zone is not null || target.Nodes.Length == 1 ? one : several;
}
