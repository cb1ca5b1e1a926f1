using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Cli.Output.Timelines;

/// <summary>What a timeline is about: the nodes at its start, and how many pods each app declares.</summary>
internal sealed class ClusterView
{
    private readonly Dictionary<string, int> declared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Workload>> workloads = new(StringComparer.Ordinal);

    /// <summary>The view of some nodes and the workloads on them.</summary>
    public ClusterView(IEnumerable<NodeObject> nodes, IEnumerable<Workload> workloads)
    {
        Nodes = [.. nodes];
        foreach (var workload in workloads)
        {
            var app = AppOf(workload);
            if (!this.workloads.TryGetValue(app, out var same))
            {
                this.workloads.Add(app, same = []);
            }

            same.Add(workload);
        }

        foreach (var (app, same) in this.workloads)
        {
            if (same.TrueForAll(w => w.Kind != WorkloadKind.DaemonSet))
            {
                declared.Add(app, same.Sum(w => w.Replicas));
            }
        }
    }

    /// <summary>The nodes at the start.</summary>
    public IReadOnlyList<NodeObject> Nodes { get; }

    /// <summary>The apps that workloads declare.</summary>
    public IEnumerable<string> Apps => workloads.Keys;

    /// <summary>
    /// How many pods an app declares; null for one with a DaemonSet, or that no workload makes.
    /// </summary>
    public int? Declared(string app) => declared.TryGetValue(app, out var count) ? count : null;

    /// <summary>Whether all of an app's pods are a StatefulSet's.</summary>
    public bool IsStateful(string app) =>
        workloads.TryGetValue(app, out var same) && same.TrueForAll(w => w.Kind == WorkloadKind.StatefulSet);

    /// <summary>The apps whose pods a workload makes, and how many others it declares.</summary>
    public (string App, int Others)? Scaled(WorkloadKind kind, ObjectName name)
    {
        foreach (var (app, same) in workloads)
        {
            if (same.Find(w => w.Kind == kind && w.Name == name) is { } found)
            {
                return (app, same.Where(w => w != found).Sum(w => w.Replicas));
            }
        }

        return null;
    }

    private static string AppOf(Workload workload) =>
        workload.Template.Labels.GetValueOrDefault("app", workload.Name.Name);
}
