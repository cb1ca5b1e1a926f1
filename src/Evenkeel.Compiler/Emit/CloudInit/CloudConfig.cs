using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Evenkeel.Compiler.Emit.Yaml;

namespace Evenkeel.Compiler.Emit.CloudInit;

/// <summary>A file that cloud-init writes.</summary>
/// <param name="Path">Where.</param>
/// <param name="Content">Its text.</param>
/// <param name="IsExecutable">Whether it is run.</param>
internal sealed record CloudFile(string Path, string Content, bool IsExecutable = false);

/// <summary>
/// User data in cloud-config's form (cloud-init, "User data formats"): files, then commands, once for each
/// instance.
/// </summary>
internal sealed record CloudConfig
{
    /// <summary>The most that EC2 takes, before base64 (EC2 API, RunInstances, UserData).</summary>
    public const int MostBytes = 16_384;

    /// <summary>What this is for, a line; it stands at the top.</summary>
    public required string About { get; init; }

    /// <summary>What is written, in this order.</summary>
    public ImmutableArray<CloudFile> Files { get; init; } = [];

    /// <summary>What is then run, each a program with its arguments.</summary>
    public ImmutableArray<ImmutableArray<string>> Commands { get; init; } = [];

    /// <summary>Whether packages are brought up to date first.</summary>
    public bool UpgradesPackages { get; init; }

    /// <summary>The text.</summary>
    public string Write()
    {
        var root = new JsonObject();
        if (UpgradesPackages)
        {
            root["package_update"] = true;
            root["package_upgrade"] = true;
        }

        root["write_files"] = new JsonArray([.. Files.Select(Node)]);
        root["runcmd"] = new JsonArray(
            [.. Commands.Select(c => new JsonArray([.. c.Select(word => JsonValue.Create(word))]))]);
        return $"#cloud-config\n# {About}\n{YamlText.Write(root)}";
    }

    private static JsonNode Node(CloudFile file) => new JsonObject
    {
        ["path"] = file.Path,
        ["permissions"] = file.IsExecutable ? "0755" : "0644",
        ["content"] = file.Content,
    };
}
