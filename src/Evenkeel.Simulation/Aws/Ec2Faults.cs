using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Faults;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Aws;

/// <summary>Does to instances, zones and the regional API what a fault says.</summary>
internal sealed class Ec2Faults(ClusterState cluster, Ec2 ec2, AutoScaling groups, Fleet fleet) : IFaultTarget
{
    /// <summary>The groups that it befalls.</summary>
    public IReadOnlyList<SimGroup> Groups => groups.Groups;

    /// <summary>The instance behind a node, or null where the node comes from no group.</summary>
    public SimInstance? InstanceOf(SimNode node) => ec2.InstanceOf(node);

    public bool Models(ScenarioAction fault) =>
        fault is ScenarioAction.RefuseLaunches or ScenarioAction.LoseAwsApi or ScenarioAction.SlowAwsApi;

    public void Begins(ScenarioAction fault)
    {
        switch (fault)
        {
            case ScenarioAction.Fail { Target.Zone: { } zone }:
                ZonePower(zone, isLost: true);
                break;
            case ScenarioAction.Isolate { Target.Zone: { } zone }:
                ZonePower(zone, isLost: true);
                break;
            case ScenarioAction.Fail fail:
                Each(fail.Target, groups.Stopped);
                break;
            case ScenarioAction.HangNodes hang:
                Each(hang.Target, groups.Impaired);
                break;
            case ScenarioAction.DeleteNode delete:
                Each(delete.Target, ec2.SetTerminated);
                break;
            case ScenarioAction.RefuseLaunches refuse:
                LaunchesFail(refuse.Zone, fail: true);
                break;
            case ScenarioAction.LoseAwsApi:
                ApiFails(true);
                break;
            case ScenarioAction.SlowAwsApi:
                ec2.SetSlow(true);
                break;
        }
    }

    public void Ends(ScenarioAction fault)
    {
        switch (fault)
        {
            case ScenarioAction.Fail { Target.Zone: { } zone }:
                ZonePower(zone, isLost: false);
                break;
            case ScenarioAction.Isolate { Target.Zone: { } zone }:
                ZonePower(zone, isLost: false);
                break;
            case ScenarioAction.RefuseLaunches refuse:
                LaunchesFail(refuse.Zone, fail: false);
                break;
            case ScenarioAction.LoseAwsApi:
                ApiFails(false);
                break;
            case ScenarioAction.SlowAwsApi:
                ec2.SetSlow(false);
                break;
        }
    }

    /// <summary>
    /// A zone is lost, or there again: what is launched there meanwhile does not come up, and EC2 ends what
    /// was there if it knows.
    /// </summary>
    public void ZonePower(string zone, bool isLost)
    {
        ec2.SetPower(zone, isLost);
        if (!isLost)
        {
            groups.LaunchesWork();
            return;
        }

        foreach (var instance in ec2.Instances.Where(i => fleet.LostZonesReported && i.Counts
            && string.Equals(i.Zone, zone, StringComparison.Ordinal)))
        {
            groups.Stopped(instance);
        }
    }

    /// <summary>Launches fail for want of capacity, or work again: in a zone, or everywhere.</summary>
    public void LaunchesFail(string? zone, bool fail)
    {
        ec2.SetCapacity(zone, fail);
        if (!fail)
        {
            groups.LaunchesWork();
        }
    }

    /// <summary>The regional EC2 and Auto Scaling API answers nobody, or answers again.</summary>
    public void ApiFails(bool fails)
    {
        ec2.ApiFails = fails;
        if (!fails)
        {
            groups.LaunchesWork();
        }
    }

    /// <summary>A target group finds a node's instance unhealthy, or healthy.</summary>
    public void TargetHealth(SimNode node, string target, bool healthy)
    {
        if (ec2.InstanceOf(node) is { } instance)
        {
            groups.TargetHealth(instance, target, healthy);
        }
    }

    private void Each(NodeTarget target, Action<SimInstance> act)
    {
        foreach (var name in target.Nodes)
        {
            if (cluster.Nodes.FindLast(n => string.Equals(n.Name, name, StringComparison.Ordinal)) is { } node
                && ec2.InstanceOf(node) is { } instance)
            {
                act(instance);
            }
        }

        foreach (var instance in ec2.Instances.Where(i => string.Equals(
            i.Zone, target.Zone, StringComparison.Ordinal)).ToList())
        {
            act(instance);
        }
    }
}
