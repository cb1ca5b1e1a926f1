using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Faults;

/// <summary>
/// The Kubernetes API answers nobody: controllers, the scheduler, what kubelets report and what proxies learn
/// stand still; containers and the rules that proxies have go on. When it answers again kubelets report at
/// once.
/// Controllers and scheduler go on where they were after a short while; after a longer one they have given up
/// their leadership, and new ones, who know of no silence and no toleration that began before, take over
/// (client-go, tools/leaderelection).
/// </summary>
internal sealed class ApiFault(
    ClusterState cluster,
    KubernetesTiming timing,
    Kubelets kubelets,
    NodeLifecycleController lifecycle,
    TaintEvictionController evictions) : IEventHandler
{
    private TimeSpan lostAt;
    private TimeSpan takeOverAt = TimeSpan.MaxValue;

    /// <summary>Nobody is answered from now on.</summary>
    public void Begin()
    {
        if (cluster.ApiAnswers)
        {
            (cluster.ApiAnswers, lostAt, takeOverAt) = (false, cluster.Now, TimeSpan.MaxValue);
            cluster.Engine.Hold(ApiUse.Client);
        }
    }

    /// <summary>Everybody is answered again.</summary>
    public void End()
    {
        if (cluster.ApiAnswers)
        {
            return;
        }

        cluster.ApiAnswers = true;
        kubelets.ReportAll();
        if (cluster.Now - lostAt <= timing.LeaderRenewDeadline)
        {
            cluster.Engine.Hold(ApiUse.None);
            return;
        }

        cluster.Engine.Hold(ApiUse.Leader);
        takeOverAt = cluster.Now + timing.LeaderTakeover;
        cluster.Engine.At(takeOverAt, this, 0);
    }

    ApiUse IEventHandler.Needs(int kind) => ApiUse.None;

    void IEventHandler.Handle(int kind, int argument)
    {
        if (cluster.Now == takeOverAt)
        {
            lifecycle.LeaderChanged();
            evictions.LeaderChanged();
            cluster.Engine.Hold(ApiUse.None);
        }
    }
}
