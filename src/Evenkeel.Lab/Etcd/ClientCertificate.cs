using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab.Etcd;

/// <summary>
/// The certificate with which the lab's own commands, and <c>etcdctl</c>, come to etcd: issued from the
/// cluster's authority, whose key the lab's folder holds.
/// </summary>
internal static partial class ClientCertificate
{
    private static readonly TimeSpan Life = TimeSpan.FromDays(365);
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>The certificate with its key, and the authority; null while the cluster has none.</summary>
    public static (X509Certificate2 Certificate, X509Certificate2 Authority)? Load(
        LabFolder folder, string cluster, TimeProvider time)
    {
        var file = Path.Combine(folder.Client, "client.crt");
        var key = Path.Combine(folder.Client, "client.key");
        var authority = Path.Combine(folder.Client, "ca.crt");
        if (!File.Exists(authority) && !Issue(folder, cluster, time, (file, key, authority)))
        {
            return null;
        }

        return (X509Certificate2.CreateFromPemFile(file, key),
            X509CertificateLoader.LoadCertificateFromFile(authority));
    }

    private static bool Issue(
        LabFolder folder, string cluster, TimeProvider time, (string Own, string Key, string Authority) files)
    {
        var secrets = Path.Combine(folder.Parameters, "evenkeel", cluster, "control-plane");
        var (keys, certificates) = (Path.Combine(secrets, "ca-key"), Path.Combine(secrets, "ca"));
        if (!File.Exists(keys) || !File.Exists(certificates))
        {
            return false;
        }

        // The authority of etcd is the first of those in the parameter.
        var authorityPem = Block().Match(File.ReadAllText(certificates)).Value;
        using var authority = X509Certificate2.CreateFromPem(authorityPem);
        using var authorityKey = ECDsa.Create();
        authorityKey.ImportFromPem(Block().Match(File.ReadAllText(keys)).Value);
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=evenkeel-lab", own, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(
            [new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        var now = time.GetUtcNow();
        using var certificate = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(authorityKey), now - Margin,
            now + Life, RandomNumberGenerator.GetBytes(16));
        Directory.CreateDirectory(
            folder.Client, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(files.Own, certificate.ExportCertificatePem() + "\n");
        File.WriteAllText(files.Key, own.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(files.Authority, authorityPem + "\n");
        return true;
    }

    [GeneratedRegex("-----BEGIN [A-Z ]+-----[^-]+-----END [A-Z ]+-----", RegexOptions.None, 1000)]
    private static partial Regex Block();
}
