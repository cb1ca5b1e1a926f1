using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Autoscaling;
using Evenkeel.Simulation.Aws;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Controllers;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Faults;
using Evenkeel.Simulation.LoadBalancing;
using Evenkeel.Simulation.Recording;
using Evenkeel.Simulation.Routing;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation;

/// <summary>All parts of a simulated cluster, wired together and started.</summary>
internal sealed class SimulatedCluster
{
    private readonly ActionInjector injector;
    private readonly Kubelets kubelets;
    private readonly HintsController hints;
    private readonly PlaneInjector plane;

    /// <summary>Builds a cluster whose workloads are created at the start of virtual time.</summary>
    /// <param name="objects">Nodes and workloads.</param>
    /// <param name="scenario">The version and timings that apply; its steps are the caller's.</param>
    /// <param name="ties">What Kubernetes leaves to chance.</param>
    /// <param name="phases">When periodic work happens.</param>
    /// <param name="probes">Whether readiness probes delay a pod's start, or PodStart covers them.</param>
    /// <param name="around">What lies around the nodes; null where nothing is said of it.</param>
    public SimulatedCluster(
        KubernetesObjects objects,
        Scenario scenario,
        ITieBreaker ties,
        Phases phases,
        bool probes,
        Surroundings? around = null)
    {
        var timing = scenario.Timing;
        State = new(new(), objects);
        State.Workloads.AddRange(objects.Workloads.Select(static (w, i) => new SimWorkload(i, w)));
        var pods = new PodFactory(State, timing);
        pods.Prepare();
        Timeline = new(State);
        Dependencies = new(State, around ?? Surroundings.Unknown, latest: probes);
        Meter = new(State, timing, Timeline, Dependencies);
        hints = new(State, timing, Meter, ties);
        Balancers = new(State, (around ?? Surroundings.Unknown).Aws, phases, Meter);
        var attachments = probes || scenario.AttachesVolumes ? Attachments(scenario) : null;
        kubelets = new(State, timing, phases, probes, attachments, Dependencies.Images);
        JoinDependencies(attachments);
        var budgets = new DisruptionBudgets(State);
        var volumes = new VolumeBinder(State, timing.VolumeProvision, ties);
        var lifecycle = new NodeLifecycleController(State, timing, kubelets, ties);
        var gc = new PodGarbageCollector(State, timing);
        var listeners = new SchedulingListeners(Timeline);
        Scheduler = new PodScheduler(State, scenario, volumes, ties, new(State, budgets), listeners);
        var controllers = Controllers(timing, pods, Admission = new(State, Meter, latest: probes));
        var autoscalers = new Autoscalers(State, scenario, Timeline, budgets, ties);
        var evictions = new TaintEvictionController(State, timing);
        ILeaderState[] leaders = [lifecycle, evictions, gc, autoscalers, .. Present(attachments)];
        var api = new ApiFault(State, timing, kubelets, leaders) { Told = Timeline.Injected };
        plane = new(State, kubelets, lifecycle, Meter, api) { Inject = Inject };
        injector = new(State, kubelets, lifecycle, new(State, timing, budgets), api, FaultTargets);
        IClusterObserver[] observers =
        [
            Timeline, Meter, hints, Balancers, .. Present(attachments), kubelets, volumes, Scheduler,
            .. controllers, evictions, lifecycle, gc, .. autoscalers.Observers,
        ];
        Array.ForEach(observers, State.Observe);
        Watch?.Invoke(this);
        var fleet = FleetSimulation.Of(State, scenario, kubelets, volumes, budgets, ties, Timeline);
        fleet?.Join(listeners, FaultTargets, Balancers);
        Fleet = fleet?.Faults;
        foreach (var node in objects.Nodes)
        {
            kubelets.SetPhase(State.AddNode(node), phases.Heartbeat());
        }

        VolumeSetup.Load(State);
        lifecycle.Start(phases.Monitor, phases.Tainting);
        gc.Start(phases.PodGc);
        fleet?.Start(phases, controllers);
        if (State.WorkloadsExist)
        {
            Array.ForEach(controllers, static c => c.Start());
        }

        autoscalers.Start(phases);
    }

    private static IEnumerable<T> Present<T>(T? part)
        where T : class => part is null ? [] : [part];

    private VolumeAttachments Attachments(Scenario scenario)
    {
        var slowCall = (scenario.Fleet?.Aws.Timing ?? AwsTiming.Default).SlowCall;
        return new(State, scenario.Timing, slowCall.At(scenario.Fleet?.Slow ?? true));
    }

    private void JoinDependencies(VolumeAttachments? attachments)
    {
        Dependencies.Measure(Meter);
        Dependencies.Images.Failed = Timeline.PodWaits;
        Dependencies.Images.Arrived = kubelets.ImagesCame;
        kubelets.ServesFromApi = Dependencies.ServesFromApi;
        attachments?.Started = kubelets.VolumesCame;
        FaultTargets.AddRange([Meter, Balancers, Dependencies, .. Present(attachments)]);
    }

    private WorkloadController[] Controllers(
        KubernetesTiming timing, PodFactory pods, Admission admission) =>
    [
        new ReplicaSetController(State, timing, pods, admission),
        new StatefulSetController(State, timing, pods, admission),
        new DaemonSetController(State, timing, pods, admission),
    ];

    /// <summary>
    /// Gets every cluster before anything happens in it: tests have their invariants checked in all
    /// simulations so, also in those that a command runs. Null outside tests.
    /// </summary>
    internal static Action<SimulatedCluster>? Watch { get; set; }

    public ClusterState State { get; }

    /// <summary>What befalls instances, where nodes come from groups; else null.</summary>
    public Ec2Faults? Fleet { get; }

    /// <summary>
    /// Parts that faults befall besides machines and pods; each adds itself when it is wired.
    /// </summary>
    public List<IFaultTarget> FaultTargets { get; } = [];

    public PodScheduler Scheduler { get; }

    public TimelineRecorder Timeline { get; }

    public ServiceMeter Meter { get; }

    /// <summary>What leads requests from outside to nodes and pods.</summary>
    public LoadBalancers Balancers { get; }

    /// <summary>Who is asked before a pod is made.</summary>
    public Admission Admission { get; }

    /// <summary>What pods need besides themselves.</summary>
    public ClusterDependencies Dependencies { get; }

    /// <summary>Lets virtual time pass up to an instant.</summary>
    public void RunUntil(TimeSpan instant) => State.Engine.RunUntil(instant);

    /// <summary>
    /// Whether something simulated is befallen by it; if not, doing it would change nothing.
    /// </summary>
    public bool Models(ScenarioAction action) => injector.Models(action);

    /// <summary>What comes of a fault for its control plane, from now on.</summary>
    public void Suffer(PlaneEffects effects) => plane.Suffer(effects);

    /// <summary>Does something to the cluster, now.</summary>
    public void Inject(ScenarioAction action)
    {
        Timeline.Injected(action);
        if (action is not ScenarioAction.Scale and not ScenarioAction.AddNodes and not ScenarioAction.Load)
        {
            Meter.FaultBegins();
            Admission.FaultBegins();
            Balancers.FaultBegins();
            hints.FaultBegins();
        }

        injector.Inject(action);
    }
}
