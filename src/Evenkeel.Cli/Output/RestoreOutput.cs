using System.Globalization;
using System.Text;
using System.Text.Json;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Cli.Output;

/// <summary>What <c>evenkeel restore</c> prints.</summary>
internal static class RestoreOutput
{
    private const int RevisionColumn = 2;

    /// <summary>When a snapshot was taken: <c>2026-11-28 20:15:03 UTC</c>.</summary>
    public static string Taken(SnapshotInfo snapshot) => DateTimeOffset
        .FromUnixTimeMilliseconds(snapshot.TakenAt)
        .ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The snapshots, for people.</summary>
    public static string Text(string cluster, IReadOnlyList<SnapshotInfo> snapshots, Layout layout)
    {
        if (snapshots.Count == 0)
        {
            return $"{cluster}: no snapshot was taken yet\n";
        }

        var text = new StringBuilder($"{cluster}: {snapshots.Count} snapshots, the latest first\n");
        TextTable.Append(
            text,
            [
                ["snapshot", "taken", "revision"],
                .. snapshots.Select(static s => new[]
                {
                    s.Name, Taken(s), s.Revision.ToString(CultureInfo.InvariantCulture),
                }),
            ],
            new HashSet<int> { RevisionColumn }, layout);
        return text.ToString();
    }

    /// <summary>The snapshots, for programs.</summary>
    public static string Json(string cluster, IReadOnlyList<SnapshotInfo> snapshots) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("cluster", cluster);
        json.WriteObjects("snapshots", snapshots, one => Write(json, one));
        json.WriteEndObject();
    });

    /// <summary>A restore that was carried out, for programs.</summary>
    public static string Json(string cluster, string order, SnapshotInfo snapshot) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("cluster", cluster);
        json.WriteString("order", order);
        json.WriteStartObject("snapshot");
        Write(json, snapshot);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter json, SnapshotInfo snapshot)
    {
        json.WriteString("name", snapshot.Name);
        json.WriteString("taken", DateTimeOffset.FromUnixTimeMilliseconds(snapshot.TakenAt));
        json.WriteNumber("revision", snapshot.Revision);
        json.WriteString("sha256", snapshot.Hash);
    }
}
