using System.Collections.Immutable;
using Evenkeel.Compiler.Emit.Terraform;
using Evenkeel.Compiler.Lowering.Names;

namespace Evenkeel.Compiler.Lowering.Iam;

/// <summary>
/// The issuer of the cluster's service account tokens. IAM fetches its two documents over HTTPS without
/// credentials, so that they lie in a bucket of their own (kube-apiserver, --service-account-issuer; IAM user
/// guide, "Create an OpenID Connect identity provider").
/// </summary>
internal static class OidcIssuer
{
    /// <summary>Whom tokens are for (STS, AssumeRoleWithWebIdentity).</summary>
    public const string Audience = "sts.amazonaws.com";

    /// <summary>The two objects that anybody may read; there is no secret in them.</summary>
    public static ImmutableArray<string> PublicKeys { get; } =
        [".well-known/openid-configuration", "openid/v1/jwks"];

    /// <summary>The issuer's URL without <c>https://</c>, which IAM calls conditions by.</summary>
    public static TfExpression Host => ResourceAddresses.Bucket("issuer").Attribute(
        "bucket_regional_domain_name");

    /// <summary>The identity provider.</summary>
    public static TfBlock Provider(LoweringScope scope) => TfBlock.Of(ResourceAddresses.OidcProvider, new()
    {
        ["client_id_list"] = TfValue.List(Audience),
        ["tags"] = LoweringScope.Named(scope.Model.Name),
        ["url"] = TfValue.Text($"https://{Host}"),
    });

    /// <summary>Lets the pods of a service account take a role.</summary>
    public static TfObject Trust(string serviceAccount) => new()
    {
        ["//"] = $"Pods of the service account {serviceAccount} take this role.",
        ["actions"] = TfValue.List("sts:AssumeRoleWithWebIdentity"),
        ["condition"] = TfValue.List(
            Equal("aud", Audience),
            Equal("sub", $"system:serviceaccount:{serviceAccount.Replace('/', ':')}")),
        ["principals"] = new TfObject
        {
            ["identifiers"] = TfValue.List(ResourceAddresses.OidcProvider.Arn),
            ["type"] = "Federated",
        },
    };

    private static TfObject Equal(string claim, string value) => new()
    {
        ["test"] = "StringEquals",
        ["values"] = TfValue.List(value),
        ["variable"] = TfValue.Text($"{Host}:{claim}"),
    };
}
