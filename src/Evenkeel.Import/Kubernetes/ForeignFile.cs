using Evenkeel.Core.Text;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Files of Helm and Kustomize, which lie among manifests and are none.</summary>
internal static class ForeignFile
{
    private const string KustomizeGroup = "kustomize.config.k8s.io";

    private static readonly string[] Names =
    [
        "Chart.yaml", "Chart.yml", "values.yaml", "values.yml", "values.schema.json", "requirements.yaml",
        "kustomization.yaml", "kustomization.yml",
    ];

    /// <summary>
    /// Whether a document belongs to one of them: by its kind, or, where it has none, by its file's name.
    /// </summary>
    public static bool Holds(SourceText source, string? kind, string? apiVersion)
    {
        if (apiVersion is not null
            && string.Equals(ApiGroups.Of(apiVersion), KustomizeGroup, StringComparison.Ordinal))
        {
            return true;
        }

        var name = source.Path[(source.Path.LastIndexOfAny(['/', '\\']) + 1)..];
        var isValues = name.StartsWith("values-", StringComparison.Ordinal)
            || name.StartsWith("values.", StringComparison.Ordinal);
        return kind is null && (isValues || Names.Contains(name, StringComparer.Ordinal));
    }
}
