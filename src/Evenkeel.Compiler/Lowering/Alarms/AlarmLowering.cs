using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;

namespace Evenkeel.Compiler.Lowering.Alarms;

/// <summary>Alarms of CloudWatch, where the file names a topic for them.</summary>
internal static class AlarmLowering
{
    /// <summary>Where each alarm's runbook stands.</summary>
    public const string Runbooks = "docs/cloudwatch-alarms.md";

    /// <summary>What groups report to CloudWatch where there are alarms.</summary>
    public const string GroupMetric = "GroupInServiceInstances";

    /// <summary>The alarms; null where the file names no topic.</summary>
    public static TfFile? Lower(LoweringScope scope) => scope.Model.Account.AlarmTopic is not { } topic
        ? null
        : new("alarms", [.. AlarmTable.Of(scope).Select(alarm => Block(scope, alarm, topic))]);

    private static TfBlock Block(LoweringScope scope, Alarm alarm, string topic)
    {
        var key = ResourceNames.Word(alarm.Kind)
            + (alarm.Of is null ? "" : $"_{ResourceNames.Word(alarm.Of)}");
        return TfBlock.Of(new("aws_cloudwatch_metric_alarm", key), new()
        {
            ["alarm_actions"] = TfValue.List(topic),
            ["alarm_description"] = $"{scope.Model.Name}: {alarm.Means}. Runbook: {Runbooks}#{alarm.Kind}",
            ["alarm_name"] = alarm.Of is null
                ? scope.Names.Dotted(alarm.Kind)
                : scope.Names.Dotted(alarm.Kind, alarm.Of),
            ["comparison_operator"] = alarm.IsAbove
                ? "GreaterThanOrEqualToThreshold"
                : "LessThanThreshold",
            ["datapoints_to_alarm"] = alarm.Minutes,
            ["dimensions"] = alarm.Dimensions,
            ["evaluation_periods"] = alarm.Minutes,
            ["metric_name"] = alarm.Metric,
            ["namespace"] = alarm.Namespace,
            ["ok_actions"] = TfValue.List(topic),
            ["period"] = 60,
            ["statistic"] = alarm.Statistic,
            ["threshold"] = alarm.Threshold,
            ["treat_missing_data"] = alarm.RingsWhenSilent ? "breaching" : "notBreaching",
        });
    }
}
