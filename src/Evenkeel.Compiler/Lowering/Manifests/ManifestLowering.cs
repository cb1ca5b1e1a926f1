using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Evenkeel.Compiler.Emit.Kubernetes;
using Evenkeel.Compiler.Emit.Yaml;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Manifests;

/// <summary>
/// The manifests of the cluster's own parts: files for people and other tools, and the bundle that the
/// control plane's agent applies. Both have the same objects.
/// </summary>
public static class ManifestLowering
{
    /// <summary>The folder beside <c>terraform/</c>.</summary>
    public const string Folder = "manifests";

    /// <summary>What stands for the account's id until a machine fills it in.</summary>
    public const string AccountMark = "@ACCOUNT@";

    /// <summary>The files, by their path below the rendered folder.</summary>
    public static ArtifactSet Lower(ClusterModel model)
    {
        var settings = PartSettings.Of(model);
        var files = Parts(model, settings).Aggregate(
            ArtifactSet.Empty,
            (set, part) => set.With($"{Folder}/{part.Name}.yaml", part.Text(settings).Content));
        return model.Account.Handoff == Handoff.None
            ? files
            : files.With($"{Folder}/kustomization.yaml", Kustomization(model, settings));
    }

    /// <summary>What the control plane's agent applies.</summary>
    public static ManifestBundle Bundle(ClusterModel model)
    {
        var settings = PartSettings.Of(model);
        var objects = Parts(model, settings)
            .SelectMany(part => ManifestJson.Read(part.Text(settings)))
            .Select(item => Object(item, model.Name));
        return new(
            model.Name,
            model.Account.Handoff == Handoff.None ? BundleMode.Apply : BundleMode.Create,
            BundleOrder.Sort(objects));
    }

    /// <summary>The images of all parts, which a release gathers, in ordinal order.</summary>
    public static ImmutableArray<string> Images(ClusterModel model)
    {
        var settings = PartSettings.Of(model);
        const string Solver = "--acme-http01-solver-image=";
        var texts = Parts(model, settings)
            .SelectMany(part => ManifestJson.Read(part.Text(settings))).SelectMany(Texts).ToList();
        return
        [
            .. texts.Where(t => t.Key == "image").Select(t => t.Text)
                .Concat(texts.Where(t => t.Text.StartsWith(Solver, StringComparison.Ordinal))
                    .Select(t => t.Text[Solver.Length..]))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>
    /// The parts that are ours: what the workloads bring themselves is theirs (docs/proof.md).
    /// </summary>
    private static IEnumerable<SystemPart> Parts(ClusterModel model, PartSettings settings) =>
        SystemPart.All.Where(part => part.IsWanted(settings) && !model.ReplacedParts.Contains(part.Name))
            .OrderBy(part => part.Name, StringComparer.Ordinal);

    /// <summary>
    /// For whoever keeps them from then on. The account's id is not among it: the agent goes on making that.
    /// </summary>
    private static string Kustomization(ClusterModel model, PartSettings settings) => YamlText.Write(
        new JsonObject
        {
            ["apiVersion"] = "kustomize.config.k8s.io/v1beta1",
            ["kind"] = "Kustomization",
            ["resources"] = new JsonArray(
            [
                .. Parts(model, settings).Where(part => part.Name != SystemPart.Account)
                    .Select(part => JsonValue.Create($"{part.Name}.yaml")),
            ]),
            ["labels"] = new JsonArray(new JsonObject
            {
                ["pairs"] = new JsonObject { [ManifestBundle.Label] = model.Name },
            }),
        });

    private static BundleObject Object(JsonObject item, string cluster)
    {
        var metadata = item["metadata"]!.AsObject();
        if (metadata["labels"] is not JsonObject labels)
        {
            metadata["labels"] = labels = [];
        }

        labels[ManifestBundle.Label] = cluster;
        var json = item.ToJsonString(RelaxedJson.Options);
        using var document = JsonDocument.Parse(json);
        return new(BundleText.KeyOf(document.RootElement), json);
    }

    private static IEnumerable<(string Key, string Text)> Texts(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(m => m.Value is JsonValue value
            && value.GetValueKind() == JsonValueKind.String
                ? [(m.Key, value.GetValue<string>())]
                : Texts(m.Value)),
        JsonArray list => list.SelectMany(item => item is JsonValue value
            && value.GetValueKind() == JsonValueKind.String
                ? [("", value.GetValue<string>())]
                : Texts(item)),
        _ => [],
    };
}
