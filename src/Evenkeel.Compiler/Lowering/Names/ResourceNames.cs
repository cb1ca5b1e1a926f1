using System.Security.Cryptography;
using System.Text;

namespace Evenkeel.Compiler.Lowering.Names;

/// <summary>
/// What resources are called, in Terraform and on AWS. A name depends on what the resource is, never on its
/// place in a list, so that one more pool or zone renames nothing.
/// </summary>
/// <param name="cluster">The cluster's name, a DNS label.</param>
internal sealed class ResourceNames(string cluster)
{
    /// <summary>Load balancers and target groups (elb API, CreateLoadBalancer, Name).</summary>
    public const int LongestBalancer = 32;

    /// <summary>IAM roles (IAM user guide, "IAM and AWS STS quotas").</summary>
    public const int LongestRole = 64;

    private const int DigestLength = 8;

    /// <summary>
    /// A zone, a tier or another fixed word in a Terraform name. Underscores divide its parts; a pool's own
    /// name keeps its hyphens, so that pool <c>a</c> in <c>eu-west-1a</c> and a pool <c>a-eu-west-1a</c>
    /// differ.
    /// </summary>
    public static string Word(string word) => word.Replace('-', '_');

    /// <summary>The name of a pool's group in Terraform; null for the group over all zones.</summary>
    public static string Pool(string pool, string? zone) =>
        zone is null ? $"pool_{pool}" : $"pool_{pool}_{Word(zone)}";

    /// <summary><c>CLUSTER-ROLE</c>, for names that take hyphens alone.</summary>
    /// <param name="role">A word of ours.</param>
    /// <param name="longest">How many characters AWS allows.</param>
    public string Of(string role, int longest = 255) => Cut($"{cluster}-{role}", longest);

    /// <summary>
    /// <c>CLUSTER-ROLE-REGION</c>: roles are the account's, and a cluster of another region may have the same
    /// name.
    /// </summary>
    public string Role(string role, string region) => Of($"{role}-{region}", LongestRole);

    /// <summary>
    /// <c>CLUSTER.PART.PART</c>: dots are in no DNS label, so that no two of these are the same.
    /// </summary>
    public string Dotted(params string[] parts) => Cut(string.Join('.', [cluster, .. parts]), 255);

    /// <summary>
    /// The cluster's part of a bucket's name, which the account and region follow: 63 characters in all, less
    /// the longest role, 12 digits and the longest region.
    /// </summary>
    public string BucketPrefix(string role) => $"{Cut(cluster, 24)}-{role}";

    /// <summary>The text, or its beginning and eight characters of its digest.</summary>
    public static string Cut(string text, int longest)
    {
        if (text.Length <= longest)
        {
            return text;
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var kept = text[..(longest - DigestLength - 1)].TrimEnd('-', '.');
        return $"{kept}-{digest[..DigestLength]}";
    }
}
