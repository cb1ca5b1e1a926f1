using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Machines;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Compiler.Lowering.Configuration;

/// <summary>What programs read the configuration, where they keep their state, and what tags all gets.
/// </summary>
internal static class VersionsLowering
{
    /// <summary>
    /// Terraform and OpenTofu from 1.10 on: both lock a state in S3 without DynamoDB from there (backend s3,
    /// use_lockfile).
    /// </summary>
    public const string Terraform = ">= 1.10.0";

    /// <summary>
    /// Nothing is used that 5.100 or 6 calls deprecated; what a seventh would refuse nobody knows.
    /// </summary>
    public const string Provider = ">= 5.100.0, < 7.0.0";

    /// <summary>The configuration's head.</summary>
    public static TfFile Lower(LoweringScope scope) => new("versions",
        new(["terraform"], new()
        {
            ["backend"] = scope.Model.Account.State is { } state ? Backend(state) : null,
            ["required_providers"] = new TfObject
            {
                ["aws"] = new TfObject { ["source"] = "hashicorp/aws", ["version"] = Provider },
            },
            ["required_version"] = Terraform,
        }),
        new(["variable", UserDataFiles.Release], new()
        {
            ["default"] = "",
            ["description"] =
                "The digest of the release that machines boot; empty for the one that the bucket names",
            ["type"] = "string",
        }),
        new(["provider"], new()
        {
            ["aws"] = TfValue.List(
                new TfObject
                {
                    ["default_tags"] = new TfObject { ["tags"] = new TfObject(scope.Tags) },
                    ["region"] = scope.Model.Region,
                },
                new TfObject
                {
                    ["//"] = "For launch templates, whose tags are resources of their own.",
                    ["alias"] = LaunchTemplates.Untagged,
                    ["ignore_tags"] = new TfObject
                    {
                        ["key_prefixes"] = TfValue.List(""),
                    },
                    ["region"] = scope.Model.Region,
                }),
        }));

    private static TfObject Backend(StateSettings state) => new()
    {
        ["s3"] = new TfObject
        {
            ["bucket"] = state.Bucket,
            ["encrypt"] = true,
            ["key"] = state.Key,
            ["region"] = state.Region,
            ["use_lockfile"] = true,
        },
    };
}
