using System.Text.Json;
using Evenkeel.Cli.Output.Timelines;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Cli.Output;

/// <summary>One event of a timeline as JSON.</summary>
internal static class TimelineJson
{
    /// <summary>Writes an event.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="happening">The event.</param>
    /// <param name="forProof">
    /// Whether the two kinds that only a proof's timeline has are written: <c>pod-unschedulable</c> and
    /// <c>service</c>.
    /// </param>
    public static void Write(Utf8JsonWriter json, TimelineEvent happening, bool forProof)
    {
        if (Name(happening, forProof) is not { } name)
        {
            return;
        }

        json.WriteStartObject();
        json.WriteNumber("t", JsonText.Seconds(happening.At));
        json.WriteString("event", name);
        switch (happening.Kind)
        {
            case TimelineEventKind.Injected:
                WriteAction(json, happening.Action!);
                break;
            case TimelineEventKind.Node:
                json.WriteString("node", happening.Node);
                json.WriteString("zone", happening.Zone);
                json.WriteString("ready", happening.Ready);
                json.WriteStrings("taints", happening.Taints ?? []);
                break;
            case TimelineEventKind.Rescaled:
                WriteAction(json, happening.Action!);
                json.WriteString("by", happening.Reason);
                break;
            case TimelineEventKind.Service:
                json.WriteString("service", happening.App);
                json.WriteString("state", happening.Reason);
                break;
            case TimelineEventKind.GroupResized:
                WriteResize(json, happening);
                break;
            case TimelineEventKind.NodeJoined or TimelineEventKind.NodeRemoved:
                json.WriteString("node", happening.Node);
                json.WriteString("group", happening.Group);
                json.WriteString("zone", happening.Zone);
                break;
            case TimelineEventKind.Snapshot:
                json.WriteString("stage", happening.Snapshot!.Stage);
                SimulationJson.WriteApps(json, happening.Snapshot);
                break;
            default:
                WritePod(json, happening);
                break;
        }

        json.WriteEndObject();
    }

    private static string? Name(TimelineEvent happening, bool forProof) => happening.Kind switch
    {
        TimelineEventKind.PodCreated => "pod-created",
        TimelineEventKind.PodBound => "pod-bound",
        TimelineEventKind.PodReady => "pod-ready",
        TimelineEventKind.PodUnready => "pod-unready",
        TimelineEventKind.PodDeleting => "pod-deleting",
        TimelineEventKind.PodGone => "pod-gone",
        TimelineEventKind.PodUnschedulable => forProof ? "pod-unschedulable" : null,
        TimelineEventKind.PodWaiting => forProof ? "pod-waiting" : null,
        TimelineEventKind.Node => "node",
        TimelineEventKind.Rescaled => "autoscaled",
        TimelineEventKind.Injected => FaultWords.Verb(happening.Action!),
        TimelineEventKind.Service => forProof ? "service" : null,
        TimelineEventKind.GroupResized => "asg",
        TimelineEventKind.NodeJoined => "node-joined",
        TimelineEventKind.NodeRemoved => "node-removed",
        TimelineEventKind.Snapshot => "snapshot",
        _ => throw new InvalidOperationException($"event {happening.Kind}"),
    };

    private static void WriteResize(Utf8JsonWriter json, TimelineEvent happening)
    {
        json.WriteString("group", happening.Group);
        json.WriteNumber("desired", happening.Desired!.Value);
        if (happening.Was is { } was)
        {
            json.WriteNumber("was", was);
        }
        else
        {
            json.WriteNull("was");
        }
    }

    private static void WritePod(Utf8JsonWriter json, TimelineEvent happening)
    {
        json.WriteString("pod", happening.Pod);
        switch (happening.Kind)
        {
            case TimelineEventKind.PodBound or TimelineEventKind.PodReady or TimelineEventKind.PodUnready:
                json.WriteString("node", happening.Node);
                json.WriteString("zone", happening.Zone);
                break;
            case TimelineEventKind.PodDeleting or TimelineEventKind.PodGone:
                json.WriteString("node", happening.Node);
                break;
            case TimelineEventKind.PodWaiting:
                json.WriteString("node", happening.Node);
                json.WriteString("reason", happening.Reason);
                break;
            case TimelineEventKind.PodUnschedulable:
                json.WriteString("reason", happening.Reason);
                break;
        }
    }

    private static void WriteAction(Utf8JsonWriter json, ScenarioAction action)
    {
        if (action is ScenarioAction.Heal healed)
        {
            json.WriteString("fault", FaultWords.Verb(healed.Fault));
            WriteAction(json, healed.Fault);
            return;
        }

        if (FaultWords.Target(action) is { } target)
        {
            WriteTarget(json, target);
            return;
        }

        switch (action)
        {
            case ScenarioAction.Scale scale:
                json.WriteString("object", $"{scale.Kind}/{scale.Name.Name}");
                json.WriteNumber("replicas", scale.Replicas);
                break;
            case ScenarioAction.Load load:
                json.WriteString("object", $"{load.Kind}/{load.Name.Name}");
                json.WriteString("cpu", Quantity.FromMilli(load.MilliCpu).ToString());
                break;
            case ScenarioAction.AddNodes added:
                json.WriteStrings("nodes", added.Nodes.Select(n => n.Name));
                break;
            case ScenarioAction.Hang hang:
                json.WriteString("object", $"{hang.Kind}/{hang.Name.Name}");
                json.WriteNumber("pod", hang.Pod);
                break;
            case ScenarioAction.DeletePods deleted:
                json.WriteString("service", deleted.Service.ToString());
                break;
            case ScenarioAction.LoseVolume volume:
                json.WriteString("claim", volume.Claim.Name);
                json.WriteString("is", "lost");
                break;
            case ScenarioAction.StallVolume volume:
                json.WriteString("claim", volume.Claim.Name);
                json.WriteString("is", "stalled");
                break;
            case ScenarioAction.OnServer or ScenarioAction.Partition:
                WriteOfPlane(json, action);
                break;
            case ScenarioAction.LoseNat nat:
                json.WriteString("zone", nat.Zone);
                break;
            case ScenarioAction.LoseBalancer balancer:
                json.WriteString("zone", balancer.Zone);
                break;
            case ScenarioAction.RefuseLaunches launches:
                json.WriteString("zone", launches.Zone);
                break;
        }
    }

    private static void WriteOfPlane(Utf8JsonWriter json, ScenarioAction action)
    {
        if (action is ScenarioAction.Partition parted)
        {
            json.WriteStrings("zones", [parted.From, parted.To]);
            json.WriteBoolean("oneWay", !parted.BothWays);
            json.WriteNumber("loss", parted.Percent);
            return;
        }

        WriteTarget(json, ((ScenarioAction.OnServer)action).Target);
        if (action is ScenarioAction.JumpClock jump)
        {
            json.WriteNumber("by", JsonText.Seconds(jump.By));
            return;
        }

        json.WriteString("is", action switch
        {
            ScenarioAction.KillMember => "killed",
            ScenarioAction.LoseMemberVolume => "lost",
            ScenarioAction.StallMember => "stalled",
            _ => "slow",
        });
    }

    private static void WriteTarget(Utf8JsonWriter json, NodeTarget target)
    {
        if (target.Zone is not null)
        {
            json.WriteString("zone", target.Zone);
        }
        else if (target.Nodes.Length == 1)
        {
            json.WriteString("node", target.Nodes[0]);
        }
        else
        {
            json.WriteStrings("nodes", target.Nodes);
        }
    }
}
