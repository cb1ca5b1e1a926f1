using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import.Scenarios;

/// <summary>Reads the faults of a scenario that are not of nodes, and their repairs.</summary>
/// <param name="nodes">Reads which nodes an action is about.</param>
internal sealed class FaultReader(Func<ObjectReader, string, NodeTarget?> nodes)
{
    /// <summary>The keys of faults, which can be healed and can have a <c>for</c>.</summary>
    public static readonly string[] Verbs =
    [
        "fail", "drain", "isolate", "kubelet", "hang", "volume", "nat", "balancer", "capacity", "api",
        "awsApi", "registry", "outOfService", "partition", "disk", "clock",
    ];

    /// <summary>The fault under a key; null where it is wrong (reported).</summary>
    public ScenarioAction? Read(ObjectReader fields, string key) => key switch
    {
        "fail" => nodes(fields, key) is { } target ? new ScenarioAction.Fail(target) : null,
        "drain" => nodes(fields, key) is { } target ? new ScenarioAction.Drain(target) : null,
        "isolate" => nodes(fields, key) is { } target ? new ScenarioAction.Isolate(target) : null,
        "kubelet" => nodes(fields, key) is { } target ? new ScenarioAction.StopKubelet(target) : null,
        "outOfService" => nodes(fields, key) is { } target ? new ScenarioAction.OutOfService(target) : null,
        "hang" => IsOfNodes(fields, key)
            ? nodes(fields, key) is { } target ? new ScenarioAction.HangNodes(target) : null
            : fields.Object(key) is { } hang ? ReadHang(hang) : null,
        "volume" => fields.Object(key) is { } volume ? ReadVolume(volume) : null,
        "nat" => ReadZone(fields, key) is { } zone ? new ScenarioAction.LoseNat(zone) : null,
        "balancer" => ReadZone(fields, key) is { } zone ? new ScenarioAction.LoseBalancer(zone) : null,
        "capacity" => ReadCapacity(fields, key),
        "api" => IsLost(fields, key) ? new ScenarioAction.LoseApi() : null,
        "partition" or "disk" or "clock" => PlaneFaultReader.Read(fields, key),
        "awsApi" => fields.Enum(key, ("lost", true), ("slow", false)) switch
        {
            true => new ScenarioAction.LoseAwsApi(),
            false => new ScenarioAction.SlowAwsApi(),
            _ => null,
        },
        _ => IsLost(fields, key) ? new ScenarioAction.LoseRegistry() : null,
    };

    /// <summary>The repair under <c>heal</c>, which names the fault as it was done.</summary>
    public ScenarioAction? ReadHeal(ObjectReader parent, string key)
    {
        if (parent.Object(key) is not { } fields)
        {
            return null;
        }

        var given = Verbs.Where(fields.Has).ToList();
        fields.RejectUnknown();
        if (given.Count != 1)
        {
            fields.Invalid(
                fields.Span, fields.Path, "must name one fault",
                $"write it as it was done: {{{Verbs[0]}: …}}");
            return null;
        }

        var fault = Read(fields, given[0]);
        if (fault is not ScenarioAction.LoseVolume)
        {
            return fault is null ? null : new ScenarioAction.Heal(fault);
        }

        StaysLost(fields, given[0]);
        return null;
    }

    /// <summary>How long a fault lasts; null where it is not said, or cannot be (reported).</summary>
    public static TimeSpan? ReadFor(ObjectReader fields, string verb, ScenarioAction? fault)
    {
        if (Seconds.Read(fields, "for") is not { } time)
        {
            return null;
        }

        if (!Verbs.Contains(verb, StringComparer.Ordinal))
        {
            fields.Invalid("for", $"stands beside `{verb}`, which does not last", "leave it out");
            return null;
        }

        if (fault is not ScenarioAction.LoseVolume)
        {
            return time;
        }

        StaysLost(fields, "for");
        return null;
    }

    private static void StaysLost(ObjectReader fields, string key) => fields.Invalid(
        key, "would bring back a volume that is lost", "leave it out, or write `is: stalled`");

    /// <summary>Whether machines hang, and not a pod.</summary>
    private static bool IsOfNodes(ObjectReader parent, string key) =>
        parent.Node(key) is YamlMapping mapping
        && mapping.Entries.Any(static e => e.Key.Value is "zone" or "node" or "nodes");

    private static ScenarioAction.Hang? ReadHang(ObjectReader fields)
    {
        var kind = fields.RequiredText("kind", "Deployment") is null ? null : fields.Enum(
            "kind",
            ("Deployment", WorkloadKind.Deployment),
            ("ReplicaSet", WorkloadKind.ReplicaSet),
            ("StatefulSet", WorkloadKind.StatefulSet),
            ("DaemonSet", WorkloadKind.DaemonSet),
            ("Pod", WorkloadKind.Pod));
        var name = fields.RequiredString("name");
        var pod = fields.Has("pod") ? fields.Int("pod", 0) : 0;
        fields.RejectUnknown();
        return kind is { } of && name is not null && pod is { } index
            ? new(of, ObjectName.Parse(name), index)
            : null;
    }

    private static ScenarioAction? ReadVolume(ObjectReader fields)
    {
        var claim = fields.RequiredString("claim");
        var lost = fields.RequiredText("is", "stalled") is null
            ? null
            : fields.Enum("is", ("lost", true), ("stalled", false));
        fields.RejectUnknown();
        return claim is null || lost is not { } isLost ? null
            : isLost ? new ScenarioAction.LoseVolume(ObjectName.Parse(claim))
            : new ScenarioAction.StallVolume(ObjectName.Parse(claim));
    }

    private static string? ReadZone(ObjectReader parent, string key)
    {
        if (parent.Object(key) is not { } fields)
        {
            return null;
        }

        var zone = fields.RequiredString("zone");
        fields.RejectUnknown();
        return zone;
    }

    private static ScenarioAction.RefuseLaunches? ReadCapacity(ObjectReader parent, string key)
    {
        if (parent.Node(key) is YamlScalar)
        {
            return parent.Enum(key, ("none", true)) is not null ? new(Zone: null) : null;
        }

        return ReadZone(parent, key) is { } zone ? new(zone) : null;
    }

    private static bool IsLost(ObjectReader fields, string key) =>
        fields.Enum(key, ("lost", true)) is not null;
}
