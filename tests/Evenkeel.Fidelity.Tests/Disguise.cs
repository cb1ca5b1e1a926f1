using System.Text.RegularExpressions;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Fidelity.Tests;

/// <summary>
/// The same scenario under other names and in another order, so that a model which knows the cases and not
/// the rules is found out.
/// </summary>
internal sealed class Disguise
{
    private readonly Dictionary<string, string> names = [];
    private readonly Recording original;

    public Disguise(Recording original)
    {
        this.original = original;
        var objects = original.Parse().Cluster;
        var zones = objects.Nodes.Select(n => n.Zone).Distinct().ToList();
        var apps = objects.Workloads
            .SelectMany(w => w.Template.Labels.GetValueOrDefault("app", "").Split().Append(w.Name.Name))
            .Where(name => name.Length > 0).Distinct().ToList();
        Rename([.. objects.Nodes.Select(n => n.Name)], "machine");
        Rename(zones, "somewhere");
        Rename(apps, "thing");
    }

    /// <summary>The scenario with every name changed and all objects shuffled.</summary>
    /// <param name="seed">The order.</param>
    /// <param name="nodesToo">
    /// Whether Nodes change places among themselves. From 1.35 on the choice among nodes that score alike
    /// follows their order, so that doing so can change which of them gets a pod.
    /// </param>
    public Recording Apply(ulong seed, bool nodesToo)
    {
        var random = new SeededRandom(seed);
        var documents = Translate(original.Cluster, names).Split("\n---\n").Select(d => d.Trim()).ToArray();
        var nodes = documents.Where(IsNode).ToArray();
        random.Shuffle<string>(documents);
        if (nodesToo)
        {
            random.Shuffle<string>(nodes);
        }

        var next = 0;
        var shuffled = documents.Select(d => IsNode(d) ? nodes[next++] : d);
        return original with
        {
            Cluster = string.Join("\n---\n", shuffled) + "\n",
            Scenario = Translate(original.Scenario, names),
        };
    }

    /// <summary>Puts the names of a result back, so that it can be held against the recording.</summary>
    public string Undo(string json)
    {
        var back = names.ToDictionary(n => $"\"{n.Value}\"", n => $"\"{n.Key}\"");
        return back.Aggregate(json, (text, n) => text.Replace(n.Key, n.Value, StringComparison.Ordinal));
    }

    private static bool IsNode(string document) =>
        Regex.IsMatch(document, "^kind: Node$", RegexOptions.Multiline, Patience);

    private static TimeSpan Patience => TimeSpan.FromSeconds(5);

    /// <summary>New names sort the other way round than the old ones.</summary>
    private void Rename(List<string> old, string prefix)
    {
        for (var i = 0; i < old.Count; i++)
        {
            names.TryAdd(old[i], $"{prefix}-{old.Count - i:00}");
        }
    }

    private static string Translate(string yaml, Dictionary<string, string> names)
    {
        var any = string.Join('|', names.Keys.OrderByDescending(n => n.Length).Select(Regex.Escape));
        var whole = $@"(?<![\w./-])({any})(?![\w./-])";
        return Regex.Replace(yaml, whole, m => names[m.Value], RegexOptions.None, Patience);
    }
}
