using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;

namespace Evenkeel.Import.Kubernetes;

/// <summary>The controller that an object names as its owner.</summary>
internal readonly record struct Owner(string Kind, string Name);

/// <summary>An object of a kind that is read, with the metadata that all kinds share.</summary>
internal sealed record Manifest
{
    /// <summary>Its kind.</summary>
    public required ManifestKind Kind { get; init; }

    /// <summary>Whether its apiVersion is one that current Kubernetes no longer serves.</summary>
    public required bool IsOldVersion { get; init; }

    /// <summary>Its name; without namespace where the kind has none.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>Where its name stands.</summary>
    public required SourceSpan Span { get; init; }

    /// <summary>The whole object.</summary>
    public required ManifestFields Root { get; init; }

    /// <summary>Its metadata.</summary>
    public required ManifestFields Metadata { get; init; }

    /// <summary>metadata.labels.</summary>
    public required ImmutableSortedDictionary<string, string> Labels { get; init; }

    /// <summary>The owner that controls it, or null.</summary>
    public Owner? Controller { get; init; }

    /// <summary><c>Deployment shop/web</c>.</summary>
    public override string ToString() => $"{Kind} {Name}";
}
