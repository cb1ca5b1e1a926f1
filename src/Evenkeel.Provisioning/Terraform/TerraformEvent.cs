using System.Text.Json;

namespace Evenkeel.Provisioning.Terraform;

/// <summary>What a line of Terraform's machine-readable output is about.</summary>
public enum TerraformEventKind
{
    /// <summary>Anything that is not acted upon.</summary>
    Other,

    /// <summary>A change that is planned.</summary>
    Planned,

    /// <summary>A change begins.</summary>
    Started,

    /// <summary>A change goes on, after ten seconds and more.</summary>
    Going,

    /// <summary>A change is done.</summary>
    Done,

    /// <summary>A change failed.</summary>
    Failed,

    /// <summary>How many changes are planned or done.</summary>
    Summary,

    /// <summary>An error or a warning.</summary>
    Diagnostic,
}

/// <summary>
/// A line of the output of <c>plan</c>, <c>apply</c> and <c>destroy</c> with <c>-json</c>
/// (developer.hashicorp.com/terraform/internals/machine-readable-ui).
/// </summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Text">It in words.</param>
public sealed record TerraformEvent(TerraformEventKind Kind, string Text)
{
    /// <summary>The address of the resource; null where it is about none.</summary>
    public string? Address { get; init; }

    /// <summary><c>create</c>, <c>update</c>, <c>delete</c>, <c>replace</c>, <c>read</c>…</summary>
    public string? Action { get; init; }

    /// <summary>How long the change has taken.</summary>
    public int? Seconds { get; init; }

    /// <summary>Of a diagnostic, whether it is an error.</summary>
    public bool IsError { get; init; }

    /// <summary>Of a diagnostic, what it says beyond its summary.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Of a summary, how much is added, changed and removed.</summary>
    public (int Add, int Change, int Remove) Counts { get; init; }

    /// <summary>
    /// Reads a line; what is no JSON becomes an event of the kind <see cref="TerraformEventKind.Other"/>.
    /// </summary>
    public static TerraformEvent Read(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return new(TerraformEventKind.Other, line);
        }
    }

    private static TerraformEvent Read(JsonElement root)
    {
        var text = TextOf(root, "@message") ?? "";
        var kind = TextOf(root, "type") switch
        {
            "planned_change" => TerraformEventKind.Planned,
            "apply_start" => TerraformEventKind.Started,
            "apply_progress" => TerraformEventKind.Going,
            "apply_complete" => TerraformEventKind.Done,
            "apply_errored" => TerraformEventKind.Failed,
            "change_summary" => TerraformEventKind.Summary,
            "diagnostic" => TerraformEventKind.Diagnostic,
            _ => TerraformEventKind.Other,
        };
        var about = Member(root, kind == TerraformEventKind.Planned ? "change" : "hook");
        var changes = Member(root, "changes");
        var diagnostic = Member(root, "diagnostic");
        return new(kind, kind == TerraformEventKind.Diagnostic ? TextOf(diagnostic, "summary") ?? text : text)
        {
            Address = TextOf(Member(about, "resource"), "addr") ?? TextOf(diagnostic, "address"),
            Action = TextOf(about, "action"),
            Seconds = Number(about, "elapsed_seconds"),
            IsError = TextOf(diagnostic, "severity") == "error",
            Detail = TextOf(diagnostic, "detail") ?? "",
            Counts = (
                Number(changes, "add") ?? 0, Number(changes, "change") ?? 0, Number(changes, "remove") ?? 0),
        };
    }

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value
            : default;

    private static string? TextOf(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    private static int? Number(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.Number } value
            && value.TryGetDouble(out var number)
            ? (int)number
            : null;
}
