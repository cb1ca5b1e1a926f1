using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Evenkeel.Core.Model.Node;

namespace Evenkeel.Agent.Certificates;

/// <summary>
/// Keeps the certificates of a node in its folder: issues what is missing, what is not as it should be, and
/// what has gone through two thirds of its time. Programs read renewed files by themselves.
/// </summary>
internal sealed class CertificateIssuer(
    NodeConfiguration node, NodeFolders folders, ClusterSecrets secrets, TimeProvider time)
{
    /// <summary>
    /// Issues what is needed; false while the cluster's secrets do not exist. One call at a time.
    /// </summary>
    public async Task<bool> IssueAsync(SlotAddress? slot, CancellationToken cancellation)
    {
        if (node.Role == NodeRole.Worker)
        {
            return await FetchForWorkerAsync(cancellation);
        }

        if (await secrets.ReadAsync(cancellation) is not { } authorities)
        {
            return false;
        }

        MakeFolder();
        var loaded = authorities.ToDictionary(
            a => a.Key, a => Authority.Load(a.Value.Certificate, a.Value.Key));
        try
        {
            foreach (var (kind, pair) in authorities)
            {
                PrivateFile.Replace(folders.Authority(kind), pair.Certificate);
            }

            foreach (var wish in NodeCertificates.Of(node, slot))
            {
                Issue(wish, loaded[wish.Authority]);
            }
        }
        finally
        {
            foreach (var authority in loaded.Values)
            {
                authority.Dispose();
            }
        }

        if (node.Role != NodeRole.Server || node.Kubernetes.Distribution == NodeDistribution.None)
        {
            return true;
        }

        if (node.Kubernetes.Distribution == NodeDistribution.K3s)
        {
            // K3s signs by itself, with the cluster's authorities.
            PrivateFile.Replace(folders.Key("etcd-ca"), authorities[AuthorityKind.Etcd].Key);
            PrivateFile.Replace(folders.Key("front-proxy-ca"), authorities[AuthorityKind.FrontProxy].Key);
        }

        return await WriteSigningKeysAsync(authorities[AuthorityKind.Kubernetes].Key, cancellation);
    }

    /// <summary>When the first of the node's certificates ends; null where there is none.</summary>
    public long? FirstEnd()
    {
        if (!Directory.Exists(folders.Certificates))
        {
            return null;
        }

        long? first = null;
        foreach (var path in Directory.EnumerateFiles(folders.Certificates, "*.crt"))
        {
            if (Load(path) is { } certificate)
            {
                using (certificate)
                {
                    var end = new DateTimeOffset(certificate.NotAfter.ToUniversalTime())
                        .ToUnixTimeMilliseconds();
                    first = first is { } known && known <= end ? known : end;
                }
            }
        }

        return first;
    }

    private void Issue(CertificateWish wish, Authority authority)
    {
        var (path, key) = (folders.Certificate(wish.File), folders.Key(wish.File));
        using var present = File.Exists(key) ? Load(path) : null;
        if (present is not null && wish.IsMetBy(present, authority.Certificate, time.GetUtcNow()))
        {
            return;
        }

        var issued = authority.Issue(wish, time.GetUtcNow());
        PrivateFile.Replace(key, issued.Key);
        PrivateFile.Replace(path, issued.Certificate);
    }

    private async Task<bool> WriteSigningKeysAsync(string authorityKey, CancellationToken cancellation)
    {
        if (await secrets.ReadAsync("control-plane/service-account-key", cancellation) is not { } key
            || await secrets.ReadAsync("worker/token", cancellation) is not { } token
            || await secrets.ReadAsync("control-plane/token", cancellation) is not { } serverToken)
        {
            return false;
        }

        PrivateFile.Replace(folders.K3sToken, serverToken);

        PrivateFile.Replace(folders.WorkerToken, token);

        // The controller manager signs certificates of kubelets, and tokens of service accounts.
        PrivateFile.Replace(folders.Key("ca"), authorityKey);
        PrivateFile.Replace(folders.Key("service-account"), key);
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key);
        PrivateFile.Replace(
            Path.Combine(folders.Certificates, "service-account.pub"),
            rsa.ExportSubjectPublicKeyInfoPem() + "\n");
        return true;
    }

    private async Task<bool> FetchForWorkerAsync(CancellationToken cancellation)
    {
        var authority = await secrets.ReadAsync("worker/ca", cancellation);
        var token = await secrets.ReadAsync("worker/token", cancellation);
        if (authority is null || token is null)
        {
            return false;
        }

        MakeFolder();
        PrivateFile.Replace(folders.Authority(AuthorityKind.Kubernetes), authority);
        PrivateFile.Replace(folders.WorkerToken, token);
        return true;
    }

    private void MakeFolder() => Directory.CreateDirectory(
        folders.Certificates,
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static X509Certificate2? Load(string path)
    {
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(path);
        }
        catch (Exception e) when (e is IOException or CryptographicException)
        {
            return null;
        }
    }
}
