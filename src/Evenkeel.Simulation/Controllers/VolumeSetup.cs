using System.Collections.Immutable;
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

    /// <summary>The claims of a pod, and the first that it names though it does not exist.</summary>
    public static (ImmutableArray<SimClaim> Claims, string? Missing) ClaimsOf(
        ClusterState cluster,
        SimWorkload workload,
        PodTemplate template,
        string podName)
    {
        var claims = ImmutableArray.CreateBuilder<SimClaim>();
        foreach (var made in workload.Definition.ClaimTemplates)
        {
            var name = new ObjectName(workload.Name.Namespace, $"{made.Name.Name}-{podName}");
            claims.Add(ClaimOf(cluster, made with { Name = name }));
        }

        string? missing = null;
        var templates = workload.Definition.ClaimTemplates
            .Select(static t => t.Name.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var volume in template.Volumes.Where(v => !templates.Contains(v.Name)))
        {
            if (volume.ClaimName is not { } named)
            {
                continue;
            }

            if (cluster.Claims.TryGetValue(new(workload.Name.Namespace, named), out var claim))
            {
                claims.Add(claim);
            }
            else
            {
                missing ??= named;
            }
        }

        return (claims.ToImmutable(), missing);
    }

    private static StorageClass? ClassOf(KubernetesObjects objects, string? name) => name switch
    {
        null => objects.StorageClasses.LastOrDefault(static c => c.IsDefault),
        _ => objects.StorageClasses
            .FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal)),
    };
}
