using System.Text.Json.Nodes;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Text;

namespace Evenkeel.Provisioning.Runs;

/// <summary>
/// The cluster file that was applied last, as an output of the configuration: it lies in the state, so that
/// whoever plans finds it beside what it made.
/// </summary>
internal static class AppliedFile
{
    /// <summary>The file of the configuration.</summary>
    public const string Path = "terraform/evenkeel_applied.tf.json";

    /// <summary>The configuration with it.</summary>
    public static ArtifactSet Beside(ArtifactSet artifacts, SourceText file) => artifacts.With(
        Path,
        new JsonObject
        {
            ["output"] = new JsonObject
            {
                [StateOutputs.ClusterFile] = new JsonObject
                {
                    ["description"] = "The cluster file of the last change",
                    ["value"] = Plain(file.Content),
                },
            },
        }.ToJsonString(Overrides.Options) + "\n");

    /// <summary>Terraform reads templates in every text (its JSON syntax, "Expression Mapping").</summary>
    private static string Plain(string text) => text
        .Replace("${", "$${", StringComparison.Ordinal).Replace("%{", "%%{", StringComparison.Ordinal);
}
