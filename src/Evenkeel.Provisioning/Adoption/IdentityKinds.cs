using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Adoption;

/// <summary>What IAM knows by a name, of which an account has one.</summary>
/// <param name="aws">AWS.</param>
/// <param name="isOurs">
/// Whether tags are the cluster's: a role that somebody else made is not taken, and AWS refuses to make it.
/// </param>
internal sealed class IdentityKinds(
    IAwsApi aws, Func<IReadOnlyDictionary<string, string>, bool> isOurs)
{
    /// <summary>The identifier of what is there already, or null.</summary>
    public async Task<string?> FindAsync(PlannedChange change, CancellationToken cancellation)
    {
        if (change.Type == "aws_iam_openid_connect_provider")
        {
            var host = change.Text("url")?.Replace("https://", "", StringComparison.Ordinal);
            var answer = await aws.QueryAsync(
                AwsService.Identity, "ListOpenIDConnectProviders", new(), cancellation);
            return host is null ? null
                : answer.Items("ListOpenIDConnectProvidersResult", "OpenIDConnectProviderList")
                    .Select(static p => p.Text("Arn")).OfType<string>()
                    .FirstOrDefault(arn => arn.EndsWith($":oidc-provider/{host}", StringComparison.Ordinal));
        }

        if (change.Text("name") is not { } name) return null;
        var (kind, parameter) = change.Type == "aws_iam_role"
            ? ("Role", "RoleName")
            : ("InstanceProfile", "InstanceProfileName");
        try
        {
            var answer = await aws.QueryAsync(
                AwsService.Identity, "Get" + kind, new AwsParameters().Add(parameter, name), cancellation);
            return answer.Element($"Get{kind}Result")?.Element(kind) is { } found && isOurs(found.Tags())
                ? name
                : null;
        }
        catch (AwsException e) when (e.Code is "NoSuchEntity")
        {
            return null;
        }
    }
}
