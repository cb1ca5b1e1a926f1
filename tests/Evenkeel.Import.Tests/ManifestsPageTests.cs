using System.Text;
using Evenkeel.Import.Kubernetes;

namespace Evenkeel.Import.Tests;

/// <summary>The table of kinds in docs/manifests.md is what the reader does.</summary>
public sealed class ManifestsPageTests
{
    private const string Page = "docs/manifests.md";
    private const string Begin = "<!-- kinds: kept by a test -->\n";
    private const string End = "<!-- /kinds -->";

    private static readonly string[] OldVersions =
    [
        "extensions/v1beta1", "apps/v1beta1", "apps/v1beta2", "batch/v1beta1", "batch/v2alpha1",
        "autoscaling/v2beta1", "autoscaling/v2beta2", "networking.k8s.io/v1beta1", "policy/v1beta1",
        "storage.k8s.io/v1beta1", "scheduling.k8s.io/v1beta1",
    ];

    [Fact]
    public void The_table_of_kinds_is_current()
    {
        var page = File.ReadAllText(RepositoryRoot.PathOf(Page));
        var start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        Golden.Verify(Page, page[..start] + Table() + page[end..]);
    }

    private static string Table()
    {
        var table = new StringBuilder();
        table.Append("| kind | served as | older versions read | what becomes of it |\n|---|---|---|---|\n");
        foreach (var kind in Enum.GetValues<ManifestKind>())
        {
            var old = OldVersions
                .Where(version => ManifestKinds.Find(ApiGroups.Of(version), kind.ToString()) is not null)
                .Select(version => ManifestKinds.RemovedIn(kind, version) is { } end
                    ? $"{version} (until {end})"
                    : version);
            var fate = kind is ManifestKind.VerticalPodAutoscaler ? "its recommendation; counted, with a remark"
                : ManifestKinds.IsCountedOnly(kind) ? "counted, with a remark"
                : ManifestKinds.IsWorkload(kind) ? "simulated: pods"
                : "read";
            table.Append($"| {kind} | {ManifestKinds.Served(kind)} | {string.Join(", ", old)} | {fate} |\n");
        }

        return table.ToString();
    }
}
