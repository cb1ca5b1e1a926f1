using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.ControlPlane;

namespace Evenkeel.Simulation.Claims;

/// <summary>The faults inside a control plane whose machines are known, and between zones.</summary>
internal static class PlaneFaultCatalogue
{
    private const int Lossy = 33;

    /// <summary>Every fault of a kind.</summary>
    public static IEnumerable<Fault> Of(FaultKind kind, ClusterModel model)
    {
        var members = PlaneLayout.Of(model)?.Members ?? [];
        var zones = members.Select(static m => m.Zone).Concat(model.Zones).Distinct(StringComparer.Ordinal)
            .ToList();
        return kind switch
        {
            FaultKind.Member => members.SelectMany(static m => Member(m.Name)),
            FaultKind.Disk => members.SelectMany(static m => Disk(m.Name)),
            FaultKind.Clock => members.SelectMany(static m => Clock(m.Name)),
            FaultKind.Partition => zones
                .SelectMany((a, i) => zones.Skip(i + 1).SelectMany(b => Parted(a, b))),
            FaultKind.Roll => [new("the control plane is rolled", [new ScenarioAction.RollServers()], null)],
            _ => throw new InvalidOperationException($"no such kind: {kind}"),
        };
    }

    private static IEnumerable<Fault> Member(string name)
    {
        var target = NodeTarget.OfNodes(name);
        yield return new(
            $"the member of etcd on {name} is killed", [new ScenarioAction.KillMember(target)], null);
        yield return new(
            $"the volume of etcd on {name} is lost", [new ScenarioAction.LoseMemberVolume(target)], null);
    }

    private static IEnumerable<Fault> Disk(string name)
    {
        var target = NodeTarget.OfNodes(name);
        yield return new(
            $"the disk of etcd on {name} hangs", [new ScenarioAction.StallMember(target)], null);
        yield return new(
            $"the disk of etcd on {name} is slow", [new ScenarioAction.SlowMember(target)], null);
    }

    private static IEnumerable<Fault> Clock(string name)
    {
        var (target, hour) = (NodeTarget.OfNodes(name), TimeSpan.FromHours(1));
        yield return new(
            $"the clock of {name} jumps an hour forwards",
            [new ScenarioAction.JumpClock(target, hour)],
            null);
        yield return new(
            $"the clock of {name} jumps an hour back", [new ScenarioAction.JumpClock(target, -hour)], null);
    }

    private static IEnumerable<Fault> Parted(string a, string b)
    {
        yield return new(
            $"zones {a} and {b} do not reach each other",
            [new ScenarioAction.Partition(a, b, 100, true)],
            null);
        yield return new(
            $"zone {b} does not hear zone {a}", [new ScenarioAction.Partition(a, b, 100, false)], null);
        yield return new(
            $"zone {a} does not hear zone {b}", [new ScenarioAction.Partition(b, a, 100, false)], null);
        yield return new(
            $"a third of all messages between zones {a} and {b} is lost",
            [new ScenarioAction.Partition(a, b, Lossy, true)], null);
    }
}
