using System.Globalization;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>Why a pod fits on no node, in the scheduler's own words, and what change could help.</summary>
internal static class Diagnosis
{
    /// <summary>
    /// <c>0/6 nodes are available: 2 Insufficient cpu, 4 node(s) …</c> (framework/types.go, FitError).
    /// </summary>
    public static string Describe(
        SimPod pod,
        NodeFilter filter,
        KubernetesVersion version,
        IReadOnlyList<SimNode> nodes,
        IReadOnlyList<Rejection> rejections)
    {
        var histogram = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var reason in Reasons(pod, filter, version, nodes[i], rejections[i]))
            {
                histogram[reason] = histogram.GetValueOrDefault(reason) + 1;
            }
        }

        var parts = histogram
            .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Value} {e.Key}"))
            .Order(StringComparer.Ordinal);
        return nodes.Count == 0
            ? "no nodes available to schedule pods"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"0/{nodes.Count} nodes are available: {string.Join(", ", parts)}.");
    }

    /// <summary>The changes that could make a node pass the filters that turned it down.</summary>
    public static ClusterChange WakesOn(IReadOnlyList<Rejection> rejections)
    {
        var changes = ClusterChange.NodeAdded;
        foreach (var rejection in rejections)
        {
            changes |= rejection switch
            {
                Rejection.Unschedulable or Rejection.Taint or Rejection.NodeAffinity or Rejection.NodeName =>
                    ClusterChange.NodeChanged,
                Rejection.Ports or Rejection.Resources or Rejection.VolumeLimits =>
                    ClusterChange.NodeChanged | ClusterChange.PodRemoved,
                Rejection.VolumeUnbindable or Rejection.VolumeNodeConflict =>
                    ClusterChange.Storage | ClusterChange.NodeChanged,
                Rejection.Spread or Rejection.SpreadLabel =>
                    ClusterChange.NodeChanged | ClusterChange.NodeDeleted
                        | ClusterChange.PodAdded | ClusterChange.PodRemoved,
                Rejection.Affinity or Rejection.AntiAffinity or Rejection.ExistingAntiAffinity =>
                    ClusterChange.NodeChanged | ClusterChange.PodAdded | ClusterChange.PodRemoved,
                _ => ClusterChange.None,
            };
        }

        return changes;
    }

    private static IEnumerable<string> Reasons(
        SimPod pod,
        NodeFilter filter,
        KubernetesVersion version,
        SimNode node,
        Rejection rejection) => rejection switch
        {
            Rejection.Unschedulable => ["node(s) were unschedulable"],
            Rejection.NodeName => ["node(s) didn't satisfy plugin(s) [NodeAffinity]"],
            Rejection.Taint => [TaintReason(pod.Class.Requirements.UntoleratedTaint(node), version)],
            Rejection.NodeAffinity => ["node(s) didn't match Pod's node affinity/selector"],
            Rejection.Ports => ["node(s) didn't have free ports for the requested pod ports"],
            Rejection.Resources => filter.Lacking(node),
            Rejection.VolumeLimits => ["node(s) exceed max volume count"],
            Rejection.VolumeUnbindable => ["node(s) didn't find available persistent volumes to bind"],
            Rejection.VolumeNodeConflict => ["node(s) didn't match PersistentVolume's node affinity"],
            Rejection.SpreadLabel =>
                ["node(s) didn't match pod topology spread constraints (missing required label)"],
            Rejection.Spread => ["node(s) didn't match pod topology spread constraints"],
            Rejection.Affinity => ["node(s) didn't match pod affinity rules"],
            Rejection.AntiAffinity => ["node(s) didn't match pod anti-affinity rules"],
            Rejection.ExistingAntiAffinity => ["node(s) didn't satisfy existing pods anti-affinity rules"],
            _ => [],
        };

    private static string TaintReason(Taint? taint, KubernetesVersion version) =>
        version.AtLeast(1, 35) || taint is null
        ? "node(s) had untolerated taint(s)"
        : $"node(s) had untolerated taint {{{taint.Key}: {taint.Value}}}";
}
