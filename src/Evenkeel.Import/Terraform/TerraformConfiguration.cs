using System.Text.Json;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Text;

namespace Evenkeel.Import.Terraform;

/// <summary>
/// The resources of a configuration in Terraform's JSON syntax, or of a plan as
/// <c>terraform show -json</c> writes it ("JSON Output Format", values and configuration representation).
/// </summary>
internal sealed class TerraformConfiguration
{
    private const string FileEnd = ".tf.json";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    private readonly Dictionary<string, TerraformResource> resources = new(StringComparer.Ordinal);

    private TerraformConfiguration(string path) => Path = path;

    /// <summary>What it was read from, for diagnostics.</summary>
    public string Path { get; }

    /// <summary>All resources of a type, in ordinal order of their names.</summary>
    public IEnumerable<TerraformResource> All(string type) => resources.Values
        .Where(resource => resource.Type == type).OrderBy(resource => resource.Name, StringComparer.Ordinal);

    /// <summary>The resource at an address, or null.</summary>
    public TerraformResource? Find(string type, string name) => resources.GetValueOrDefault($"{type}.{name}");

    /// <summary>What was rendered.</summary>
    /// <returns>Null where a file is not JSON, which is reported.</returns>
    public static TerraformConfiguration? OfRendered(ArtifactSet artifacts, DiagnosticBag diagnostics)
    {
        var configuration = new TerraformConfiguration("the configuration");
        foreach (var (path, text) in artifacts.Files
            .Where(static file => file.Key.EndsWith(FileEnd, StringComparison.Ordinal)))
        {
            if (Parse(path, text, diagnostics) is not { } root)
            {
                return null;
            }

            foreach (var type in TerraformResource.Member(root, "resource").SelectMany(Members))
            {
                foreach (var named in Members(type.Value))
                {
                    configuration.Add(new(type.Name, named.Name, named.Value, named.Value));
                }
            }
        }

        return configuration;
    }

    /// <summary>A plan.</summary>
    /// <returns>Null where it is none, which is reported.</returns>
    public static TerraformConfiguration? OfPlan(SourceText plan, DiagnosticBag diagnostics)
    {
        if (Parse(plan.Path, plan.Content, diagnostics) is not { } root)
        {
            return null;
        }

        var values = Module(root, "planned_values");
        var written = Module(root, "configuration");
        if (values is null || written is null)
        {
            diagnostics.Add(TerraformDiagnostics.NotAPlan(
                plan.Path, "has no `planned_values` and `configuration`"));
            return null;
        }

        var expressions = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var resource in Resources(written.Value))
        {
            expressions[Address(resource)] =
                TerraformResource.Member(resource, "expressions").FirstOrDefault();
        }

        var configuration = new TerraformConfiguration(plan.Path);
        foreach (var resource in Resources(values.Value))
        {
            configuration.Add(new(
                Member(resource, "type"), Member(resource, "name"),
                TerraformResource.Member(resource, "values").FirstOrDefault(),
                expressions.GetValueOrDefault(Address(resource))));
        }

        return configuration;
    }

    /// <summary>Resources as they were read elsewhere.</summary>
    public static TerraformConfiguration Of(string path, IEnumerable<TerraformResource> resources)
    {
        var configuration = new TerraformConfiguration(path);
        foreach (var resource in resources)
        {
            configuration.Add(resource);
        }

        return configuration;
    }

    /// <summary>The JSON of a plan.</summary>
    /// <returns>Null where it is none, which is reported.</returns>
    public static JsonElement? Parse(string path, string text, DiagnosticBag diagnostics)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return document.RootElement.Clone();
        }
        catch (JsonException problem)
        {
            diagnostics.Add(TerraformDiagnostics.NotAPlan(
                path, $"is not JSON: line {problem.LineNumber + 1}, byte {problem.BytePositionInLine + 1}"));
            return null;
        }
    }

    private void Add(TerraformResource resource) => resources[resource.Address] = resource;

    private static JsonElement? Module(JsonElement root, string member)
    {
        foreach (var module in TerraformResource.Member(root, member)
            .SelectMany(element => TerraformResource.Member(element, "root_module")))
        {
            return module;
        }

        return null;
    }

    /// <summary>Resources that are made; data sources are read before.</summary>
    private static IEnumerable<JsonElement> Resources(JsonElement module) =>
        TerraformResource.Member(module, "resources").SelectMany(TerraformResource.Items)
            .Where(resource => Member(resource, "mode") is "managed");

    private static IEnumerable<JsonProperty> Members(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : [];

    private static string Address(JsonElement resource) =>
        $"{Member(resource, "type")}.{Member(resource, "name")}";

    private static string Member(JsonElement resource, string name) =>
        TerraformResource.Text(resource, name) ?? "";
}
