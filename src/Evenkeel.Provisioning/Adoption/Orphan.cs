using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Evenkeel.Provisioning.Adoption;

/// <summary>
/// Something of the cluster that exists in AWS and not in the state: a run was killed between making it and
/// writing that down.
/// </summary>
/// <param name="Address">The resource that it is.</param>
/// <param name="Id">By which Terraform imports it.</param>
public sealed record Orphan(string Address, string Id)
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Indented = true,
        NewLine = "\n",
    };

    /// <summary>The configuration that has the next plan import them.</summary>
    public static string Configuration(IEnumerable<Orphan> orphans)
    {
        ArgumentNullException.ThrowIfNull(orphans);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("import");
            foreach (var orphan in orphans.OrderBy(static o => o.Address, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("to", orphan.Address);
                json.WriteString("id", orphan.Id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }
}
