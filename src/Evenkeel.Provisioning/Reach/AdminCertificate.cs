using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Evenkeel.Platform.Parameters;

namespace Evenkeel.Provisioning.Reach;

/// <summary>
/// A certificate of an administrator, drawn for one person and a few hours from the authority that the
/// founding server wrote. Who may read its key in the parameter store is an administrator already.
/// </summary>
/// <param name="Authority">The certificate of the API's authority, in PEM.</param>
/// <param name="Certificate">The administrator's own.</param>
/// <param name="Key">Its key.</param>
public sealed partial record AdminCertificate(string Authority, string Certificate, string Key)
{
    /// <summary>The group that may do everything (kubernetes.io, "Using RBAC Authorization").</summary>
    private const string Administrators = "system:masters";

    /// <summary>etcd's authority comes first, then Kubernetes', then that of the front proxy.</summary>
    private const int KubernetesAuthority = 1;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Draws one.</summary>
    /// <param name="parameters">The parameter store.</param>
    /// <param name="path">The path below which the cluster's parameters lie.</param>
    /// <param name="who">Whom the API server's log shall name.</param>
    /// <param name="now">The time.</param>
    /// <param name="lifetime">How long it is good for.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ProvisioningException">
    /// The cluster is not founded yet, or the parameters may not be read.
    /// </exception>
    public static async Task<AdminCertificate> DrawAsync(
        IParameterStore parameters, string path, string who, DateTimeOffset now, TimeSpan lifetime,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        string? certificates;
        string? keys;
        try
        {
            certificates = await parameters.GetAsync($"{path}/control-plane/ca", cancellation);
            keys = await parameters.GetAsync($"{path}/control-plane/ca-key", cancellation);
        }
        catch (IOException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }

        var authority = Blocks(certificates).ElementAtOrDefault(KubernetesAuthority);
        var key = Blocks(keys).ElementAtOrDefault(KubernetesAuthority);
        if (authority is null || key is null)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.NotFounded(path));
        }

        using var issuer = X509Certificate2.CreateFromPem(authority, key);
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(Name(who), own, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.2", "Client authentication")], critical: false));
        using var drawn = request.Create(
            issuer, now - ClockSkew, now + lifetime, RandomNumberGenerator.GetBytes(16));
        return new(
            authority + "\n", drawn.ExportCertificatePem() + "\n", own.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static X500DistinguishedName Name(string who)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddOrganizationName(Administrators);
        name.AddCommonName(who);
        return name.Build();
    }

    private static IEnumerable<string> Blocks(string? text) =>
        text is null ? [] : Block().Matches(text).Select(static m => m.Value);

    [GeneratedRegex("-----BEGIN [^-]+-----[^-]+-----END [^-]+-----", RegexOptions.None, 1000)]
    private static partial Regex Block();
}
