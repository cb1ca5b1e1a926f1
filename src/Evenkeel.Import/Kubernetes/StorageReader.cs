using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Reads PersistentVolumes, claims on them, and StorageClasses.</summary>
internal static class StorageReader
{
    private const string Waiting = "WaitForFirstConsumer";
    private const string OldDefaultAnnotation = "storageclass.beta.kubernetes.io/is-default-class";
    private const string OldClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    /// <summary>
    /// Labels by which a volume or a class says in which zones it may be used, old ones and drivers'
    /// included.
    /// </summary>
    private static readonly ImmutableArray<string> ZoneKeys =
        [Labels.Zone, "topology.ebs.csi.aws.com/zone", "failure-domain.beta.kubernetes.io/zone"];

    /// <summary>A claim.</summary>
    public static PersistentVolumeClaim? ReadClaim(Manifest manifest) =>
        manifest.Root.RequiredObject("spec") is { } spec
            ? Claim(manifest.Name, manifest.Metadata, spec)
            : null;

    /// <summary>A StatefulSet's claim template.</summary>
    public static PersistentVolumeClaim? ReadClaimTemplate(ManifestFields fields, string inNamespace) =>
        fields.RequiredObject("metadata") is { } metadata
        && metadata.RequiredText("name", "…") is { } name
        && fields.RequiredObject("spec") is { } spec
            ? Claim(new(inNamespace, name), metadata, spec)
            : null;

    /// <summary>A volume.</summary>
    public static PersistentVolume? ReadVolume(Manifest manifest)
    {
        if (manifest.Root.RequiredObject("spec") is not { } spec)
        {
            return null;
        }

        var claim = spec.Object("claimRef");
        return new()
        {
            Name = manifest.Name.Name,
            CapacityBytes = spec.Object("capacity")?.Amount("storage")?.Value ?? 0,
            StorageClassName = spec.Text("storageClassName") ?? OldClass(manifest.Metadata) ?? "",
            NodeTerms = NodeTerms(manifest, spec),
            Claim = claim?.Text("name") is { Length: > 0 } name
                ? new ObjectName(claim.Text("namespace") is { Length: > 0 } given ? given : "default", name)
                : null,
            AccessModes = spec.Texts("accessModes"),
        };
    }

    /// <summary>A class.</summary>
    public static StorageClass Read(Manifest manifest)
    {
        var annotations = manifest.Metadata.TextMap("annotations");
        var isDefault = annotations.GetValueOrDefault(StorageClass.DefaultAnnotation)
            ?? annotations.GetValueOrDefault(OldDefaultAnnotation);
        return new()
        {
            Name = manifest.Name.Name,
            Provisioner = manifest.Root.RequiredText("provisioner", "ebs.csi.aws.com") ?? "",
            WaitForFirstConsumer =
                manifest.Root.Word("volumeBindingMode", "Immediate", Waiting) is Waiting,
            IsDefault = string.Equals(isDefault, "true", StringComparison.Ordinal),
            AllowedZones = AllowedZones(manifest.Root),
        };
    }

    private static PersistentVolumeClaim Claim(
        ObjectName name, ManifestFields metadata, ManifestFields spec) => new()
    {
        Name = name,
        StorageClassName = spec.Text("storageClassName") ?? OldClass(metadata),
        RequestBytes = spec.Object("resources")?.Object("requests")?.Amount("storage")?.Value ?? 0,
        VolumeName = spec.Text("volumeName") is { Length: > 0 } volume ? volume : null,
        AccessModes = spec.Texts("accessModes"),
    };

    private static string? OldClass(ManifestFields metadata) =>
        metadata.TextMap("annotations").GetValueOrDefault(OldClassAnnotation);

    /// <summary>
    /// spec.nodeAffinity, and the zone labels of old volumes, by which the scheduler's VolumeZone filter
    /// goes (plugins/volumezone: several zones are joined by two underscores).
    /// </summary>
    private static ImmutableArray<NodeSelectorTerm>? NodeTerms(Manifest manifest, ManifestFields spec)
    {
        var required = spec.Object("nodeAffinity")?.Object("required");
        ImmutableArray<NodeSelectorTerm>? terms = required is null ? null : SelectorReader.ReadTerms(
            required);
        if (!manifest.Labels.TryGetValue(Labels.Zone, out var zones))
        {
            return terms;
        }

        var inZone = new SelectorRequirement(Labels.Zone, SelectorOperator.In, [.. zones.Split("__")]);
        return terms is { } given
            ? [.. given.Select(t => t with { Expressions = t.Expressions.Add(inZone) })]
            : [new NodeSelectorTerm([inZone], [])];
    }

    private static ImmutableArray<string> AllowedZones(ManifestFields root)
    {
        var zones = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var term in root.Objects("allowedTopologies"))
        {
            foreach (var expression in term.Objects("matchLabelExpressions"))
            {
                if (expression.Text("key") is { } key && ZoneKeys.Contains(key, StringComparer.Ordinal))
                {
                    zones.UnionWith(expression.Texts("values"));
                }
            }
        }

        return [.. zones];
    }
}
