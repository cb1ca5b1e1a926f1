using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// Claims and volumes: which nodes a pod's volumes allow, and the making of volumes where the pod was placed
/// (WaitForFirstConsumer) or before it is (Immediate).
/// </summary>
internal sealed class VolumeBinder(ClusterState cluster, TimeSpan provisioning, ITieBreaker ties)
    : IEventHandler, IClusterObserver
{
    private const string NoProvisioner = "kubernetes.io/no-provisioner";
    private const int ProvisionImmediately = 0;
    private const int FinishBinding = 1;
    private readonly List<SimClaim> immediate = [];

    /// <summary>Why the pod cannot be placed on any node because of its claims, or null.</summary>
    public static string? CheckClaims(SimPod pod)
    {
        if (pod.MissingClaim is { } missing)
        {
            return $"persistentvolumeclaim \"{missing}\" not found";
        }

        foreach (var claim in pod.Claims)
        {
            if (claim.Class is null && claim.Volume is null
                && claim.Definition.StorageClassName is { Length: > 0 } name)
            {
                return $"storageclass.storage.k8s.io \"{name}\" not found";
            }

            if (claim is { Volume: null, WaitsForPod: false })
            {
                return "pod has unbound immediate PersistentVolumeClaims";
            }
        }

        return null;
    }

    /// <summary>VolumeBinding's and NodeVolumeLimits' answer for a node.</summary>
    public Rejection Check(SimPod pod, SimNode node)
    {
        if (pod.Claims.IsEmpty)
        {
            return Rejection.None;
        }

        if (node.Definition.AttachableVolumes is { } limit && ExceedsLimit(pod, node, limit))
        {
            return Rejection.VolumeLimits;
        }

        foreach (var claim in pod.Claims)
        {
            if (claim.Volume is { } volume)
            {
                if (!volume.ReachableFrom(node))
                {
                    return Rejection.VolumeNodeConflict;
                }
            }
            else if ((claim.SelectedNode is { } selected && selected != node)
                || (FindAvailable(claim, node) is null && !CanProvision(claim, node)))
            {
                return Rejection.VolumeUnbindable;
            }
        }

        return Rejection.None;
    }

    /// <summary>
    /// Whether the volumes that the pod adds to those attached are too many (nodevolumelimits/csi.go).
    /// </summary>
    private static bool ExceedsLimit(SimPod pod, SimNode node, int limit)
    {
        var attached = node.Usage.Claims;
        var added = pod.Claims.Distinct().Count(c => attached is null || !attached.ContainsKey(c));
        return added > 0 && (attached?.Count ?? 0) + added > limit;
    }

    /// <summary>Binds a pod that has been assumed on its node, after its volumes exist.</summary>
    public void BindWithVolumes(SimPod pod)
    {
        if (pod.Claims.All(static c => c.Volume is not null))
        {
            cluster.Bind(pod);
            return;
        }

        foreach (var claim in pod.Claims.Where(static c => c.Volume is null))
        {
            claim.SelectedNode = pod.Node;
        }

        cluster.Engine.After(provisioning, this, FinishBinding, pod.Index);
    }

    /// <summary>Starts making the volume of a claim whose class does not wait for a pod.</summary>
    void IClusterObserver.ClaimCreated(SimClaim claim)
    {
        if (claim.Volume is null
            && claim.Class is { WaitForFirstConsumer: false } and not { Provisioner: NoProvisioner })
        {
            immediate.Add(claim);
            cluster.Engine.After(provisioning, this, ProvisionImmediately, immediate.Count - 1);
        }
    }

    void IEventHandler.Handle(int kind, int argument)
    {
        if (kind == ProvisionImmediately)
        {
            var claim = immediate[argument];
            Provision(claim, AnyZoneFor(claim));
            return;
        }

        var pod = cluster.Pods[argument];
        foreach (var claim in pod.Claims.Where(static c => c.Volume is null))
        {
            if (FindAvailable(claim, pod.Node!) is { } volume)
            {
                cluster.BindClaim(claim, volume);
            }
            else
            {
                Provision(claim, pod.Node!.Zone);
            }
        }

        if (!pod.Gone)
        {
            cluster.Bind(pod);
        }
    }

    private SimVolume? FindAvailable(SimClaim claim, SimNode node)
    {
        SimVolume? best = null;
        var className = claim.Class?.Name ?? "";
        foreach (var volume in cluster.Volumes)
        {
            var reserved = volume.Definition.Claim is { } holder && holder != claim.Name;
            if (volume.Claim is null && !reserved
                && string.Equals(volume.Definition.StorageClassName, className, StringComparison.Ordinal)
                && volume.Definition.CapacityBytes >= claim.Definition.RequestBytes
                && claim.Definition.AccessModes.All(volume.Definition.AccessModes.Contains)
                && volume.ReachableFrom(node)
                && (best is null || volume.Definition.CapacityBytes < best.Definition.CapacityBytes))
            {
                best = volume;
            }
        }

        return best;
    }

    private static bool CanProvision(SimClaim claim, SimNode node) =>
        claim.Class is { } storageClass
        && !string.Equals(storageClass.Provisioner, NoProvisioner, StringComparison.Ordinal)
        && (storageClass.AllowedZones.IsEmpty || storageClass.AllowedZones.Contains(node.Zone));

    private string AnyZoneFor(SimClaim claim)
    {
        var allowed = claim.Class!.AllowedZones;
        string[] zones = [.. cluster.Nodes.Where(static n => n.Exists).Select(static n => n.Zone)
            .Where(z => allowed.IsEmpty || allowed.Contains(z)).Distinct().Order(StringComparer.Ordinal)];
        return zones.Length == 0 ? "" : zones[ties.ChooseZone(zones.Length)];
    }

    private void Provision(SimClaim claim, string zone)
    {
        NodeSelectorTerm term = new([new(Labels.Zone, SelectorOperator.In, [zone])], []);
        var pinned = zone.Length > 0 && claim.Class!.Zonal;
        var definition = new PersistentVolume
        {
            Name = $"pvc-{claim.Name.Namespace}-{claim.Name.Name}",
            CapacityBytes = claim.Definition.RequestBytes,
            StorageClassName = claim.Class!.Name,
            NodeTerms = pinned ? [term] : null,
            Claim = claim.Name,
            AccessModes = claim.Definition.AccessModes,
        };
        var volume = new SimVolume
        {
            Name = definition.Name,
            NodeTerms = definition.NodeTerms,
            Definition = definition,
        };
        cluster.Volumes.Add(volume);
        cluster.BindClaim(claim, volume);
    }
}
