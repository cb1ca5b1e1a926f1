using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>A StorageClass.</summary>
public sealed record StorageClass
{
    /// <summary>The annotation that makes a class the default.</summary>
    public const string DefaultAnnotation = "storageclass.kubernetes.io/is-default-class";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Who makes its volumes.</summary>
    public string Provisioner { get; init; } = "";

    /// <summary>True for WaitForFirstConsumer, false for Immediate.</summary>
    public bool WaitForFirstConsumer { get; init; }

    /// <summary>Whether claims that name no class get it.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Whether its volumes exist in one zone only (EBS), and not in all (EFS, NFS).</summary>
    public bool Zonal => !Provisioner.Contains("efs", StringComparison.Ordinal)
        && !Provisioner.Contains("nfs", StringComparison.Ordinal);

    /// <summary>Zones that its volumes may be made in; empty for all.</summary>
    public ImmutableArray<string> AllowedZones { get; init; } = [];
}

/// <summary>A PersistentVolume.</summary>
public sealed record PersistentVolume
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its size, in bytes.</summary>
    public long CapacityBytes { get; init; }

    /// <summary>Its class; empty for none.</summary>
    public string StorageClassName { get; init; } = "";

    /// <summary>The nodes that can mount it: one term must match. Null where every node can.</summary>
    public ImmutableArray<NodeSelectorTerm>? NodeTerms { get; init; }

    /// <summary>The claim it is reserved for, or null.</summary>
    public ObjectName? Claim { get; init; }

    /// <summary>spec.accessModes.</summary>
    public ImmutableArray<string> AccessModes { get; init; } = [];
}

/// <summary>A PersistentVolumeClaim, or a template of one (then its name is the template's).</summary>
public sealed record PersistentVolumeClaim
{
    /// <summary>Its name.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>Its class; null for the default class, empty for none.</summary>
    public string? StorageClassName { get; init; }

    /// <summary>The size it asks for, in bytes.</summary>
    public long RequestBytes { get; init; }

    /// <summary>The volume it is bound to, or null.</summary>
    public string? VolumeName { get; init; }

    /// <summary>spec.accessModes.</summary>
    public ImmutableArray<string> AccessModes { get; init; } = [];
}
