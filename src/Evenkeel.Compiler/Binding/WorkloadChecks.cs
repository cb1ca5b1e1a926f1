using System.Collections.Immutable;
using Evenkeel.Compiler.Diagnostics;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Compiler.Binding;

/// <summary>What is wrong between workloads, Services, volumes and nodes; each alone may be fine.</summary>
internal static class WorkloadChecks
{
    /// <summary>Reports everything.</summary>
    public static void Check(
        KubernetesObjects objects, ImmutableArray<NodeObject> nodes, DiagnosticBag diagnostics)
    {
        foreach (var service in objects.Services.Where(s => !s.Selector.IsEmpty))
        {
            if (!objects.Workloads.Any(w => service.Selects(w.Name.Namespace, w.Template.Labels)))
            {
                diagnostics.Add(CompileDiagnostics.ServiceWithoutPods(service));
            }
        }

        foreach (var workload in objects.Workloads)
        {
            CheckVolumes(workload, objects, diagnostics);
            if (nodes.Length > 0 && WhyNowhere(workload, nodes) is { } why)
            {
                diagnostics.Add(CompileDiagnostics.FitsNowhere(workload, why));
            }
        }

        if (objects.Nodes.Length > 0)
        {
            diagnostics.Add(CompileDiagnostics.NodesIgnored(objects.Nodes.Length));
        }
    }

    private static void CheckVolumes(Workload workload, KubernetesObjects objects, DiagnosticBag diagnostics)
    {
        var own = workload.Template.Volumes
            .Select(v => objects.Claims.FirstOrDefault(
                c => c.Name.Namespace == workload.Name.Namespace && c.Name.Name == v.ClaimName))
            .OfType<PersistentVolumeClaim>();
        foreach (var claim in workload.ClaimTemplates.Concat(own).Where(c => c.VolumeName is null))
        {
            if (claim.StorageClassName is null && !objects.StorageClasses.Any(c => c.IsDefault))
            {
                diagnostics.Add(CompileDiagnostics.NoStorageClass(workload, claim.Name.Name));
            }
            else if (claim.StorageClassName is { Length: > 0 } name
                && !objects.StorageClasses.Any(c => c.Name == name))
            {
                diagnostics.Add(CompileDiagnostics.UnknownStorageClass(
                    workload, claim.Name.Name, name, [.. objects.StorageClasses.Select(c => c.Name)]));
            }
        }
    }

    /// <summary>Why no node, even an empty one, can take a pod of the workload; null where one can.</summary>
    private static string? WhyNowhere(Workload workload, ImmutableArray<NodeObject> nodes)
    {
        var pod = workload.Template;
        var selected = nodes.Where(n => Selects(pod, n)).ToList();
        if (selected.Count == 0)
        {
            return "no node has the labels that its nodeSelector and node affinity ask for";
        }

        var open = selected.Where(n => !n.Taints.Any(t => Repels(t, pod))).ToList();
        if (open.Count == 0)
        {
            return "it tolerates none of the taints of the nodes that it could run on";
        }

        return open.Exists(n => Fits(pod.Requests, n.Allocatable))
            ? null
            : $"a pod requests {Amounts.Text(pod.Requests)}, and the largest node that it could run on "
                + $"offers "
                + Amounts.Text(
                    open.MaxBy(n => (n.Allocatable.MilliCpu, n.Allocatable.MemoryBytes))!.Allocatable);
    }

    private static bool Selects(PodTemplate pod, NodeObject node) =>
        pod.NodeSelector.All(s => node.Labels.TryGetValue(s.Key, out var value) && value == s.Value)
        && (pod.RequiredNodeTerms is not { } terms || terms.Any(t => t.Matches(node.Labels, node.Name)));

    private static bool Repels(Taint taint, PodTemplate pod) =>
        taint.Effect != TaintEffect.PreferNoSchedule && !pod.Tolerations.Any(t => t.Tolerates(taint));

    private static bool Fits(ResourceAmounts request, ResourceAmounts offered) =>
        request.MilliCpu <= offered.MilliCpu
        && request.MemoryBytes <= offered.MemoryBytes
        && request.EphemeralStorageBytes <= offered.EphemeralStorageBytes
        && request.Extended.All(r => offered.Extended.GetValueOrDefault(r.Key) >= r.Value);
}
