using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Evenkeel.Agent.Certificates;

/// <summary>
/// A certificate authority of the cluster. Its certificate is made anew from its key wherever it is missing:
/// two of them with the same key and name can stand for each other, so that it does not matter whose is kept.
/// </summary>
internal sealed class Authority : IDisposable
{
    /// <summary>How far back certificates begin, for machines whose clocks differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    private static readonly TimeSpan Life = TimeSpan.FromDays(3653);

    private readonly ECDsa key;

    private Authority(string name, ECDsa key, X509Certificate2 certificate)
    {
        (Name, this.key, Certificate) = (name, key, certificate);
    }

    /// <summary>Its name, as its certificate has it.</summary>
    public string Name { get; }

    /// <summary>Its certificate.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>A new key, as PEM.</summary>
    public static string NewKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>The certificate that a key signs for itself, as PEM.</summary>
    public static string SelfSigned(string name, string keyPem, DateTimeOffset now)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(keyPem);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature,
            critical: true));
        request.CertificateExtensions.Add(
            new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - Margin, now + Life);
        return certificate.ExportCertificatePem() + "\n";
    }

    /// <summary>The authority of a certificate and its key.</summary>
    /// <exception cref="CryptographicException">They cannot be read.</exception>
    public static Authority Load(string certificatePem, string keyPem)
    {
        var certificate = X509Certificate2.CreateFromPem(certificatePem);
        var key = ECDsa.Create();
        key.ImportFromPem(keyPem);
        return new Authority(
            certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false), key, certificate);
    }

    /// <summary>Issues a certificate with a new key.</summary>
    public IssuedCertificate Issue(CertificateWish wish, DateTimeOffset now)
    {
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(wish.Subject(), own, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension(wish.Purposes(), critical: false));
        if (wish.AlternativeNames() is { } names)
        {
            request.CertificateExtensions.Add(names);
        }

        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var end = now + CertificateWish.Life;
        using var certificate = request.Create(
            Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now - Margin,
            end < Certificate.NotAfter ? end : Certificate.NotAfter, RandomNumberGenerator.GetBytes(16));
        return new IssuedCertificate(
            certificate.ExportCertificatePem() + "\n", own.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        key.Dispose();
        Certificate.Dispose();
    }
}

/// <summary>A certificate and its key, as PEM.</summary>
internal sealed record IssuedCertificate(string Certificate, string Key);
