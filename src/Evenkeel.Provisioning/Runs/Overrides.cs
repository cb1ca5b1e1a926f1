using System.Text.Json;
using System.Text.Json.Nodes;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Provisioning.Working;

namespace Evenkeel.Provisioning.Runs;

/// <summary>
/// What a run says beside the rendered configuration, in a file that Terraform lays over it
/// (developer.hashicorp.com/terraform/language/files/override): where the state lies, how buckets are
/// addressed, and, when everything is to go, that it may.
/// </summary>
internal static class Overrides
{
    /// <summary>The file.</summary>
    public const string Path = "terraform/evenkeel_override.tf.json";

    internal static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>The rendered files with it.</summary>
    /// <param name="request">The cluster.</param>
    /// <param name="endpoint">Where S3 was moved to; null where it was not.</param>
    /// <param name="removal">What is to go; null where nothing is.</param>
    public static ArtifactSet Of(RunRequest request, Uri? endpoint, Removal? removal)
    {
        var root = new JsonObject();
        if (!request.HasRemoteState)
        {
            root["terraform"] = new JsonObject
            {
                ["backend"] = new JsonObject
                {
                    ["local"] = new JsonObject { ["path"] = "../../" + WorkFolder.StateName },
                },
            };
        }

        // An emulator has no host names for buckets.
        if (endpoint is not null)
        {
            root["provider"] = new JsonObject
            {
                ["aws"] = new JsonObject { ["s3_use_path_style"] = true },
            };
        }

        if (removal is not null && Resources(request, removal) is { Count: > 0 } resources)
        {
            root["resource"] = resources;
        }

        if (endpoint?.Scheme == Uri.UriSchemeHttp) ClearTraffic.Allow(request.Artifacts, root);
        return AppliedFile.Beside(
            request.Artifacts.With(Path, root.ToJsonString(Options) + "\n"), request.File);
    }

    /// <summary>Addresses of resources that a configuration has, by type.</summary>
    public static IEnumerable<string> Addresses(ArtifactSet artifacts, string type) =>
        Names(artifacts, type).Select(name => $"{type}.{name}");

    private static JsonObject Resources(RunRequest request, Removal removal)
    {
        var resources = new JsonObject();
        void Say(string type, string member, bool value, Func<string, bool> which)
        {
            var all = new JsonObject();
            foreach (var name in Names(request.Artifacts, type).Where(which))
            {
                all[name] = new JsonObject { [member] = value };
            }

            if (all.Count > 0) resources[type] = all;
        }

        Say("aws_s3_bucket", "force_destroy", true,
            name => removal.SnapshotsToo || name != request.KeptBucket);
        if (removal.SnapshotsToo) Say("aws_ebs_volume", "final_snapshot", false, static _ => true);
        return resources;
    }

    private static IEnumerable<string> Names(ArtifactSet artifacts, string type)
    {
        foreach (var (path, text) in artifacts.Files)
        {
            if (path == Path || !path.EndsWith(".tf.json", StringComparison.Ordinal)) continue;
            using var file = JsonDocument.Parse(text);
            if (!file.RootElement.TryGetProperty("resource", out var types)
                || !types.TryGetProperty(type, out var resources)) continue;
            foreach (var resource in resources.EnumerateObject()) yield return resource.Name;
        }
    }
}

/// <summary>What a removal takes.</summary>
/// <param name="SnapshotsToo">Whether snapshots go, too.</param>
internal sealed record Removal(bool SnapshotsToo);
