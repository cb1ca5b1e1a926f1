using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Claims;

/// <summary>What is assumed of networks between zones and of servers that are replaced.</summary>
internal static class NetworkAssumptions
{
    /// <summary>What is assumed where faults part zones or roll servers, a sentence each.</summary>
    public static IEnumerable<string> Of(IEnumerable<Fault> faults)
    {
        var actions = faults.SelectMany(static f => f.Actions).ToList();
        if (actions.Exists(static a => a is ScenarioAction.Partition))
        {
            yield return "Of the requests between zones those are answered of which none of four messages "
                + "is lost, two each way; a client does not wait the second after which TCP repeats one.";
            yield return "A kubelet finds within its grace period any server that answers in a zone which "
                + "its own reaches, through the balancer or directly; proxies hear of changes as fast as "
                + "ever, and those that reach no server go on with what they know.";
            yield return "The regional API of EC2, and with it volumes and groups, is reached from every "
                + "zone; metrics-server reaches every kubelet.";
        }

        if (actions.Exists(static a => a is ScenarioAction.RollServers))
        {
            yield return "A server that is replaced is drained for a minute, and the next one goes once "
                + "its place has a member again; leading controllers on it do not hand over, and others "
                + "take over 15–20 s later.";
        }
    }
}
