using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Controllers;

/// <summary>Puts volumes and claims into the simulated API.</summary>
internal static class VolumeSetup
{
    /// <summary>All volumes and claims that the manifests define, bound where they name each other.</summary>
    public static void Load(ClusterState cluster)
    {
        foreach (var definition in cluster.Objects.Volumes)
        {
            cluster.Volumes.Add(new()
            {
                Name = definition.Name,
                NodeTerms = definition.NodeTerms,
                Definition = definition,
            });
        }

        foreach (var claim in cluster.Objects.Claims)
        {
            ClaimOf(cluster, claim);
        }
    }

    /// <summary>The claim of that name, made now where there is none.</summary>
    public static SimClaim ClaimOf(ClusterState cluster, PersistentVolumeClaim definition)
    {
        if (cluster.Claims.TryGetValue(definition.Name, out var known))
        {
            return known;
        }

        var claim = new SimClaim
        {
            Name = definition.Name,
            Class = ClassOf(cluster.Objects, definition.StorageClassName),
            Definition = definition,
        };
        cluster.Claims.Add(claim.Name, claim);
        var volume = cluster.Volumes.Find(v =>
            string.Equals(v.Name, definition.VolumeName, StringComparison.Ordinal)
            || v.Definition.Claim == definition.Name);
        if (volume is { Claim: null })
        {
            cluster.BindClaim(claim, volume);
        }
        else
        {
            cluster.AnnounceClaim(claim);
        }

        return claim;
    }

    private static StorageClass? ClassOf(KubernetesObjects objects, string? name) => name switch
    {
        null => objects.StorageClasses.LastOrDefault(static c => c.IsDefault),
        _ => objects.StorageClasses
            .FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal)),
    };
}
