using System.Reflection;
using Evenkeel.Core.Model;

namespace Evenkeel.Cli;

/// <summary>Which program this is.</summary>
internal static class ProductVersion
{
    /// <summary>
    /// Its version, for example <c>0.1.0</c>; builds of a commit may add <c>+</c> and its id.
    /// </summary>
    public static string Text { get; } =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion ?? "unknown";

    /// <summary>The Kubernetes versions whose rules it models, oldest first.</summary>
    public static IEnumerable<KubernetesVersion> KubernetesVersions { get; } =
    [
        .. Enumerable.Range(0, 1 + KubernetesVersion.Newest.Minor - KubernetesVersion.Oldest.Minor)
            .Select(i => KubernetesVersion.Oldest with { Minor = KubernetesVersion.Oldest.Minor + i }),
    ];

    /// <summary>The same for people, for example <c>1.34 to 1.36</c>.</summary>
    public static string Kubernetes => $"{KubernetesVersion.Oldest} to {KubernetesVersion.Newest}";
}
