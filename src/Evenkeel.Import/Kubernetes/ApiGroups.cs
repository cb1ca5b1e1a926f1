namespace Evenkeel.Import.Kubernetes;

/// <summary>The groups of the API: Kubernetes' own, and those that custom resources add.</summary>
internal static class ApiGroups
{
    /// <summary>The group of an apiVersion; empty for the core group.</summary>
    public static string Of(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? "" : apiVersion[..slash];
    }

    /// <summary>
    /// Whether a group is not Kubernetes' own: those have one word, or end in <c>.k8s.io</c>, which is
    /// reserved (KEP-2337).
    /// </summary>
    public static bool IsCustom(string group) =>
        group.Contains('.', StringComparison.Ordinal) && !group.EndsWith(".k8s.io", StringComparison.Ordinal);
}
