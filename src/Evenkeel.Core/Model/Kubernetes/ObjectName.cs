namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>The name of a namespaced object. Cluster-scoped objects have an empty namespace.</summary>
public readonly record struct ObjectName(string Namespace, string Name) : IComparable<ObjectName>
{
    /// <summary>
    /// Parses <c>namespace/name</c>, or <c>name</c> in <paramref name="defaultNamespace"/>.
    /// </summary>
    public static ObjectName Parse(string text, string defaultNamespace = "default")
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new(defaultNamespace, text) : new(text[..slash], text[(slash + 1)..]);
    }

    /// <summary>Orders by namespace, then name, ordinally.</summary>
    public int CompareTo(ObjectName other)
    {
        var byNamespace = string.CompareOrdinal(Namespace, other.Namespace);
        return byNamespace != 0 ? byNamespace : string.CompareOrdinal(Name, other.Name);
    }

    /// <inheritdoc/>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
