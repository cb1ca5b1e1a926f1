using System.Collections.Immutable;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.ControlPlane;
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
/// (client-go, tools/leaderelection). They do so, too, where the leading ones are lost with their machine.
/// </summary>
internal sealed class ApiFault(
    ClusterState cluster,
    KubernetesTiming timing,
    Kubelets kubelets,
    ILeaderState[] leaders) : IEventHandler
{
    private const int TakeOver = 0;
    private const int SilenceBegins = 1;
    private const int SilenceEnds = 2;
    private const int LeadersGo = 3;

    /// <summary>Whether a fault of the API itself lasts, and whether the loss of its servers does.</summary>
    private bool ofItself;
    private bool ofServers;
    private bool leaderless;
    private TimeSpan lostAt;
    private TimeSpan takeOverAt = TimeSpan.MaxValue;

    /// <summary>Hears when the loss of servers makes the API silent, and when it answers again.</summary>
    public Action<ScenarioAction> Told { get; set; } = static _ => { };

    /// <summary>Nobody is answered from now on.</summary>
    public void Begin()
    {
        ofItself = true;
        Update();
    }

    /// <summary>Everybody is answered again.</summary>
    public void End()
    {
        ofItself = false;
        Update();
    }

    /// <summary>Servers are lost, now, and others take over for them.</summary>
    /// <param name="silences">When the API answers nobody for that, from now on.</param>
    /// <param name="leadersLost">When the leading controllers are lost, from now on.</param>
    public void LoseServers(ImmutableArray<Silence> silences, ImmutableArray<TimeSpan> leadersLost)
    {
        foreach (var after in leadersLost)
        {
            if (after == TimeSpan.Zero)
            {
                LoseLeaders();
            }
            else
            {
                cluster.Engine.After(after, this, LeadersGo);
            }
        }

        foreach (var silence in silences)
        {
            if (silence.From == TimeSpan.Zero)
            {
                BeSilent(true);
            }
            else
            {
                cluster.Engine.After(silence.From, this, SilenceBegins);
            }

            if (silence.To is { } to)
            {
                cluster.Engine.After(to, this, SilenceEnds);
            }
        }
    }

    private void LoseLeaders()
    {
        leaderless = true;
        takeOverAt = cluster.Now + timing.LeaderTakeover;
        cluster.Engine.At(takeOverAt, this, TakeOver);
        cluster.Engine.Hold(cluster.ApiAnswers ? ApiUse.Leader : ApiUse.Client);
    }

    private void BeSilent(bool begins)
    {
        ofServers = begins;
        if (!ofItself)
        {
            var fault = new ScenarioAction.LoseApi();
            Told(begins ? fault : new ScenarioAction.Heal(fault));
        }

        Update();
    }

    private void Update()
    {
        var answers = !ofItself && !ofServers;
        if (answers == cluster.ApiAnswers)
        {
            return;
        }

        cluster.ApiAnswers = answers;
        if (!answers)
        {
            lostAt = cluster.Now;
            cluster.Engine.Hold(ApiUse.Client);
            return;
        }

        kubelets.ReportAll();
        if (cluster.Now - lostAt > timing.LeaderRenewDeadline)
        {
            leaderless = true;
            takeOverAt = cluster.Now + timing.LeaderTakeover;
        }
        else if (takeOverAt < cluster.Now)
        {
            takeOverAt = cluster.Now;
        }

        cluster.Engine.Hold(leaderless ? ApiUse.Leader : ApiUse.None);
        if (leaderless)
        {
            cluster.Engine.At(takeOverAt, this, TakeOver);
        }
    }

    ApiUse IEventHandler.Needs(int kind) => ApiUse.None;

    void IEventHandler.Handle(int kind, int argument)
    {
        if (kind == LeadersGo)
        {
            LoseLeaders();
        }
        else if (kind != TakeOver)
        {
            BeSilent(kind == SilenceBegins);
        }
        else if (leaderless && cluster.ApiAnswers && cluster.Now == takeOverAt)
        {
            leaderless = false;
            Array.ForEach(leaders, static l => l.LeaderChanged());
            cluster.Engine.Hold(ApiUse.None);
        }
    }
}
