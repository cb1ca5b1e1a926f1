using Evenkeel.Agent.Certificates;
using Evenkeel.Agent.Volumes;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Sampling;

/// <summary>Puts together what is known at a tick; it waits for nothing.</summary>
internal sealed class FactSampler(
    Canary canary, EtcdSampler? etcd, ChildSampler children, CertificateIssuer certificates,
    Func<long> clock)
{
    private const long CertificatesEveryMs = 60_000;
    private long certificatesAt = long.MinValue / 2;
    private long? certificatesEnd;

    /// <summary>Whether the ingress controller here is ready; null where nobody asks.</summary>
    public bool? IngressReady { get; set; }

    /// <summary>Certificates were issued: their ends are read anew.</summary>
    public void ForgetCertificates() => certificatesAt = long.MinValue / 2;

    /// <summary>What is known now.</summary>
    public LocalFacts Look()
    {
        if (clock() - certificatesAt >= CertificatesEveryMs)
        {
            (certificatesAt, certificatesEnd) = (clock(), certificates.FirstEnd());
        }

        var member = etcd?.Look() ?? (null, 0, 0);
        return new LocalFacts
        {
            DiskSilentMs = canary.SilentMs,
            Etcd = member.Status,
            EtcdSilentMs = member.SilentMs,
            ReadSilentMs = member.ReadSilentMs,
            Children = children.Look(member),
            CertificatesEndAt = certificatesEnd,
            IngressReady = IngressReady,
        };
    }
}
