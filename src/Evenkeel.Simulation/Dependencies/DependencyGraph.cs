using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Simulation.Dependencies;

/// <summary>What pods of a workload need besides themselves to answer a request.</summary>
/// <param name="Stores">Names of stores.</param>
/// <param name="Services">Services of the cluster.</param>
/// <param name="Hosts">Hosts on the internet.</param>
internal sealed record Needs(
    ImmutableArray<string> Stores, ImmutableArray<ObjectName> Services, ImmutableArray<string> Hosts);

/// <summary>
/// Which Services need which others; fixed for a run. It has no cycles: binding refuses them.
/// </summary>
internal sealed class DependencyGraph
{
    private readonly Dictionary<ObjectName, Needs> needs = [];
    private readonly Dictionary<ObjectName, ImmutableArray<ObjectName>> below = [];
    private readonly KubernetesObjects objects;

    public DependencyGraph(KubernetesObjects objects, Surroundings around)
    {
        this.objects = objects;
        foreach (var group in around.DependsOn.GroupBy(static d => d.Workload))
        {
            needs.Add(group.Key, new(
                [.. group.Select(static d => d.Store).OfType<string>().Distinct(StringComparer.Ordinal)],
                [.. group.Select(static d => d.Service).OfType<ObjectName>().Distinct()],
                [.. group.Select(static d => d.Egress).OfType<string>().Distinct(StringComparer.Ordinal)]));
        }
    }

    /// <summary>What a workload's pods need, or null for nothing.</summary>
    public Needs? Of(ObjectName workload) => needs.GetValueOrDefault(workload);

    /// <summary>
    /// The Services without which one does not answer in full, directly or through others, nearest first.
    /// </summary>
    public ImmutableArray<ObjectName> Below(ObjectName service)
    {
        if (!below.TryGetValue(service, out var all))
        {
            var found = new List<ObjectName>();
            var open = new Queue<ObjectName>([service]);
            while (open.TryDequeue(out var next))
            {
                foreach (var needed in Direct(next).Where(n => !found.Contains(n)))
                {
                    found.Add(needed);
                    open.Enqueue(needed);
                }
            }

            all = [.. found];
            below.Add(service, all);
        }

        return all;
    }

    /// <summary>The workloads whose pods are behind a Service.</summary>
    public IEnumerable<Workload> WorkloadsOf(ObjectName name) =>
        objects.Services.FirstOrDefault(s => s.Name == name) is { } service
            ? objects.Workloads.Where(w => service.Selects(w.Name.Namespace, w.Template.Labels))
            : [];

    private IEnumerable<ObjectName> Direct(ObjectName service) => WorkloadsOf(service)
        .SelectMany(w => Of(w.Name)?.Services ?? []).Distinct();
}
