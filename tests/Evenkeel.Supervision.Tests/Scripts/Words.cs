using System.Globalization;

namespace Evenkeel.Supervision.Tests.Scripts;

/// <summary>A line of a script: a verb, a bare word for what it is about, flags, and <c>key=value</c> pairs.</summary>
internal sealed class Words
{
    private static readonly Dictionary<string, string> Subjects = new(StringComparer.Ordinal)
    {
        ["run"] = "seconds", ["exit"] = "child", ["silence"] = "request", ["refuse"] = "request",
        ["answer"] = "request", ["store"] = "object", ["delete"] = "object",
    };

    private readonly List<KeyValuePair<string, string>> pairs = [];
    private readonly HashSet<string> flags = new(StringComparer.Ordinal);

    public required string Verb { get; init; }

    public IEnumerable<KeyValuePair<string, string>> Pairs => pairs;

    public static Words Of(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var words = new Words { Verb = parts[0] };
        for (var i = 1; i < parts.Length; i++)
        {
            var equals = parts[i].IndexOf('=');
            if (equals > 0)
            {
                words.pairs.Add(new(parts[i][..equals], parts[i][(equals + 1)..]));
            }
            else if (i == 1 && Subjects.TryGetValue(parts[0], out var key))
            {
                words.pairs.Add(new(key, parts[i]));
            }
            else
            {
                words.flags.Add(parts[i]);
            }
        }

        return words;
    }

    public static ulong ParseHex(string text) =>
        ulong.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    public bool Has(string name) => flags.Contains(name) || Text(name) is not null;

    public string? Text(string key) => pairs.Where(p => p.Key == key).Select(p => p.Value).FirstOrDefault();

    public long Number(string key, long usual) =>
        Text(key) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : usual;

    public ulong Hex(string key, ulong usual) => Text(key) is { } text ? ParseHex(text) : usual;

    public IReadOnlyList<string> List(string key) =>
        Text(key)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
