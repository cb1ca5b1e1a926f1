using System.Collections.Immutable;
using Evenkeel.Compiler.Diagnostics;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Compiler.Binding;

/// <summary>Checks <c>spec.dependsOn</c> against the workloads and Services that there are.</summary>
internal sealed class DependencyChecks(
    ImmutableArray<Spanned<Dependency>> dependencies, KubernetesObjects objects, DiagnosticBag diagnostics)
{
    /// <summary>Reports names that do not exist, and circles.</summary>
    public static void Check(ClusterSpec spec, KubernetesObjects objects, DiagnosticBag diagnostics)
    {
        var checks = new DependencyChecks(spec.DependsOn, objects, diagnostics);
        foreach (var dependency in spec.DependsOn)
        {
            checks.CheckNames(dependency);
        }

        checks.CheckCircles();
    }

    private void CheckNames(Spanned<Dependency> dependency)
    {
        var workload = dependency.Value.Workload;
        var workloads = objects.Workloads.Select(w => w.Name);
        if (!workloads.Contains(workload))
        {
            diagnostics.Add(CompileDiagnostics.UnknownDependency(
                dependency.Span, "workload", workload, workloads));
        }

        var services = objects.Services.Select(s => s.Name);
        if (dependency.Value.Service is { } service && !services.Contains(service))
        {
            diagnostics.Add(CompileDiagnostics.UnknownDependency(
                dependency.Span, "Service", service, services));
        }
    }

    /// <summary>
    /// A circle is reported once, where the dependency stands that closes it: the last one of the file.
    /// </summary>
    private void CheckCircles()
    {
        var before = new List<Dependency>();
        foreach (var dependency in dependencies)
        {
            if (dependency.Value.Service is { } service
                && Path(before, service, dependency.Value.Workload) is { } path)
            {
                diagnostics.Add(CompileDiagnostics.CircularDependency(
                    dependency.Span, [dependency.Value.Workload, .. path]));
            }
            else
            {
                before.Add(dependency.Value);
            }
        }
    }

    /// <summary>
    /// The workloads through which a Service comes to need a workload; null where it does not.
    /// </summary>
    private ImmutableArray<ObjectName>? Path(
        IReadOnlyList<Dependency> known, ObjectName service, ObjectName workload)
    {
        var open = new Queue<ImmutableArray<ObjectName>>(
            Behind(service).Select(w => ImmutableArray.Create(w)));
        var seen = new HashSet<ObjectName>();
        while (open.TryDequeue(out var path))
        {
            if (path[^1] == workload)
            {
                return path;
            }

            if (!seen.Add(path[^1]))
            {
                continue;
            }

            foreach (var next in known.Where(d => d.Workload == path[^1]).Select(d => d.Service)
                .OfType<ObjectName>().SelectMany(Behind))
            {
                open.Enqueue(path.Add(next));
            }
        }

        return null;
    }

    private IEnumerable<ObjectName> Behind(ObjectName name) =>
        objects.Services.FirstOrDefault(s => s.Name == name) is { } service
            ? objects.Workloads.Where(w => service.Selects(w.Name.Namespace, w.Template.Labels))
                .Select(w => w.Name)
            : [];
}
