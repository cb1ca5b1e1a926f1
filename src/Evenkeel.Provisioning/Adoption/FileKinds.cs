using System.Text.Json;
using System.Text.RegularExpressions;
using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Adoption;

/// <summary>
/// File systems of EFS, of which AWS would make a second one, and their targets, of which it refuses a second
/// in a zone. EFS itself speaks neither Query nor JSON: file systems are found by their tags, and targets by
/// the network interfaces that EFS describes as theirs (EFS API, CreateMountTarget).
/// </summary>
/// <param name="aws">AWS.</param>
/// <param name="clusterTag">The tag that names the cluster.</param>
/// <param name="cluster">The cluster's name.</param>
internal sealed partial class FileKinds(IAwsApi aws, string clusterTag, string cluster)
{
    /// <summary>The identifier of what is there already, or null.</summary>
    public Task<string?> FindAsync(PlannedChange change, CancellationToken cancellation) =>
        change.Type == "aws_efs_file_system"
            ? FileSystemAsync(change, cancellation)
            : TargetAsync(change, cancellation);

    private async Task<string?> FileSystemAsync(PlannedChange change, CancellationToken cancellation)
    {
        if (change.Text("tags", "Name") is not { } name) return null;
        var answer = await aws.JsonAsync(
            AwsService.Tagging, "GetResources", new SortedDictionary<string, object>(StringComparer.Ordinal)
            {
                ["ResourceTypeFilters"] = new[] { "elasticfilesystem:file-system" },
                ["TagFilters"] = new[] { Tagged(clusterTag, cluster), Tagged("Name", name) },
            }, cancellation);
        var ids = Items(answer).Select(static arn => arn.Split('/')[^1])
            .Order(StringComparer.Ordinal).ToList();
        return ids.Count <= 1
            ? ids.FirstOrDefault()
            : throw new ProvisioningException(ProvisioningDiagnostics.Twice(change.Address, ids));
    }

    private async Task<string?> TargetAsync(PlannedChange change, CancellationToken cancellation)
    {
        if (change.Text("file_system_id") is not { } files || change.Text("subnet_id") is not { } subnet)
        {
            return null;
        }

        var asked = new AwsParameters().AddFilter("subnet-id", subnet).AddFilter("description", $"*{files}*");
        await foreach (var page in aws.PagesAsync(
            AwsService.Ec2, "DescribeNetworkInterfaces", asked, cancellation))
        {
            foreach (var description in page.Items("networkInterfaceSet").Select(i => i.Text("description")))
            {
                if (Target().Match(description ?? "") is { Success: true } found) return found.Value;
            }
        }

        return null;
    }

    private static SortedDictionary<string, object> Tagged(string key, string value) =>
        new(StringComparer.Ordinal) { ["Key"] = key, ["Values"] = new[] { value } };

    private static IEnumerable<string> Items(JsonElement answer) =>
        answer.TryGetProperty("ResourceTagMappingList", out var list)
            ? list.EnumerateArray().Select(static item => item.GetProperty("ResourceARN").GetString())
                .OfType<string>()
            : [];

    [GeneratedRegex(
        "fsmt-[0-9a-f]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Target();
}
