using System.Security.Cryptography.X509Certificates;
using Evenkeel.Agent.Certificates;
using Evenkeel.Core.Model.Node;
using Evenkeel.Platform.Parameters;

namespace Evenkeel.Agent.Tests;

public sealed class CertificateTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("evenkeel-agent-");
    private readonly MemoryParameterStore parameters = new();
    private readonly Clock clock = new();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Nothing_is_issued_before_the_founder_has_made_the_secrets()
    {
        (await Issuer().IssueAsync(SomeNode.SlotA, Token)).ShouldBeFalse();
        await Secrets.EnsureAsync(Token);
        (await Issuer().IssueAsync(SomeNode.SlotA, Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task Kubernetes_authority_does_not_open_etcd()
    {
        await Secrets.EnsureAsync(Token);
        await Issuer(NodeDistribution.Upstream).IssueAsync(SomeNode.SlotA, Token);
        using var etcd = Chain(AuthorityKind.Etcd);
        etcd.Build(Load("etcd-client")).ShouldBeTrue();
        etcd.Build(Load("apiserver-etcd-client")).ShouldBeTrue();
        etcd.Build(Load("admin")).ShouldBeFalse();
        using var kubernetes = Chain(AuthorityKind.Kubernetes);
        kubernetes.Build(Load("admin")).ShouldBeTrue();
        kubernetes.Build(Load("apiserver")).ShouldBeTrue();
    }

    [Theory]
    [InlineData(NodeDistribution.None)]
    [InlineData(NodeDistribution.Upstream)]
    [InlineData(NodeDistribution.K3s)]
    public void Clients_of_etcd_may_come_by_the_balancers_name_and_members_may_not(NodeDistribution distribution)
    {
        var wishes = NodeCertificates.Of(SomeNode.Server(distribution), SomeNode.SlotA);
        wishes.Single(w => w.File == "etcd-server").Hosts.ShouldBe(
            ["10.20.0.10", "127.0.0.1", "localhost", "api.shop.example.com"]);
        wishes.Single(w => w.File == "etcd-peer").Hosts.ShouldNotContain("api.shop.example.com");
    }

    [Fact]
    public async Task Certificates_stay_until_two_thirds_of_their_time_are_over_and_then_are_renewed()
    {
        await Secrets.EnsureAsync(Token);
        await Issuer().IssueAsync(SomeNode.SlotA, Token);
        var first = Load("etcd-peer").Thumbprint;
        clock.Now += TimeSpan.FromDays(200);
        await Issuer().IssueAsync(SomeNode.SlotA, Token);
        Load("etcd-peer").Thumbprint.ShouldBe(first);
        clock.Now += TimeSpan.FromDays(60);
        await Issuer().IssueAsync(SomeNode.SlotA, Token);
        Load("etcd-peer").Thumbprint.ShouldNotBe(first);
        Issuer().FirstEnd().ShouldNotBeNull().ShouldBeGreaterThan(
            clock.Now.AddDays(300).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Another_address_makes_another_certificate()
    {
        await Secrets.EnsureAsync(Token);
        await Issuer().IssueAsync(SomeNode.SlotA, Token);
        var first = Load("etcd-server").Thumbprint;
        await Issuer().IssueAsync(SomeNode.SlotA with { Address = "10.20.0.99" }, Token);
        Load("etcd-server").Thumbprint.ShouldNotBe(first);
    }

    [Fact]
    public async Task A_founder_that_died_between_key_and_certificate_is_completed()
    {
        await Secrets.EnsureAsync(Token);
        var before = (await Secrets.ReadAsync(Token))!;
        await parameters.DeleteAsync("/evenkeel/shop/control-plane/ca", Token);
        await Secrets.EnsureAsync(Token);
        var after = (await Secrets.ReadAsync(Token))!;
        after[AuthorityKind.Etcd].Key.ShouldBe(before[AuthorityKind.Etcd].Key);

        // What the first certificate's holder issued is accepted by whoever trusts the second.
        using var authority = Authority.Load(
            before[AuthorityKind.Etcd].Certificate, before[AuthorityKind.Etcd].Key);
        var issued = authority.Issue(
            new("x", AuthorityKind.Etcd, "x", [], IsServer: false, []), DateTimeOffset.UtcNow);
        using var chain = CertificateChains.Trusting(
            [X509Certificate2.CreateFromPem(after[AuthorityKind.Etcd].Certificate)]);
        chain.Build(X509Certificate2.CreateFromPem(issued.Certificate)).ShouldBeTrue();
    }

    [Fact]
    public async Task Keys_are_the_owners_alone()
    {
        await Secrets.EnsureAsync(Token);
        await Issuer(NodeDistribution.Upstream).IssueAsync(SomeNode.SlotA, Token);
        var keys = Directory.GetFiles(Folders.Certificates, "*.key");
        keys.Length.ShouldBeGreaterThan(8);
        keys.ShouldAllBe(key => File.GetUnixFileMode(key) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private NodeFolders Folders => new(Path.Combine(folder.FullName, "data"), Path.Combine(folder.FullName, "run"));

    private ClusterSecrets Secrets => new(parameters, "/evenkeel/shop", clock);

    private CertificateIssuer Issuer(NodeDistribution distribution = NodeDistribution.None) =>
        new(SomeNode.Server(distribution), Folders, Secrets, clock);

    private X509Certificate2 Load(string name) =>
        X509CertificateLoader.LoadCertificateFromFile(Folders.Certificate(name));

    private X509Chain Chain(AuthorityKind kind) => CertificateChains.Trusting(
        [X509CertificateLoader.LoadCertificateFromFile(Folders.Authority(kind))]);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
