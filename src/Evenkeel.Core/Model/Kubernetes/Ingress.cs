using System.Collections.Immutable;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>An Ingress: Services that an ingress controller leads requests from outside to.</summary>
public sealed record Ingress
{
    /// <summary>Its name.</summary>
    public required ObjectName Name { get; init; }

    /// <summary>The class of controller that it is for, or null for the cluster's default.</summary>
    public string? Class { get; init; }

    /// <summary>The Services behind it, each once.</summary>
    public ImmutableArray<ObjectName> Backends { get; init; } = [];

    /// <summary>Where it was read, if it came from a file.</summary>
    public SourceSpan? Span { get; init; }
}
