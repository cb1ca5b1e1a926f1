using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Aws;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Autoscaling;

/// <summary>
/// cluster-autoscaler's record of groups and nodes: what AWS said at the last refresh, which nodes are Ready,
/// starting or lost, what was asked for, and which groups are safe to grow
/// (cluster-autoscaler/clusterstate/clusterstate.go, cloudprovider/aws).
/// </summary>
internal sealed class GroupRegistry
{
    /// <summary>The tag by which groups are found (--node-group-auto-discovery).</summary>
    public const string DiscoveryTag = "k8s.io/cluster-autoscaler/enabled";

    /// <summary>cloudprovider/aws/aws_manager.go, refreshInterval.</summary>
    private static readonly TimeSpan RefreshInterval = TimeSpan.FromMinutes(1);

    private readonly ClusterState cluster;
    private readonly Ec2 ec2;
    private readonly AutoScaling scaling;
    private readonly ClusterAutoscalerSettings settings;
    private readonly Dictionary<SimInstance, GroupView> viewOf = [];
    private readonly Dictionary<SimNode, TimeSpan> registeredAt = [];
    private Dictionary<string, TimeSpan> unregisteredSince = new(StringComparer.Ordinal);
    private HashSet<GroupView> failed = [];
    private TimeSpan? refreshedAt;
    private int totalUnready;
    private int nodeCount;

    public GroupRegistry(
        ClusterState cluster, Ec2 ec2, AutoScaling scaling, ClusterAutoscalerSettings settings)
    {
        (this.cluster, this.ec2, this.scaling, this.settings) = (cluster, ec2, scaling, settings);
        Backoff = new(settings);
        Views = [.. scaling.Groups
            .Where(static g => g.Definition.IsAutoScaling && g.Definition.Tags.ContainsKey(DiscoveryTag))
            .Select(static g => new GroupView(g))];
    }

    public IReadOnlyList<GroupView> Views { get; }

    public GroupBackoff Backoff { get; }

    /// <summary>Nodes that the autoscaler is removing.</summary>
    public HashSet<SimNode> Removing { get; } = [];

    /// <summary>False where so many nodes are lost that all halts: more than 3, and 45 %.</summary>
    public bool IsClusterHealthy => totalUnready <= settings.OkTotalUnreadyCount
        || totalUnready <= settings.MaxTotalUnreadyPercentage / 100 * nodeCount;

    /// <summary>When a node registered: a node that is there from the start has been for long.</summary>
    public void NodeAdded(SimNode node) => registeredAt[node] = cluster.Now;

    public void Forget(SimNode node)
    {
        registeredAt.Remove(node);
        Removing.Remove(node);
    }

    /// <summary>The group of a node, as far as the autoscaler knows, or null.</summary>
    public GroupView? ViewOf(SimNode node) =>
        ec2.InstanceOf(node) is { } instance ? viewOf.GetValueOrDefault(instance) : null;

    /// <summary>Asks AWS again where a minute has passed; false where it does not answer.</summary>
    public bool TryRefresh()
    {
        if (refreshedAt is { } last && last + RefreshInterval > cluster.Now)
        {
            return true;
        }

        if (ec2.ApiFails)
        {
            return false;
        }

        refreshedAt = cluster.Now;
        viewOf.Clear();
        foreach (var view in Views)
        {
            view.Size = view.Group.Desired;
            view.Instances.Clear();
            view.Instances.AddRange(view.Group.Instances);
            view.Instances.ForEach(i => viewOf[i] = view);
            view.Placeholders = Math.Max(0, view.Size - view.Instances.Count);
            view.Unfulfillable = view.Placeholders > 0 && view.Group.LaunchFailedAt >= view.SizeSetAt;
        }

        return true;
    }

    /// <summary>Makes the next pass ask AWS again.</summary>
    public void RefreshSoon() => refreshedAt = null;

    /// <summary>Sorts nodes, ends requests that came true or took too long, and heeds launches that failed.
    /// </summary>
    public void Update()
    {
        SortNodes();
        CountUnregistered();
        Backoff.Forget(cluster.Now);
        foreach (var view in Views)
        {
            if (view.Request is { } request)
            {
                Follow(view, request);
            }
        }

        HeedFailures();
    }

    /// <summary>Whether a group may grow now: it is not left alone, and not too many of its nodes are missing
    /// (NodeGroupScaleUpSafety).</summary>
    public bool IsSafe(GroupView view) => IsHealthy(view) && !Backoff.Holds(view.Group, cluster.Now);

    /// <summary>
    /// How many nodes of a group are taken for coming: those without a request, or left alone, are not
    /// (GetUpcomingNodes).
    /// </summary>
    public int UpcomingOf(GroupView view) =>
        view.Request is null || Backoff.Holds(view.Group, cluster.Now) ? 0 : Math.Max(0, view.Upcoming);

    /// <summary>Sets a group's size; a failure leaves it alone for a while.</summary>
    public bool TryGrow(GroupView view, int delta)
    {
        if (!scaling.TrySetDesired(view.Group, view.Size + delta))
        {
            Backoff.Begin(view.Group, cluster.Now);
            return false;
        }

        view.Size += delta;
        view.SizeSetAt = cluster.Now;
        view.Register(delta, cluster.Now, settings.MaxNodeProvisionTime);
        return true;
    }

    /// <summary>Ends a node's instance, and makes its group smaller by it.</summary>
    public bool TryRemove(GroupView view, SimInstance instance)
    {
        if (view.Size <= view.Group.Definition.Min || !scaling.TryRemove(instance))
        {
            return false;
        }

        view.Size--;
        RefreshSoon();
        return true;
    }

    /// <summary>
    /// Gives up what has not registered within the time that a node may take, down to the least size
    /// (removeOldUnregisteredNodes), and what could not be launched (deleteCreatedNodesWithErrors).
    /// </summary>
    public void GiveUpMissing()
    {
        foreach (var view in Views.Where(static v => v.LongUnregistered > 0))
        {
            foreach (var instance in view.Instances.Where(i => IsLong(i.Name)).ToList())
            {
                TryRemove(view, instance);
            }

            if (Enumerable.Range(0, view.Placeholders).Any(i => IsLong(Placeholder(view, i))))
            {
                GiveUpPlaceholders(view);
            }
        }
    }

    public void GiveUpFailed()
    {
        foreach (var view in Views.Where(static v => v.Unfulfillable))
        {
            GiveUpPlaceholders(view);
        }
    }

    private void GiveUpPlaceholders(GroupView view)
    {
        var least = view.Group.Definition.Min;
        if (view.Size > least
            && scaling.TrySetDesired(view.Group, Math.Max(least, view.Group.Instances.Count)))
        {
            view.Size = view.Group.Desired;
            view.SizeSetAt = cluster.Now;
            RefreshSoon();
        }
    }

    private bool IsHealthy(GroupView view)
    {
        if (!view.HasReadiness)
        {
            return view.Size == 0 || view.LeastReady == 0;
        }

        var missing = Math.Max(0, view.LeastReady - view.Ready.Count);
        var known = view.Ready.Count + view.Unready.Count + view.NotStarted.Count;
        return missing <= settings.OkTotalUnreadyCount
            || missing <= settings.MaxTotalUnreadyPercentage / 100 * known;
    }

    private void SortNodes()
    {
        (totalUnready, nodeCount) = (0, 0);
        foreach (var view in Views)
        {
            view.Reset();
        }

        foreach (var node in cluster.Nodes.Where(static n => n.Exists))
        {
            nodeCount++;
            var view = ViewOf(node);
            if (Removing.Contains(node))
            {
                if (view is not null)
                {
                    view.Deleted++;
                }
            }
            else if (IsReady(node))
            {
                view?.Ready.Add(node);
            }
            else if (registeredAt.TryGetValue(node, out var since)
                && since + settings.MaxNodeStartupTime > cluster.Now)
            {
                view?.NotStarted.Add(node);
            }
            else
            {
                totalUnready++;
                view?.Unready.Add(node);
            }
        }
    }

    /// <summary>utils/kubernetes/ready.go; a taint of the node controller's for unreachable does not count.
    /// </summary>
    private static bool IsReady(SimNode node) => node.Readiness == NodeReadiness.True
        && !node.Taints.Exists(static t => string.Equals(t.Key, Taint.NotReady, StringComparison.Ordinal));

    private void CountUnregistered()
    {
        var since = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var view in Views)
        {
            var missing = view.Instances.Where(static i => i.Node is not { Exists: true })
                .Select(static i => i.Name);
            var places = view.Unfulfillable ? 0 : view.Placeholders;
            foreach (var name in missing.Concat(
                Enumerable.Range(0, places).Select(i => Placeholder(view, i))))
            {
                since[name] = unregisteredSince.GetValueOrDefault(name, cluster.Now);
                if (since[name] + settings.MaxNodeProvisionTime < cluster.Now)
                {
                    view.LongUnregistered++;
                }
                else
                {
                    view.Unregistered++;
                }
            }
        }

        unregisteredSince = since;
    }

    private bool IsLong(string name) => unregisteredSince.TryGetValue(name, out var since)
        && since + settings.MaxNodeProvisionTime < cluster.Now;

    /// <summary>What is remembered of a group that is not at rest, without its name; else nothing.</summary>
    public string Memory(SimGroup group)
    {
        if (Views.FirstOrDefault(v => v.Group == group) is not { } view)
        {
            return "";
        }

        var holds = Backoff.Holds(group, cluster.Now);
        var isAtRest = view.Request is null && !holds && view.Placeholders == 0
            && view.Size == group.Desired && view.Instances.SequenceEqual(group.Instances);
        return isAtRest ? "" : string.Join(
            '.',
            view.Size, view.Instances.Count, view.Placeholders, view.Unfulfillable, view.Request, holds);
    }

    private static string Placeholder(GroupView view, int number) =>
        FormattableString.Invariant($"i-placeholder-{view.Group.Name}-{number}");

    /// <summary>updateScaleRequests.</summary>
    private void Follow(GroupView view, ScaleUpRequest request)
    {
        if (view.Upcoming <= 0)
        {
            view.Request = null;
        }
        else if (request.Due < cluster.Now)
        {
            view.Request = null;
            Backoff.Begin(view.Group, cluster.Now);
            var smaller = view.Size - request.Increase;
            if (smaller >= view.Instances.Count + view.Placeholders
                && scaling.TrySetDesired(view.Group, smaller))
            {
                view.Size = smaller;
                view.SizeSetAt = cluster.Now;
            }
        }
    }

    /// <summary>handleInstanceCreationErrors: what is seen to have failed for the first time.</summary>
    private void HeedFailures()
    {
        foreach (var view in Views.Where(v => v.Unfulfillable && !failed.Contains(v)))
        {
            if (view is { Request: not null, Upcoming: > 0 })
            {
                view.Register(-view.Placeholders, cluster.Now, settings.MaxNodeProvisionTime);
                Backoff.Begin(view.Group, cluster.Now);
            }
        }

        failed = [.. Views.Where(static v => v.Unfulfillable)];
    }
}
