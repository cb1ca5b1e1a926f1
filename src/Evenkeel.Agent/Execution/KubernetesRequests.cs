using System.Net;
using System.Text.Json;
using Evenkeel.Agent.Etcd;
using Evenkeel.Agent.Kubernetes;
using Evenkeel.Agent.Platforms;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Execution;

/// <summary>
/// Requests about the Kubernetes API. Where a node has none, there is nothing to drain or repair.
/// </summary>
internal sealed class KubernetesRequests(
    NodeConfiguration node, INodePlatform platform, NodeContext context, KubernetesApi api,
    EtcdLeases leases, Func<long> clock)
{
    private const string Lease = "repairer";
    private readonly Lock gate = new();
    private readonly Dictionary<string, (bool IsReady, long Since)> seen = new(StringComparer.Ordinal);
    private (long Revision, long Since) repair;

    private bool HasNone => node.Role == NodeRole.Etcd
        || node.Kubernetes.Distribution == NodeDistribution.None;

    private string OwnName => NodeIdentity.NameOf(node, context.Slot, platform.Instance);

    /// <summary>
    /// Lists the nodes. How long a condition holds is measured from when it was first seen here, for no two
    /// clocks agree.
    /// </summary>
    public async Task<Answer> ListAsync(CancellationToken cancellation)
    {
        if (HasNone)
        {
            return new NodesListed([], null);
        }

        var list = await api.GetAsync("/api/v1/nodes", cancellation)
            ?? throw new IOException("the API server knows no nodes");
        var nodes = list.GetProperty("items").EnumerateArray().Select(Read).ToList();
        var running = await platform.RunningAsync([.. nodes.Select(n => n.Instance)], cancellation);
        var record = await leases.ReadRepairAsync(cancellation);
        if (record is { } known && known.Revision != repair.Revision)
        {
            repair = (known.Revision, clock());
        }

        return new NodesListed(
            [.. nodes.Select(n => n with { IsRunning = running.Contains(n.Instance) })],
            record is { } found ? new(found.Instance, found.Node, clock() - repair.Since) : null);
    }

    /// <summary>Writes that a repair begins.</summary>
    public async Task<Answer> BeginRepairAsync(BeginRepair begin, CancellationToken cancellation) =>
        await leases.BeginRepairAsync(Lease, begin.Instance, begin.Node, cancellation)
            ? Done.Value
            : new Refused(Refusal.Conflict, "the lease is another's, or a repair is under way");

    /// <summary>Takes the record of a repair away.</summary>
    public async Task<Answer> EndRepairAsync(EndRepair end, CancellationToken cancellation)
    {
        await leases.EndRepairAsync(end.Instance, cancellation);
        return Done.Value;
    }

    /// <summary>Cordons this node and evicts its pods; done once none is left.</summary>
    public async Task<Answer> DrainAsync(CancellationToken cancellation)
    {
        if (HasNone)
        {
            return Done.Value;
        }

        if (await api.GetAsync($"/api/v1/nodes/{OwnName}", cancellation) is null)
        {
            return Done.Value;
        }

        await api.WriteAsync(
            HttpMethod.Patch, $"/api/v1/nodes/{OwnName}", """{"spec":{"unschedulable":true}}""",
            "application/merge-patch+json", cancellation);
        var pods = await api.GetAsync(
            $"/api/v1/pods?fieldSelector=spec.nodeName%3D{OwnName}", cancellation);
        var left = pods?.GetProperty("items").EnumerateArray().Where(MustGo).ToList() ?? [];
        foreach (var pod in left)
        {
            await EvictAsync(pod, cancellation);
        }

        return left.Count == 0 ? Done.Value : new Failed($"{left.Count} pods are still here");
    }

    /// <summary>Deletes the Node object of this slot, or of this worker.</summary>
    public async Task<Answer> DeleteAsync(CancellationToken cancellation)
    {
        if (HasNone)
        {
            return Done.Value;
        }

        var (status, body) = await api.SendAsync(
            HttpMethod.Delete, $"/api/v1/nodes/{OwnName}", null, "", cancellation);
        return status is HttpStatusCode.OK or HttpStatusCode.Accepted or HttpStatusCode.NotFound
            ? Done.Value : new Failed($"HTTP {(int)status}: {body}");
    }

    /// <summary>
    /// Pods that a drain evicts: not those of DaemonSets, which come back at once, not static ones, and none
    /// that has ended (kubectl, pkg/drain/filters.go).
    /// </summary>
    private static bool MustGo(JsonElement pod)
    {
        var metadata = pod.GetProperty("metadata");
        var isOfDaemonSet = metadata.TryGetProperty("ownerReferences", out var owners)
            && owners.EnumerateArray().Any(o => o.GetProperty("kind").GetString() == "DaemonSet");
        var isStatic = metadata.TryGetProperty("annotations", out var annotations)
            && annotations.TryGetProperty("kubernetes.io/config.mirror", out _);
        var phase = pod.GetProperty("status").TryGetProperty("phase", out var said) ? said.GetString() : "";
        return !isOfDaemonSet && !isStatic && phase is not ("Succeeded" or "Failed");
    }

    private async Task EvictAsync(JsonElement pod, CancellationToken cancellation)
    {
        var metadata = pod.GetProperty("metadata");
        if (metadata.TryGetProperty("deletionTimestamp", out _))
        {
            return;
        }

        var name = metadata.GetProperty("name").GetString();
        var space = metadata.GetProperty("namespace").GetString();
        var eviction = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["apiVersion"] = "policy/v1",
            ["kind"] = "Eviction",
            ["metadata"] = new Dictionary<string, string> { ["name"] = name!, ["namespace"] = space! },
        });

        // Refused by a disruption budget (429), it is asked again at the next drain.
        await api.SendAsync(
            HttpMethod.Post, $"/api/v1/namespaces/{space}/pods/{name}/eviction", eviction,
            "application/json", cancellation);
    }

    private NodeFacts Read(JsonElement item)
    {
        var metadata = item.GetProperty("metadata");
        var name = metadata.GetProperty("name").GetString() ?? "";
        var spec = item.GetProperty("spec");
        var instance = spec.TryGetProperty("providerID", out var provider)
            ? NodeIdentity.InstanceOf(provider.GetString() ?? "") : "";
        var zone = metadata.TryGetProperty("labels", out var labels)
            && labels.TryGetProperty("topology.kubernetes.io/zone", out var label) ? label.GetString() : "";
        var isReady = item.GetProperty("status").TryGetProperty("conditions", out var conditions)
            && conditions.EnumerateArray().Any(static c =>
                c.GetProperty("type").GetString() == "Ready"
                && c.GetProperty("status").GetString() == "True");
        long since;
        lock (gate)
        {
            since = seen.TryGetValue(name, out var last) && last.IsReady == isReady ? last.Since : clock();
            seen[name] = (isReady, since);
        }

        return new NodeFacts(name, instance, zone ?? "", isReady, clock() - since, IsRunning: false);
    }
}
