using System.Text;
using System.Text.Json;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Provisioning.Live;

namespace Evenkeel.Cli.Output;

/// <summary>What AWS says of a cluster.</summary>
internal static class StatusOutput
{
    /// <summary>The result for programs.</summary>
    public static string Json(ExpectedCluster expected, LiveCluster live, IEnumerable<string> missing) =>
        JsonText.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("cluster", expected.Cluster);
            json.WriteStrings("missing", missing);
            WriteGroups(json, live);
            WriteTargets(json, live);
            WriteVolumes(json, live);
            json.WriteEndObject();
        });

    /// <summary>The result for people.</summary>
    public static string Text(
        ExpectedCluster expected, LiveCluster live, IReadOnlyCollection<string> missing, bool inShort)
    {
        var text = new StringBuilder();
        text.Append(missing.Count == 0
            ? $"{expected.Cluster}: nothing is missing\n"
            : $"{expected.Cluster}: {string.Join("; ", missing.Select(DisplayText.Escape))}\n");
        if (inShort) return text.ToString();

        foreach (var group in live.Groups)
        {
            text.Append($"  group   {group.Name}: {group.InService} of {group.Desired} in service, "
                + $"{string.Join(", ", group.Zones)}\n");
            foreach (var instance in group.Instances.Where(static i => i.State != "InService"))
            {
                text.Append(
                    $"          {instance.Id} in {instance.Zone}: {instance.State}, {instance.Health}\n");
            }
        }

        foreach (var targets in live.Targets)
        {
            text.Append($"  targets {targets.Name}: {targets.Healthy} of {targets.Targets.Length} healthy\n");
            foreach (var target in targets.Targets.Where(static t => t.State != "healthy"))
            {
                var why = target.Why.Length == 0 ? "" : $" ({DisplayText.Escape(target.Why)})";
                text.Append($"          {target.Id}: {target.State}{why}\n");
            }
        }

        foreach (var volume in live.Volumes)
        {
            text.Append($"  volume  {volume.Id} of slot {volume.Slot}, {volume.Zone}: "
                + $"{volume.Instance ?? "no machine has it"}\n");
        }

        return text.ToString();
    }

    private static void WriteGroups(Utf8JsonWriter json, LiveCluster live)
    {
        json.WriteObjects("groups", live.Groups, group =>
        {
            json.WriteString("name", group.Name);
            json.WriteStrings("zones", group.Zones);
            json.WriteNumber("desired", group.Desired);
            json.WriteNumber("inService", group.InService);
            json.WriteObjects("instances", group.Instances, instance =>
            {
                json.WriteString("id", instance.Id);
                json.WriteString("zone", instance.Zone);
                json.WriteString("state", instance.State);
                json.WriteString("health", instance.Health);
            });
        });
    }

    private static void WriteTargets(Utf8JsonWriter json, LiveCluster live)
    {
        json.WriteObjects("targetGroups", live.Targets, group =>
        {
            json.WriteString("name", group.Name);
            json.WriteNumber("healthy", group.Healthy);
            json.WriteObjects("targets", group.Targets, target =>
            {
                json.WriteString("id", target.Id);
                json.WriteString("state", target.State);
                json.WriteString("why", target.Why);
            });
        });
    }

    private static void WriteVolumes(Utf8JsonWriter json, LiveCluster live)
    {
        json.WriteObjects("volumes", live.Volumes, volume =>
        {
            json.WriteString("slot", volume.Slot);
            json.WriteString("id", volume.Id);
            json.WriteString("zone", volume.Zone);
            json.WriteString("instance", volume.Instance);
        });
    }
}
