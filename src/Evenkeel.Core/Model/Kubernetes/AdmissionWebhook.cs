using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>
/// A webhook that the API server asks before it takes a new pod (ValidatingWebhookConfiguration,
/// MutatingWebhookConfiguration). Those that are asked about nothing that is simulated are left out.
/// </summary>
public sealed record AdmissionWebhook
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The Service that answers; null where it is called by a URL.</summary>
    public ObjectName? Backend { get; init; }

    /// <summary>Whether a pod is refused where it does not answer (<c>failurePolicy: Fail</c>).</summary>
    public bool FailsClosed { get; init; } = true;

    /// <summary>How long the API server waits for its answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The namespaces whose pods it is asked about; null for all.</summary>
    public LabelSelector? Namespaces { get; init; }

    /// <summary>The pods that it is asked about; null for all.</summary>
    public LabelSelector? Pods { get; init; }

    /// <summary>
    /// What of it is not simulated, for verdicts: conditions, and rules about other objects that a cluster
    /// cannot do without.
    /// </summary>
    public ImmutableArray<string> NotFollowed { get; init; } = [];

    /// <summary>Whether it is asked about a new pod.</summary>
    /// <param name="namespace">The pod's namespace.</param>
    /// <param name="labels">The pod's labels.</param>
    /// <param name="known">Namespaces with labels of their own; each has its name as one.</param>
    public bool Asks(
        string @namespace,
        IReadOnlyDictionary<string, string> labels,
        ImmutableArray<NamespaceObject> known)
    {
        var own = known
            .FirstOrDefault(n => string.Equals(n.Name, @namespace, StringComparison.Ordinal))?.Labels;
        var of = (own ?? Labels.None).SetItem("kubernetes.io/metadata.name", @namespace);
        return Namespaces?.Matches(of) != false && Pods?.Matches(labels) != false;
    }
}
