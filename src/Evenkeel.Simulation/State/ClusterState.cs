using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Scheduler;

namespace Evenkeel.Simulation.State;

/// <summary>
/// The simulated API and the machines behind it. Everything that changes goes through a method here, which
/// keeps the sums right and tells the observers, in the order in which they were added.
/// </summary>
internal sealed class ClusterState(EventEngine engine, KubernetesObjects objects)
{
    private readonly List<IClusterObserver> observers = [];
    private readonly List<Func<string>> memories = [];
    private readonly List<Func<string, string>> zoneMemories = [];
    private readonly List<Func<SimPod, string>> podMemories = [];
    private readonly List<MatchCounter> counters = [];
    private readonly Dictionary<PodClass, MatchCounter[]> countersOfClass = [];
    private readonly Dictionary<string, SimNode> nodesByName = new(StringComparer.Ordinal);

    public EventEngine Engine { get; } = engine;

    /// <summary>What the run began with.</summary>
    public KubernetesObjects Objects { get; } = objects;

    public TopologyIndex Topology { get; } = new();

    /// <summary>All nodes there ever were.</summary>
    public List<SimNode> Nodes { get; } = [];

    /// <summary>The nodes that the node controller has to look at, in any order, each once.</summary>
    public List<SimNode> Restless { get; } = [];

    /// <summary>All pods there ever were.</summary>
    public List<SimPod> Pods { get; } = [];

    public List<PodClass> Classes { get; } = [];

    public List<SimWorkload> Workloads { get; } = [];

    public Dictionary<ObjectName, SimClaim> Claims { get; } = [];

    public List<SimVolume> Volumes { get; } = [];

    /// <summary>The nodes that changed, or the pods that count there.</summary>
    public NodeChanges Changes { get; } = new();

    public TimeSpan Now => Engine.Now;

    /// <summary>
    /// Adds what a part remembers besides what is in the API: two states in which any part remembers
    /// something
    /// else are not the same.
    /// </summary>
    public void Remember(Func<string> signature) => memories.Add(signature);

    /// <summary>
    /// Adds what a part remembers of a zone besides its nodes: zones of which any part remembers something
    /// else are no mirror images.
    /// </summary>
    public void RememberOfZones(Func<string, string> signature) => zoneMemories.Add(signature);

    /// <summary>What all parts remember of a zone, as one text.</summary>
    public string MemoryOf(string zone) => string.Concat(zoneMemories.Select(m => m(zone)));

    /// <summary>The same of a pod: pods of which any part remembers something else are not alike.</summary>
    public void RememberOfPods(Func<SimPod, string> signature) => podMemories.Add(signature);

    /// <summary>What all parts remember of a pod, as one text.</summary>
    public string MemoryOf(SimPod pod) =>
        podMemories.Count == 0 ? "" : string.Concat(podMemories.Select(m => m(pod)));

    /// <summary>What all parts remember, as one text.</summary>
    public string Memory => string.Join('#', memories.Select(static m => m()));

    /// <summary>Whether the workloads have been created; until then controllers know of none.</summary>
    public bool WorkloadsExist { get; set; } = true;
    /// <summary>Whether the Kubernetes API answers.</summary>
    public bool ApiAnswers { get; internal set; } = true;

    public void Observe(IClusterObserver observer) => observers.Add(observer);

    /// <summary>The node of a name whose object exists, or null.</summary>
    public SimNode? FindNode(string name) => nodesByName.GetValueOrDefault(name);

    public SimNode AddNode(NodeObject definition)
    {
        var node = new SimNode(Nodes.Count, definition)
        {
            Domains = Topology.DomainsOf(definition.Labels),
            // In this order: the second notes it in the first.
            Unrest = Restless,
            Restless = true,
        };
        if (node.Cordoned && !node.HasTaint(Taint.Unschedulable, TaintEffect.NoSchedule))
        {
            node.Taints.Add(new(Taint.Unschedulable, "", TaintEffect.NoSchedule));
        }

        Nodes.Add(node);
        nodesByName[node.Name] = node;
        Changes.Add(new(node.Index, OfObject: true));
        Notify(node, static (o, n) => o.NodeAdded(n));
        return node;
    }

    public void DeleteNode(SimNode node)
    {
        node.Exists = false;
        nodesByName.Remove(node.Name);
        Changes.Add(new(node.Index, OfObject: true));
        Notify(node, static (o, n) => o.NodeDeleted(n));
    }

    /// <summary>
    /// Changes a node's readiness; <paramref name="change"/> may change its taints with it.
    /// </summary>
    public void ChangeNode(SimNode node, Action<SimNode> change)
    {
        change(node);
        Changes.Add(new(node.Index, OfObject: true));
        Notify(node, static (o, n) => o.NodeChanged(n));
    }

    /// <summary>
    /// Changes what a node's machine does: <paramref name="change"/> sets power, connection or kubelet.
    /// </summary>
    public void ChangeMachine(SimNode node, Action<SimNode> change)
    {
        change(node);
        Notify(node, static (o, n) => o.MachineChanged(n));
    }

    public void AddPod(SimPod pod)
    {
        Pods.Add(pod);
        pod.Owner.Pods.Add(pod);
        pod.Owner.ActivePods++;
        Notify(pod, static (o, p) => o.PodCreated(p));
    }

    /// <summary>
    /// Reserves a node for a pod: it counts there from now on, though the API does not know yet.
    /// </summary>
    public void Assume(SimPod pod, SimNode node)
    {
        pod.Node = node;
        pod.NominatedNode = null;
        node.Pods.Add(pod);
        node.Usage.Add(pod);
        Count(node, pod.Class, active: 1, all: 1);
    }

    /// <summary>Writes the binding of a pod that has been assumed.</summary>
    public void Bind(SimPod pod)
    {
        pod.Bound = true;
        pod.BoundAt = Now;
        Notify(pod, static (o, p) => o.PodBound(p));
    }

    /// <summary>Sets the Ready condition that the API shows.</summary>
    public void SetReady(SimPod pod, bool ready)
    {
        if (pod.Ready != ready && !pod.Gone)
        {
            pod.Ready = ready;
            if (ready)
            {
                pod.ReadyAt ??= Now;
            }

            Notify(pod, static (o, p) => o.PodReadinessChanged(p));
        }
    }

    /// <summary>Sets whether the pod's containers truly serve.</summary>
    public void SetServing(SimPod pod, bool serving)
    {
        if (pod.Serving != serving)
        {
            pod.Serving = serving;
            Notify(pod, static (o, p) => o.PodReadinessChanged(p));
        }
    }

    /// <summary>
    /// Deletes a pod: at once where no node has it, otherwise it gets a deletion timestamp and ends when its
    /// kubelet says so. Nothing happens to one that is being deleted already.
    /// </summary>
    public void Delete(SimPod pod)
    {
        if (!pod.Active)
        {
            return;
        }

        if (pod.Node is null || !pod.Bound)
        {
            Remove(pod);
            return;
        }

        pod.Deleting = true;
        pod.Owner.ActivePods--;
        Count(pod.Node, pod.Class, active: -1, all: 0);
        Notify(pod, static (o, p) => o.PodDeleting(p));
    }

    /// <summary>Deletes a pod to make room for another.</summary>
    public void Preempt(SimPod pod)
    {
        pod.Preempted |= pod.Active;
        Delete(pod);
    }

    /// <summary>Takes a pod out of the API, whatever its node says.</summary>
    public void Remove(SimPod pod)
    {
        if (pod.Gone)
        {
            return;
        }

        if (pod.Node is { } node)
        {
            node.Pods.Remove(pod);
            node.Usage.Remove(pod);
            Count(node, pod.Class, pod.Deleting ? 0 : -1, all: -1);
        }

        pod.Gone = true;
        pod.Ready = false;
        pod.Serving = false;
        pod.NominatedNode = null;
        pod.Owner.Remove(pod);
        pod.Owner.ActivePods -= pod.Deleting ? 0 : 1;
        Notify(pod, static (o, p) => o.PodGone(p));
    }

    public void Scale(SimWorkload workload, int replicas)
    {
        workload.Replicas = replicas;
        Notify(workload, static (o, w) => o.WorkloadScaled(w));
    }

    public void BindClaim(SimClaim claim, SimVolume volume)
    {
        claim.Volume = volume;
        volume.Claim = claim;
        Notify(claim, static (o, c) => o.ClaimBound(c));
    }

    /// <summary>Tells that a claim without volume is new.</summary>
    public void AnnounceClaim(SimClaim claim) => Notify(claim, static (o, c) => o.ClaimCreated(c));

    /// <summary>Counts, from now on, the pods that a selector matches.</summary>
    public MatchCounter Track(ClassMatcher matcher)
    {
        var counter = new MatchCounter(matcher);
        counters.Add(counter);
        countersOfClass.Clear();
        foreach (var node in Nodes)
        {
            for (var c = 0; c < node.ActiveByClass.Length; c++)
            {
                if (node.ActiveByClass[c] != 0 && matcher.Matches(Classes[c]))
                {
                    counter.Add(node, node.ActiveByClass[c]);
                }
            }
        }

        return counter;
    }

    private MatchCounter[] CountersOf(PodClass podClass)
    {
        if (!countersOfClass.TryGetValue(podClass, out var matching))
        {
            matching = [.. counters.Where(c => c.Matcher.Matches(podClass))];
            countersOfClass.Add(podClass, matching);
        }

        return matching;
    }

    /// <summary>
    /// Counts a pod on a node, or no longer, without anything having happened: for the scheduler's trials.
    /// </summary>
    public void CountOnTrial(SimNode node, SimPod pod, int sign)
    {
        if (sign > 0)
        {
            node.Usage.Add(pod);
        }
        else
        {
            node.Usage.Remove(pod);
        }

        Count(node, pod.Class, pod.Deleting ? 0 : sign, sign);
    }

    private void Count(SimNode node, PodClass podClass, int active, int all)
    {
        if (podClass.Index >= node.AllByClass.Length)
        {
            var size = podClass.Index + 1;
            var (newActive, newAll) = (node.ActiveByClass, node.AllByClass);
            Array.Resize(ref newActive, size);
            Array.Resize(ref newAll, size);
            (node.ActiveByClass, node.AllByClass) = (newActive, newAll);
        }

        node.ActiveByClass[podClass.Index] += active;
        if (active != 0)
        {
            foreach (var counter in CountersOf(podClass))
            {
                counter.Add(node, active);
            }
        }

        node.AllByClass[podClass.Index] += all;

        // cluster-autoscaler tries pods on nodes that do not exist; they have numbers beyond the others.
        if (node.Index < Nodes.Count)
        {
            Changes.Add(new(node.Index, OfObject: false));
        }
    }

    private void Notify<T>(T subject, Action<IClusterObserver, T> tell)
    {
        foreach (var observer in observers)
        {
            tell(observer, subject);
        }
    }
}
