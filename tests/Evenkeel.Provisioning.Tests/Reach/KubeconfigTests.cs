using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Evenkeel.Platform.Parameters;
using Evenkeel.Provisioning.Reach;

namespace Evenkeel.Provisioning.Tests.Reach;

public sealed class KubeconfigTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("evenkeel-kubeconfig").FullName;
    private readonly MemoryParameterStore parameters = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Kubernetes_authority_signs_an_administrator_for_some_hours()
    {
        var authorities = await FoundAsync();
        var admin = await DrawAsync();
        admin.Authority.Trim().ShouldBe(authorities[1].ExportCertificatePem(), "etcd's comes first, and the front proxy's last");
        using var own = X509Certificate2.CreateFromPem(admin.Certificate, admin.Key);
        own.Subject.ShouldBe("O=system:masters, CN=ann");
        own.NotAfter.ToUniversalTime().ShouldBe(Now.UtcDateTime.AddHours(2));

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authorities[1]);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = Now.UtcDateTime.AddHours(1);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.2"));
        chain.Build(own).ShouldBeTrue(string.Join(", ", chain.ChainStatus.Select(s => s.StatusInformation)));
    }

    [Fact]
    public async Task Before_the_founding_there_is_nothing_to_draw_from()
    {
        var none = await Should.ThrowAsync<ProvisioningException>(DrawAsync);
        none.Diagnostic.Code.ShouldBe("EK5008");
    }

    [Fact]
    public async Task Kubectl_reads_it()
    {
        await FoundAsync();
        var kubectl = Programs.Require("kubectl", "apt-get install kubernetes-client");
        var file = Path.Combine(folder, "config");
        await File.WriteAllTextAsync(
            file, Kubeconfig.Write("shop", "https://127.0.0.1:7443", "shop-api.elb.example.com", await DrawAsync()),
            TestContext.Current.CancellationToken);
        var (exit, output) = Programs.Run(
            kubectl, folder, new Dictionary<string, string>(), "--kubeconfig", file, "config", "view", "--minify", "-o", "json");
        exit.ShouldBe(0, output);
        var cluster = JsonDocument.Parse(output).RootElement.GetProperty("clusters")[0].GetProperty("cluster");
        cluster.GetProperty("server").GetString().ShouldBe("https://127.0.0.1:7443");
        cluster.GetProperty("tls-server-name").GetString().ShouldBe("shop-api.elb.example.com");
        Kubeconfig.Write("shop", "https://api:6443", null, await DrawAsync()).ShouldNotContain("tls-server-name");
    }

    private Task<AdminCertificate> DrawAsync() => AdminCertificate.DrawAsync(
        parameters, "/evenkeel/shop", "ann", Now, TimeSpan.FromHours(2), TestContext.Current.CancellationToken);

    private async Task<List<X509Certificate2>> FoundAsync()
    {
        var (certificates, keys, texts) = (new List<X509Certificate2>(), "", "");
        foreach (var name in new[] { "etcd", "kubernetes", "front proxy" })
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest($"CN=evenkeel {name}", key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            certificates.Add(request.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(1)));
            keys += key.ExportPkcs8PrivateKeyPem() + "\n";
            texts += certificates[^1].ExportCertificatePem() + "\n";
        }

        await parameters.PutAsync("/evenkeel/shop/control-plane/ca", texts, TestContext.Current.CancellationToken);
        await parameters.PutAsync("/evenkeel/shop/control-plane/ca-key", keys, TestContext.Current.CancellationToken);
        return certificates;
    }
}
