using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Evenkeel.Supervision.Contract;

/// <summary>
/// The texts of the store's objects and of <c>slot.json</c>. Ids are hexadecimal as etcd prints them; unknown
/// keys are ignored, so that an older agent can read what a newer one wrote. An order to restore may be
/// written by hand: <c>gone</c> and <c>after</c> may be left out, and an editor's byte order mark stands in
/// nobody's way.
/// </summary>
public static class StoredObjectJson
{
    private const char ByteOrderMark = '\uFEFF';

    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    /// <summary>The text of an object.</summary>
    public static string Write(StoredObject content) => Text(json => Write(json, content));

    /// <summary>The text of <c>slot.json</c>.</summary>
    public static string Write(SlotRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Text(json =>
        {
            json.WriteString("incarnation", record.Incarnation);
            json.WriteString("slot", record.Slot);
            json.WriteString("volume", record.Volume);
            json.WriteNumber("boots", record.Boots);
            json.WriteString("stage", record.Stage.ToString());
            json.WriteString("memberId", Hex(record.MemberId));
            json.WriteString("clusterId", Hex(record.ClusterId));
            json.WriteString("token", record.Token);
            json.WriteString("order", record.Order);
        });
    }

    /// <summary>The object in a text; null where it is none.</summary>
    public static StoredObject? Read(string text) => Parsed(text, root => Name(root, "kind") switch
    {
        "claim" => (StoredObject)new FoundingClaim(
            Name(root, "slot"), Name(root, "instance"), Id(root, "nonce"), (int)Number(root, "renewals"),
            Number(root, "until")),
        "marker" => new FoundingMarker(
            Id(root, "clusterId"), Id(root, "memberId"), Name(root, "slot"), Name(root, "token")),
        "slot" => new SlotMark(
            Name(root, "volume"), (int)Number(root, "boots"), Id(root, "nonce"), Id(root, "clusterId"),
            Id(root, "memberId"), Number(root, "revision"), Name(root, "order")),
        "order" => new RestoreOrder(
            Name(root, "name"), Name(root, "snapshot"),
            root.TryGetProperty("gone", out var gone)
                ? [.. gone.EnumerateArray().Select(e => e.GetString() ?? "")] : [],
            root.TryGetProperty("after", out _) ? Name(root, "after") : ""),
        "snapshot" => new SnapshotInfo(
            Name(root, "name"), Number(root, "revision"), Name(root, "sha256"), Number(root, "takenAt"),
            Id(root, "clusterId"),
            [.. root.GetProperty("marks").EnumerateArray()
                .Select(e => new MemberMark(Id(e, "memberId"), Number(e, "revision")))]),
        _ => null,
    });

    /// <summary>The record in a <c>slot.json</c>; null where it is none.</summary>
    public static SlotRecord? ReadSlotRecord(string text) => Parsed(text, root =>
        !Enum.TryParse<MemberStage>(Name(root, "stage"), out var stage) ? null : new SlotRecord
        {
            Incarnation = Name(root, "incarnation"),
            Slot = Name(root, "slot"),
            Volume = Name(root, "volume"),
            Boots = (int)Number(root, "boots"),
            Stage = stage,
            MemberId = Id(root, "memberId"),
            ClusterId = Id(root, "clusterId"),
            Token = Name(root, "token"),
            Order = Name(root, "order"),
        });

    /// <summary>An id as etcd prints it.</summary>
    public static string Hex(ulong id) => id.ToString("x", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter json, StoredObject content)
    {
        switch (content)
        {
            case FoundingClaim claim:
                json.WriteString("kind", "claim");
                json.WriteString("slot", claim.Slot);
                json.WriteString("instance", claim.Instance);
                json.WriteString("nonce", Hex(claim.Nonce));
                json.WriteNumber("renewals", claim.Renewals);
                json.WriteNumber("until", claim.Until);
                break;
            case FoundingMarker marker:
                json.WriteString("kind", "marker");
                json.WriteString("clusterId", Hex(marker.ClusterId));
                json.WriteString("memberId", Hex(marker.MemberId));
                json.WriteString("slot", marker.Slot);
                json.WriteString("token", marker.Token);
                break;
            case SlotMark mark:
                json.WriteString("kind", "slot");
                json.WriteString("volume", mark.Volume);
                json.WriteNumber("boots", mark.Boots);
                json.WriteString("nonce", Hex(mark.Nonce));
                json.WriteString("clusterId", Hex(mark.ClusterId));
                json.WriteString("memberId", Hex(mark.MemberId));
                json.WriteNumber("revision", mark.Revision);
                json.WriteString("order", mark.Order);
                break;
            case RestoreOrder order:
                json.WriteString("kind", "order");
                json.WriteString("name", order.Name);
                json.WriteString("snapshot", order.Snapshot);
                json.WriteStartArray("gone");
                foreach (var slot in order.Gone)
                {
                    json.WriteStringValue(slot);
                }

                json.WriteEndArray();
                json.WriteString("after", order.After);
                break;
            case SnapshotInfo snapshot:
                Write(json, snapshot);
                break;
            default:
                throw new InvalidOperationException($"object {content?.GetType().Name}");
        }
    }

    private static void Write(Utf8JsonWriter json, SnapshotInfo snapshot)
    {
        json.WriteString("kind", "snapshot");
        json.WriteString("name", snapshot.Name);
        json.WriteNumber("revision", snapshot.Revision);
        json.WriteString("sha256", snapshot.Hash);
        json.WriteNumber("takenAt", snapshot.TakenAt);
        json.WriteString("clusterId", Hex(snapshot.ClusterId));
        json.WriteStartArray("marks");
        foreach (var mark in snapshot.Marks)
        {
            json.WriteStartObject();
            json.WriteString("memberId", Hex(mark.MemberId));
            json.WriteNumber("revision", mark.Revision);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static T? Parsed<T>(string text, Func<JsonElement, T?> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            using var document = JsonDocument.Parse(text.AsMemory(text.StartsWith(ByteOrderMark) ? 1 : 0));
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException
            or FormatException or OverflowException)
        {
            // A torn or foreign file: whoever reads it treats it as not there, or as an answer that failed.
            return null;
        }
    }

    private static string Name(JsonElement element, string key) =>
        element.GetProperty(key).GetString() ?? throw new FormatException(key);

    private static long Number(JsonElement element, string key) => element.GetProperty(key).GetInt64();

    private static ulong Id(JsonElement element, string key) =>
        ulong.Parse(Name(element, key), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
