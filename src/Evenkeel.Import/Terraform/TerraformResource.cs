using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Evenkeel.Import.Terraform;

/// <summary>
/// A resource of a configuration or of a plan. Blocks may stand as an object or as a list of objects, numbers
/// as texts: Terraform's JSON syntax takes both, and plans show them as the provider's schema has them.
/// </summary>
/// <param name="Type">Its type.</param>
/// <param name="Name">Its name among those of its type.</param>
/// <param name="Values">Its arguments.</param>
/// <param name="Expressions">
/// Where its arguments refer to: a plan's <c>configuration</c>; in a configuration the arguments themselves.
/// </param>
internal sealed partial record TerraformResource(
    string Type, string Name, JsonElement Values, JsonElement Expressions)
{
    /// <summary>Its address.</summary>
    public string Address => $"{Type}.{Name}";

    /// <summary>The values at a path: each step a member, lists gone through.</summary>
    public IEnumerable<JsonElement> At(params ReadOnlySpan<string> path)
    {
        IEnumerable<JsonElement> found = [Values];
        foreach (var step in path)
        {
            found = found.SelectMany(Items).SelectMany(element => Member(element, step)).ToList();
        }

        return found.SelectMany(Items);
    }

    /// <summary>The whole number at a path; null where there is none.</summary>
    public int? Number(params ReadOnlySpan<string> path) => Number(At(path).FirstOrDefault());

    /// <summary>The text at a path; null where there is none.</summary>
    public string? Text(params ReadOnlySpan<string> path) => Text(At(path).FirstOrDefault());

    /// <summary>The flag at a path; null where there is none.</summary>
    public bool? Flag(params ReadOnlySpan<string> path) => At(path).FirstOrDefault().ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The texts at a path.</summary>
    public IEnumerable<string> Texts(params ReadOnlySpan<string> path) =>
        At(path).Select(Text).OfType<string>();

    /// <summary>
    /// The names of resources, or data sources, of a type that an argument refers to, in their order.
    /// </summary>
    public IEnumerable<string> References(string member, string type) =>
        from element in Member(Expressions, member)
        from text in AllTexts(element)
        from Match reference in Reference().Matches(text)
        where reference.Groups["type"].Value == type
        group reference by reference.Groups["name"].Value into named
        select named.Key;

    /// <summary>A member of an object, if it has it.</summary>
    public static IEnumerable<JsonElement> Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind != JsonValueKind.Null
            ? [value]
            : [];

    /// <summary>The items of a list, or the only value in its place.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray(),
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        _ => [element],
    };

    /// <summary>A whole number, written as one or as a text.</summary>
    public static int? Number(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number when element.TryGetInt32(out var number) => number,
        JsonValueKind.Number when element.TryGetDouble(out var number)
            && number == Math.Floor(number) && Math.Abs(number) < int.MaxValue => (int)number,
        JsonValueKind.String when int.TryParse(
            element.GetString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            => number,
        _ => null,
    };

    /// <summary>The text that is a member of an object; null where there is none.</summary>
    public static string? Text(JsonElement element, string member) =>
        Member(element, member).Select(Text).FirstOrDefault();

    /// <summary>A text.</summary>
    public static string? Text(JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    /// <summary>
    /// In a configuration references stand in templates, in a plan's <c>configuration</c> in lists of their
    /// own.
    /// </summary>
    private static IEnumerable<string> AllTexts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(AllTexts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => AllTexts(member.Value)),
        _ => [],
    };

    [GeneratedRegex(
        @"(?<![\w.""])(data\.)?(?<type>aws_\w+)\.(?<name>[\w-]+)",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
