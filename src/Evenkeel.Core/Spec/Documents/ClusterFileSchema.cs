using System.Text.Encodings.Web;
using System.Text.Json;
using Evenkeel.Core.Spec.Sections;

namespace Evenkeel.Core.Spec.Documents;

/// <summary>The JSON Schema of the cluster file, from the declarations of its fields.</summary>
public static class ClusterFileSchema
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>The schema, draft 2020-12, with a line end.</summary>
    public static string Write()
    {
        var root = ClusterFields.Root.Form();
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root.Insert(1, "$id", "https://evenkeel.dev/schema/cluster.json");
        root.Insert(2, "title", "Evenkeel cluster file");
        root.Insert(3, "description", ClusterFields.Root.Description);
        return root.ToJsonString(Options) + "\n";
    }
}
