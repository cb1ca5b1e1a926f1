using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Evenkeel.Agent.Certificates;

/// <summary>A certificate that a node needs.</summary>
/// <param name="File">The name of its files, without ending.</param>
/// <param name="Authority">Who issues it.</param>
/// <param name="Name">Its common name.</param>
/// <param name="Groups">Its organizations, which Kubernetes takes for groups.</param>
/// <param name="IsServer">Whether a server shows it; clients may show every one.</param>
/// <param name="Hosts">Names and addresses of the server.</param>
internal sealed record CertificateWish(
    string File, AuthorityKind Authority, string Name, IReadOnlyList<string> Groups, bool IsServer,
    IReadOnlyList<string> Hosts)
{
    /// <summary>How long a certificate holds.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromDays(366);

    private static readonly Oid ServerPurpose = new("1.3.6.1.5.5.7.3.1");
    private static readonly Oid ClientPurpose = new("1.3.6.1.5.5.7.3.2");

    /// <summary>The distinguished name.</summary>
    public X500DistinguishedName Subject()
    {
        var builder = new X500DistinguishedNameBuilder();
        foreach (var group in Groups)
        {
            builder.AddOrganizationName(group);
        }

        builder.AddCommonName(Name);
        return builder.Build();
    }

    /// <summary>
    /// What it may be used for. A server of etcd is a client as well: its gateway dials itself.
    /// </summary>
    public OidCollection Purposes() => IsServer ? [ServerPurpose, ClientPurpose] : [ClientPurpose];

    /// <summary>Names and addresses as an extension; null where there are none.</summary>
    public X509Extension? AlternativeNames()
    {
        if (Hosts.Count == 0)
        {
            return null;
        }

        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in Hosts.Distinct(StringComparer.Ordinal))
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        return names.Build();
    }

    /// <summary>
    /// Whether a certificate is what is wished for, and has more than a third of its time before it.
    /// </summary>
    public bool IsMetBy(X509Certificate2 certificate, X509Certificate2 issuer, DateTimeOffset now)
    {
        var left = certificate.NotAfter.ToUniversalTime() - now.UtcDateTime;
        var names = certificate.Extensions.FirstOrDefault(e => e.Oid?.Value == "2.5.29.17")?.RawData ?? [];
        return left > Life / 3
            && certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData)
            && certificate.SubjectName.RawData.AsSpan().SequenceEqual(Subject().RawData)
            && names.AsSpan().SequenceEqual(AlternativeNames()?.RawData ?? [])
            && IsSignedBy(certificate, issuer);
    }

    private static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        using var chain = CertificateChains.Trusting([issuer]);
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        return chain.Build(certificate);
    }
}

/// <summary>
/// The authorities of a cluster. etcd has its own: whoever shows a certificate of Kubernetes' authority, as
/// every kubelet does, must not be let in by etcd.
/// </summary>
internal enum AuthorityKind
{
    /// <summary>Members and clients of etcd.</summary>
    Etcd,

    /// <summary>Kubernetes.</summary>
    Kubernetes,

    /// <summary>Proxies in front of aggregated API servers.</summary>
    FrontProxy,
}
