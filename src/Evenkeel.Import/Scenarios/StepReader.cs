using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;
using Evenkeel.Import.Kubernetes;

namespace Evenkeel.Import.Scenarios;

/// <summary>Reads the events of a scenario, in the order of the file.</summary>
internal sealed class StepReader
{
    private static readonly string[] Actions =
    [
        .. FaultReader.Verbs, "heal", "restore", "deleteNode", "deletePods", "member", "roll", "scale",
        "load", "addNodes",
    ];

    private readonly Func<string, SourceText?> openBeside;
    private readonly DiagnosticBag diagnostics;
    private readonly FaultReader faults;
    private readonly HashSet<string> snapshots = new(StringComparer.Ordinal) { "end" };

    private TimeSpan latest;

    public StepReader(Func<string, SourceText?> openBeside, DiagnosticBag diagnostics)
    {
        this.openBeside = openBeside;
        this.diagnostics = diagnostics;
        faults = new(Target);
    }

    /// <summary>The steps; those with mistakes are left out.</summary>
    public IReadOnlyList<ScenarioStep> Read(ObjectReader root, TimeSpan? end)
    {
        var steps = new List<ScenarioStep>();
        foreach (var fields in root.Objects("events"))
        {
            steps.AddRange(ReadStep(fields, end));
        }

        return steps;
    }

    private TimeSpan? ReadTime(ObjectReader fields, TimeSpan? end)
    {
        if (Seconds.Required(fields, "at", diagnostics) is not { } at)
        {
            return null;
        }

        if (at > end)
        {
            diagnostics.Add(ImportDiagnostics.AfterEnd(fields.SpanOf("at"), at, end.Value));
        }

        if (at < latest)
        {
            diagnostics.Add(ImportDiagnostics.OutOfOrder(fields.SpanOf("at"), at, latest));
        }

        latest = at > latest ? at : latest;
        return at;
    }

    /// <summary>The step, and where it says how long a fault lasts, the repair.</summary>
    private IEnumerable<ScenarioStep> ReadStep(ObjectReader fields, TimeSpan? end)
    {
        var at = ReadTime(fields, end);
        var snapshot = fields.Text("snapshot");
        if (snapshot is { } name && !snapshots.Add(name.Value))
        {
            diagnostics.Add(ImportDiagnostics.SnapshotName(name.Span, name.Value));
        }

        var given = Actions.Where(fields.Has).ToList();
        var isOne = given.Count == 1 || (given.Count == 0 && snapshot is not null);
        _ = fields.Has("for");
        var isKnown = RejectUnknown(fields);
        if (given.Count > 1)
        {
            diagnostics.Add(ImportDiagnostics.TwoActions(fields.Span, given));
        }
        else if (!isOne && isKnown)
        {
            diagnostics.Add(ImportDiagnostics.NoAction(fields.Span));
        }

        if (given.Count == 0)
        {
            ScenarioStep? alone = at is { } time && isOne
                ? new(time, snapshot?.Value, null) { Span = fields.Span }
                : null;
            return alone is null ? [] : [alone];
        }

        var actions = given.ConvertAll(key => ReadAction(fields, key));
        var lasts = FaultReader.ReadFor(fields, given[0], actions[0]);
        if (at is not { } when || !isOne || actions[0] is not { } action)
        {
            return [];
        }

        var span = fields.SpanOf(given[0]);
        var step = new ScenarioStep(when, snapshot?.Value, action) { Span = span };
        return lasts is not { } length
            ? [step]
            : [step, new(when + length, null, new ScenarioAction.Heal(action)) { Span = span }];
    }

    private ScenarioAction? ReadAction(ObjectReader fields, string key) => key switch
    {
        "heal" => faults.ReadHeal(fields, key),
        "restore" => Target(fields, key) is { } target ? new ScenarioAction.Restore(target) : null,
        "deleteNode" => Target(fields, key) is { } target ? new ScenarioAction.DeleteNode(target) : null,
        "deletePods" => fields.Object(key) is { } pods ? ReadDeletePods(pods) : null,
        "member" or "roll" => PlaneFaultReader.Read(fields, key),
        "scale" => fields.Object(key) is { } scale ? ReadScale(scale) : null,
        "load" => fields.Object(key) is { } load ? ReadLoad(load) : null,
        "addNodes" => ReadNodes(fields, key),
        _ => faults.Read(fields, key),
    };

    private static ScenarioAction.DeletePods? ReadDeletePods(ObjectReader fields)
    {
        var service = fields.RequiredString("service");
        fields.RejectUnknown();
        return service is null ? null : new(ObjectName.Parse(service));
    }

    private NodeTarget? Target(ObjectReader parent, string key)
    {
        if (parent.Object(key) is not { } fields)
        {
            return null;
        }

        var given = new[] { "zone", "node", "nodes" }.Where(fields.Has).ToList();
        var isKnown = RejectUnknown(fields);
        if (given.Count > 1 || (given.Count == 0 && isKnown))
        {
            diagnostics.Add(ImportDiagnostics.TargetCount(fields.Span, fields.Path));
        }

        if (given.Count != 1)
        {
            return null;
        }

        if (given[0] is "nodes")
        {
            var names = fields.Texts("nodes");
            if (fields.Node("nodes") is YamlSequence { Items.Count: 0 })
            {
                diagnostics.Add(ImportDiagnostics.TargetCount(fields.Span, fields.Path));
            }

            return names.Count == 0
                ? null
                : new(null, [.. names.Select(n => n.Value)]) { Spans = [.. names.Select(n => n.Span)] };
        }

        if (fields.Text(given[0]) is not { } name)
        {
            return null;
        }

        var target = given[0] is "zone" ? NodeTarget.OfZone(name.Value) : NodeTarget.OfNodes(name.Value);
        return target with { Spans = [name.Span] };
    }

    /// <summary>Reports unknown keys; false where there are some, which are what is missing then.</summary>
    private bool RejectUnknown(ObjectReader fields)
    {
        var errors = diagnostics.ErrorCount;
        fields.RejectUnknown();
        return diagnostics.ErrorCount == errors;
    }

    private static ScenarioAction.Scale? ReadScale(ObjectReader fields)
    {
        var (kind, name) = ReadWorkload(fields);
        var hasReplicas = fields.RequiredText("replicas", "3") is not null;
        var replicas = hasReplicas ? fields.Int("replicas", 0) : null;
        fields.RejectUnknown();
        return kind is { } of && name is not null && replicas is { } count
            ? new(of, ObjectName.Parse(name), count)
            : null;
    }

    private static ScenarioAction.Load? ReadLoad(ObjectReader fields)
    {
        var (kind, name) = ReadWorkload(fields);
        var cpu = fields.RequiredText("cpu", "2400m") is not null ? fields.Quantity("cpu") : null;
        if (cpu is { Sign: < 0 })
        {
            fields.Invalid("cpu", $"is {cpu}, but cannot be negative", "write an amount of at least 0");
        }

        fields.RejectUnknown();
        return kind is { } of && name is not null && cpu is { Sign: >= 0 } load
            ? new(of, ObjectName.Parse(name), load.MilliValue)
            : null;
    }

    private static (WorkloadKind? Kind, string? Name) ReadWorkload(ObjectReader fields)
    {
        var isKind = fields.RequiredText("kind", "Deployment") is not null;
        var kind = isKind
            ? fields.Enum(
                "kind",
                ("Deployment", WorkloadKind.Deployment),
                ("ReplicaSet", WorkloadKind.ReplicaSet),
                ("StatefulSet", WorkloadKind.StatefulSet))
            : null;
        return (kind, fields.RequiredString("name"));
    }

    private ScenarioAction.AddNodes? ReadNodes(ObjectReader parent, string key)
    {
        if (parent.Text(key) is not { } path)
        {
            return null;
        }

        if (openBeside(path.Value) is not { } text)
        {
            diagnostics.Add(ImportDiagnostics.FileMissing(path.Span, path.Value));
            return null;
        }

        var (nodes, others) = ManifestReader.ReadNodes(text, diagnostics);
        if (others > 0 || nodes.IsEmpty)
        {
            diagnostics.Add(ImportDiagnostics.NotNodes(path.Span, path.Value));
        }

        return new(nodes);
    }
}
