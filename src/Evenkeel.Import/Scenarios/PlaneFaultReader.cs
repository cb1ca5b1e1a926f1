using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import.Scenarios;

/// <summary>Reads the faults of a scenario that are of servers and of the networks between zones.</summary>
internal static class PlaneFaultReader
{
    private const int LongestJump = 366 * 24 * 3600;

    /// <summary>The fault under a key; null where it is wrong (reported).</summary>
    public static ScenarioAction? Read(ObjectReader parent, string key)
    {
        if (key == "roll")
        {
            return parent.Enum(key, ("servers", true)) is true ? new ScenarioAction.RollServers() : null;
        }

        return parent.Object(key) is not { } fields ? null : key switch
        {
            "partition" => ReadPartition(fields),
            "clock" => ReadClock(fields),
            "disk" => ReadServer(fields, "stalled", "slow") switch
            {
                (null, _) or (_, null) => null,
                (var target, true) => new ScenarioAction.StallMember(target),
                (var target, _) => new ScenarioAction.SlowMember(target),
            },
            _ => ReadServer(fields, "killed", "lost") switch
            {
                (null, _) or (_, null) => null,
                (var target, true) => new ScenarioAction.KillMember(target),
                (var target, _) => new ScenarioAction.LoseMemberVolume(target),
            },
        };
    }

    /// <summary>A server, and which of two ways it is struck in.</summary>
    private static (NodeTarget? Target, bool? IsFirst) ReadServer(
        ObjectReader fields, string first, string second)
    {
        var target = ReadServer(fields);
        bool? way = fields.RequiredText("is", first) is null
            ? null : fields.Enum("is", (first, true), (second, false));
        fields.RejectUnknown();
        return (target, way);
    }

    private static ScenarioAction.JumpClock? ReadClock(ObjectReader fields)
    {
        var target = ReadServer(fields);
        var by = fields.RequiredText("by", "3600") is null ? null
            : fields.Int("by", -LongestJump, LongestJump);
        fields.RejectUnknown();
        return target is null || by is not { } seconds ? null : new(target, TimeSpan.FromSeconds(seconds));
    }

    private static NodeTarget? ReadServer(ObjectReader fields) =>
        fields.RequiredText("node", "server-1") is { } name
            ? NodeTarget.OfNodes(name.Value) with { Spans = [name.Span] }
            : null;

    /// <summary>Of two zones: the first is the one that the second does not hear.</summary>
    private static ScenarioAction.Partition? ReadPartition(ObjectReader fields)
    {
        var zones = fields.Has("zones") ? fields.Texts("zones") : [];
        if (zones.Count != 2 || zones[0].Value == zones[1].Value)
        {
            fields.Invalid("zones", "must name two zones", "write `zones: [A, B]`");
        }

        var isOneWay = fields.Has("oneWay") ? fields.Bool("oneWay") : false;
        var percent = fields.Has("loss") ? ReadLoss(fields) : 100;
        fields.RejectUnknown();
        return zones.Count != 2 || zones[0].Value == zones[1].Value || isOneWay is not { } one
            || percent is not { } lost
                ? null
                : new(zones[0].Value, zones[1].Value, lost, !one);
    }

    private static int? ReadLoss(ObjectReader fields)
    {
        if (fields.IntOrPercent("loss") is not { } loss)
        {
            return null;
        }

        if (loss is { IsPercent: true, Number: >= 1 and <= 100 })
        {
            return loss.Number;
        }

        fields.Invalid(
            "loss", $"is {DisplayText.Quote(loss.ToString())}, but must be 1% to 100%",
            "write how many percent of all messages are lost, such as `30%`");
        return null;
    }
}
