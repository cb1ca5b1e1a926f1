using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Evenkeel.Agent.Certificates;

/// <summary>Trust in the cluster's own authorities, and in nobody else.</summary>
internal static class CertificateChains
{
    /// <summary>A chain that ends at one of some authorities.</summary>
    public static X509Chain Trusting(IReadOnlyCollection<X509Certificate2> authorities)
    {
        var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities.ToArray());
        return chain;
    }

    /// <summary>
    /// Whether a server's certificate is of one of some authorities, and names the server that was dialled.
    /// </summary>
    public static RemoteCertificateValidationCallback Check(
        IReadOnlyCollection<X509Certificate2> authorities) =>
        (_, certificate, _, problems) =>
        {
            const SslPolicyErrors Serious =
                SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable;
            if (certificate is not X509Certificate2 shown || (problems & Serious) != 0)
            {
                return false;
            }

            using var chain = Trusting(authorities);
            return chain.Build(shown);
        };
}
