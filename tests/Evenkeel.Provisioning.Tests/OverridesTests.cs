using System.Text.Json;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Provisioning.Runs;
using Evenkeel.Provisioning.Working;

namespace Evenkeel.Provisioning.Tests;

/// <summary>What a run lays over the rendered configuration.</summary>
public sealed class OverridesTests
{
    private const string Storage = """
        {
          "data": {"aws_iam_policy_document": {
            "closed": {"statement": [
              {"sid": "Clear", "effect": "Deny", "condition": [{"variable": "aws:SecureTransport"}]}]},
            "mixed": {"statement": [
              {"sid": "Clear", "effect": "Deny", "condition": [{"variable": "aws:SecureTransport"}]},
              {"sid": "Public", "actions": ["s3:GetObject"]}]},
            "role": {"statement": [{"sid": "Other", "effect": "Deny", "condition": [{"variable": "aws:SourceIp"}]}]}
          }},
          "resource": {"aws_s3_bucket_policy": {
            "closed": {"policy": "${data.aws_iam_policy_document.closed.json}"},
            "mixed": {"policy": "${data.aws_iam_policy_document.mixed.json}"}
          }}
        }
        """;

    /// <summary>An emulator of plain HTTP would be shut out of its own buckets.</summary>
    [Fact]
    public void Buckets_refuse_clear_traffic_unless_the_endpoint_has_no_other()
    {
        var clear = Override(new("http://127.0.0.1:5000/"));
        clear.GetProperty("resource").GetProperty("aws_s3_bucket_policy").GetRawText().ShouldNotContain("mixed");
        clear.GetProperty("resource").GetProperty("aws_s3_bucket_policy").GetProperty("closed")
            .GetProperty("count").GetInt32().ShouldBe(0);
        var documents = clear.GetProperty("data").GetProperty("aws_iam_policy_document");
        documents.EnumerateObject().Select(d => d.Name).ShouldBe(["mixed"]);
        documents.GetProperty("mixed").GetProperty("statement").EnumerateArray()
            .Select(s => s.GetProperty("sid").GetString()).ShouldBe(["Public"]);

        foreach (var endpoint in new Uri?[] { null, new("https://s3.example.com/") })
        {
            var other = Override(endpoint);
            other.TryGetProperty("data", out _).ShouldBeFalse();
            other.TryGetProperty("resource", out _).ShouldBeFalse();
            other.TryGetProperty("provider", out _).ShouldBe(endpoint is not null);
        }
    }

    /// <summary>Terraform would take a part of it for a template.</summary>
    [Fact]
    public void The_cluster_file_is_an_output_as_it_stands() => JsonDocument.Parse(
            Overrides.Of(Request(), null, null).Files["terraform/evenkeel_applied.tf.json"]).RootElement
        .GetProperty("output").GetProperty("cluster_file").GetProperty("value").GetString()
        .ShouldBe("# $${var.x} and %%{if}\n");

    private static JsonElement Override(Uri? endpoint) => JsonDocument.Parse(
        Overrides.Of(Request(), endpoint, null).Files[Overrides.Path]).RootElement;

    private static RunRequest Request() => new()
    {
        Cluster = "shop",
        Region = "eu-west-1",
        File = new("cluster.yaml", "# ${var.x} and %{if}\n"),
        Artifacts = ArtifactSet.Empty.With("terraform/storage.tf.json", Storage),
        Folder = WorkFolder.Beside("cluster.yaml", "shop"),
        HasRemoteState = false,
        ClusterTag = "evenkeel.dev/cluster",
        ParameterPath = "/evenkeel/shop",
        KeptBucket = "snapshots",
        ProtectionVariable = "protect",
        ReleaseVariable = "release",
    };
}
