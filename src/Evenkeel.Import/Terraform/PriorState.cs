using System.Text.Json;
using System.Text.Json.Nodes;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Text;

namespace Evenkeel.Import.Terraform;

/// <summary>
/// What a plan says of what exists already: <c>prior_state</c> of <c>terraform show -json</c> ("JSON Output
/// Format", state representation), which is the state as AWS answered a moment before.
/// </summary>
public sealed class PriorState
{
    private const string Managed = "managed";

    private readonly JsonElement plan;
    private readonly JsonElement values;
    private readonly string path;

    private PriorState(JsonElement plan, string path)
    {
        (this.plan, this.path) = (plan, path);
        values = TerraformResource.Member(plan, "prior_state")
            .SelectMany(static state => TerraformResource.Member(state, "values")).FirstOrDefault();
    }

    /// <summary>Whether nothing exists.</summary>
    public bool IsEmpty => !Resources(Managed).Any();

    /// <summary>
    /// The cluster file of the last change; null where the state has none. The outputs of
    /// <c>prior_state</c> are those of the new configuration already where they are known (Terraform sets
    /// them in the state that it refreshes); what was before is in <c>output_changes</c>.
    /// </summary>
    public SourceText? File =>
        TerraformResource.Member(plan, "output_changes")
            .SelectMany(static changes => TerraformResource.Member(changes, StateOutputs.ClusterFile))
            .Select(static change => TerraformResource.Text(change, "before")).FirstOrDefault() is { } text
            ? new("the cluster file of the last change", text)
            : null;

    /// <summary>Reads a plan.</summary>
    /// <param name="plan">The plan's text.</param>
    /// <param name="diagnostics">Takes what is wrong (EK3201).</param>
    /// <returns>Null where it is no plan.</returns>
    public static PriorState? Of(SourceText plan, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var parsed = TerraformConfiguration.Parse(plan.Path, plan.Content, diagnostics);
        return parsed is { } root ? new(root, plan.Path) : null;
    }

    /// <summary>What AWS has been told.</summary>
    /// <param name="model">The cluster that it was told of.</param>
    /// <param name="diagnostics">Takes what is missing or of another cluster (EK32nn).</param>
    /// <returns>Null where there are errors.</returns>
    public AwsModel? Read(ClusterModel model, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var exists = TerraformConfiguration.Of(path, Resources());
        return TerraformReader.Read(exists, model, diagnostics) is { } aws
            ? InOrderOf(model, aws)
            : null;
    }

    /// <summary>
    /// A state names other resources by their ids, and readers ask for their addresses: each id in an
    /// argument stands for the resource that has it.
    /// </summary>
    private IEnumerable<TerraformResource> Resources()
    {
        var addresses = Addresses();
        foreach (var resource in Resources(Managed))
        {
            var arguments = TerraformResource.Member(resource, "values").FirstOrDefault();
            yield return new(
                TerraformResource.Text(resource, "type") ?? "",
                TerraformResource.Text(resource, "name") ?? "",
                arguments, JsonSerializer.SerializeToElement(References(arguments, addresses)));
        }
    }

    private Dictionary<string, string> Addresses()
    {
        var addresses = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var resource in Resources(Managed).Concat(Resources("data")))
        {
            var arguments = TerraformResource.Member(resource, "values").FirstOrDefault();
            var (type, name) = (
                TerraformResource.Text(resource, "type"), TerraformResource.Text(resource, "name"));
            foreach (var id in new[] { "id", "arn" }.Select(key => TerraformResource.Text(arguments, key))
                .OfType<string>().Distinct(StringComparer.Ordinal))
            {
                // Some have an id that is a name, which others may bear, too.
                var others = addresses.GetValueOrDefault(id, "");
                addresses[id] = $"{others} {type}.{name}";
            }
        }

        return addresses;
    }

    private static JsonNode? References(JsonElement element, Dictionary<string, string> addresses) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => new JsonObject(element.EnumerateObject().Select(
                m => KeyValuePair.Create(m.Name, References(m.Value, addresses)))),
            JsonValueKind.Array => new JsonArray(
                [.. element.EnumerateArray().Select(item => References(item, addresses))]),
            JsonValueKind.String => addresses.GetValueOrDefault(element.GetString()!),
            _ => null,
        };

    private IEnumerable<JsonElement> Resources(string mode) =>
        TerraformResource.Member(values, "root_module")
            .SelectMany(static module => TerraformResource.Member(module, "resources"))
            .SelectMany(TerraformResource.Items)
            .Where(resource => TerraformResource.Text(resource, "mode") == mode);

    /// <summary>A state keeps sets in an order of its own.</summary>
    private static AwsModel InOrderOf(ClusterModel model, AwsModel aws) => aws with
    {
        Groups =
        [
            .. aws.Groups.Zip(model.Aws.Groups, (read, written) => read with
            {
                Zones = [.. read.Zones.OrderBy(zone => (uint)model.Zones.IndexOf(zone))],
                TargetGroups =
                    [.. read.TargetGroups.OrderBy(target => (uint)written.TargetGroups.IndexOf(target))],
            }),
        ],
        LoadBalancers =
        [
            .. aws.LoadBalancers.Select(read => read with
            {
                Zones = [.. read.Zones.OrderBy(zone => (uint)model.Zones.IndexOf(zone))],
            }),
        ],
    };
}
