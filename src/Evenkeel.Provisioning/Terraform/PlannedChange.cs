using System.Collections.Immutable;
using System.Text.Json;

namespace Evenkeel.Provisioning.Terraform;

/// <summary>What a plan does to a resource.</summary>
public enum PlannedAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is made.</summary>
    Create,

    /// <summary>It is changed where it is.</summary>
    Update,

    /// <summary>It is removed and made anew, in whichever order.</summary>
    Replace,

    /// <summary>It is removed.</summary>
    Destroy,
}

/// <summary>A resource of a plan, as <c>terraform show -json PLAN</c> tells of it.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Type">Its type.</param>
/// <param name="Action">What is done to it.</param>
public sealed record PlannedChange(string Address, string Type, PlannedAction Action)
{
    /// <summary>Its arguments before; undefined where it is made.</summary>
    public JsonElement Before { get; init; }

    /// <summary>Its arguments afterwards, as far as they are known; undefined where it is removed.</summary>
    public JsonElement After { get; init; }

    /// <summary>Whether something that exists is taken into the state.</summary>
    public bool IsImported { get; init; }

    /// <summary>The arguments that make a replacement necessary, each by its path.</summary>
    public ImmutableArray<string> ReplacedBy { get; init; } = [];

    /// <summary>
    /// An argument afterwards, or, where it is removed, before; null where it is not known.
    /// </summary>
    public string? Text(params ReadOnlySpan<string> path)
    {
        var at = After.ValueKind == JsonValueKind.Object ? After : Before;
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at)) return null;
        }

        return at.ValueKind switch
        {
            JsonValueKind.String => at.GetString(),
            JsonValueKind.Number => at.GetRawText(),
            _ => null,
        };
    }

    /// <summary>The texts of an argument that is a list; none where it is not known.</summary>
    public IEnumerable<string> Texts(string name) =>
        After.ValueKind == JsonValueKind.Object && After.TryGetProperty(name, out var list)
            && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(static e => e.ValueKind == JsonValueKind.String)
                .Select(static e => e.GetString()!)
            : [];

    /// <summary>Every managed resource of a plan.</summary>
    public static ImmutableArray<PlannedChange> Of(JsonElement plan) =>
        plan.TryGetProperty("resource_changes", out var changes)
            ? [.. changes.EnumerateArray().Where(IsManaged).Select(Read)]
            : [];

    private static bool IsManaged(JsonElement change) =>
        change.TryGetProperty("mode", out var mode) && mode.GetString() == "managed";

    private static PlannedChange Read(JsonElement element)
    {
        var change = element.GetProperty("change");
        var actions = change.GetProperty("actions").EnumerateArray()
            .Select(static a => a.GetString() ?? "").ToList();
        return new(
            element.GetProperty("address").GetString()!, element.GetProperty("type").GetString()!,
            ActionOf(actions))
        {
            Before = Member(change, "before"),
            After = Member(change, "after"),
            IsImported = Member(change, "importing").ValueKind == JsonValueKind.Object,
            ReplacedBy = [.. Paths(Member(change, "replace_paths"))],
        };
    }

    private static PlannedAction ActionOf(List<string> actions) =>
        actions.Count > 1 ? PlannedAction.Replace
        : actions.FirstOrDefault() switch
        {
            "create" => PlannedAction.Create,
            "update" => PlannedAction.Update,
            "delete" => PlannedAction.Destroy,
            _ => PlannedAction.None,
        };

    private static IEnumerable<string> Paths(JsonElement paths) =>
        paths.ValueKind != JsonValueKind.Array ? [] : paths.EnumerateArray().Select(static path =>
            string.Join('.', path.EnumerateArray().Select(static step => step.ToString())));

    private static JsonElement Member(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.Clone()
            : default;
}
