using System.Text.Json;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Core.Tests.Model;

/// <summary>Releases and bundles: their texts, what is gathered for them, and orders.</summary>
public sealed class ReleaseTests
{
    private const string Digest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae";

    private static readonly ReleaseRequest Request = new()
    {
        Distribution = Distribution.K3s,
        KubernetesVersion = ArtifactTable.VersionFor("1.36"),
        Architectures = ["amd64", "arm64"],
        Images = ["registry.k8s.io/b:2", "registry.k8s.io/a:1", "registry.k8s.io/a:1"],
        AgentVersion = "0.1.0",
    };

    [Fact]
    public void A_release_is_read_back_as_it_was_written_and_has_one_digest()
    {
        var release = Gathered(Request);
        var text = ReleaseText.Write(release);
        ReleaseText.Read(text, out var problem).ShouldNotBeNull(problem).Artifacts
            .ShouldBe(release.Artifacts, new SameArtifact());
        ReleaseText.Write(new([.. release.Artifacts.Reverse()])).ShouldBe(text);
        ReleaseText.IsDigest(ReleaseText.DigestOf(text)).ShouldBeTrue();
        Release.KeyOf(ReleaseText.DigestOf(text)).ShouldEndWith(".json");
        text.ShouldNotContain('\r');
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"format\": 2, \"artifacts\": []}")]
    [InlineData("{\"format\": 1}")]
    [InlineData("{\"format\": 1, \"artifacts\": [{}]}")]
    [InlineData("{\"format\": 1, \"artifacts\": [{\"name\": \"a\", \"version\": \"1\", \"architecture\": \"any\", \"kind\": \"toy\", \"roles\": [], \"digest\": \"" + Digest + "\", \"key\": \"objects/" + Digest + "\", \"size\": 1}]}")]
    [InlineData("{\"format\": 1, \"artifacts\": [{\"name\": \"a\", \"version\": \"1\", \"architecture\": \"any\", \"kind\": \"program\", \"roles\": [], \"digest\": \"../../x\", \"key\": \"objects/../../x\", \"size\": 1}]}")]
    public void What_is_no_release_is_said(string text)
    {
        ReleaseText.Read(text, out var problem).ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public void K3s_needs_its_program_and_images_etcd_and_the_agent_for_each_architecture()
    {
        var wanted = ArtifactTable.For(Request);
        wanted.Select(w => $"{w.Name} {w.Architecture}").ShouldBe(
        [
            "etcd amd64", "etcd arm64", "evenkeel-agent amd64", "evenkeel-agent arm64", "images-k3s amd64",
            "images-k3s arm64", "images-parts amd64", "images-parts arm64", "k3s amd64", "k3s arm64",
            "manifests any",
        ]);
        var k3s = (ArtifactSource.Download)wanted.Single(w => w is { Name: "k3s", Architecture: "arm64" }).Source;
        k3s.Url.ShouldBe("https://github.com/k3s-io/k3s/releases/download/v1.36.2%2Bk3s1/k3s-arm64");
        k3s.ChecksumUrl.ShouldEndWith("v1.36.2%2Bk3s1/sha256sum-arm64.txt");
        ((ArtifactSource.Registry)wanted.First(w => w.Name == "images-parts").Source).References
            .ShouldBe(["registry.k8s.io/a:1", "registry.k8s.io/b:2"]);
        ArtifactTable.For(Request with { EtcdMode = EtcdMode.Embedded }).ShouldNotContain(w => w.Name == "etcd");
    }

    [Fact]
    public void Upstream_needs_Kubernetes_own_programs_and_a_runtime()
    {
        var wanted = ArtifactTable.For(Request with
        {
            Distribution = Distribution.Upstream, Architectures = ["amd64"], Images = [],
        });
        wanted.Select(w => w.Name).ShouldBe(
        [
            "cni-plugins", "containerd", "etcd", "evenkeel-agent", "kube-apiserver", "kube-controller-manager",
            "kube-proxy", "kube-scheduler", "kubectl", "kubelet", "manifests", "runc",
        ]);
        wanted.Select(w => w.Source).OfType<ArtifactSource.Download>()
            .ShouldAllBe(d => d.Url.StartsWith("https://") && d.ChecksumUrl.StartsWith("https://"));
        wanted.Where(w => w.Kind == ArtifactKind.Archive).ShouldAllBe(w => !w.Members.IsEmpty);
    }

    [Theory]
    [InlineData("1.36", "1.36.2")]
    [InlineData("v1.34", "1.34.7")]
    [InlineData("1.35.1", "1.35.1")]
    public void A_minor_version_has_a_patch(string written, string installed) =>
        ArtifactTable.VersionFor(written).ShouldBe(installed);

    [Fact]
    public void Versions_that_are_not_known_are_no_release() =>
        Should.Throw<ArgumentException>(() => ArtifactTable.VersionFor("1.20"));

    [Fact]
    public void What_others_need_is_applied_first_and_removed_last()
    {
        string[] kinds =
        [
            "cert-manager.io/v1 ClusterIssuer", "apps/v1 Deployment", "v1 ServiceAccount", "v1 Namespace",
            "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration", "v1 Widget",
            "apiextensions.k8s.io/v1 CustomResourceDefinition", "rbac.authorization.k8s.io/v1 ClusterRole",
        ];
        var objects = kinds.Select(k => k.Split(' ')).Select(k => new BundleObject(new(k[0], k[1], null, "a"), "{}"));
        var sorted = BundleOrder.Sort(objects);
        sorted.Select(o => o.Key.Kind).ShouldBe(
        [
            "CustomResourceDefinition", "Namespace", "ServiceAccount", "ClusterRole", "Deployment",
            "ValidatingWebhookConfiguration", "Widget", "ClusterIssuer",
        ]);
        BundleOrder.Sort(sorted.Reverse()).ShouldBe(sorted);
        BundleOrder.Removed(sorted.Select(o => o.Key), []).Select(k => k.Kind).ShouldBe(
            ["ClusterIssuer", "Widget", "ValidatingWebhookConfiguration", "Deployment", "ClusterRole", "ServiceAccount"]);
    }

    [Fact]
    public void An_object_in_another_version_of_its_group_is_the_same()
    {
        var before = new BundleKey("policy/v1beta1", "PodDisruptionBudget", "a", "b");
        BundleOrder.Removed([before], [before with { ApiVersion = "policy/v1" }]).ShouldBeEmpty();
        BundleOrder.Removed([before], [before with { Namespace = "c" }]).ShouldBe([before]);
        BundleOrder.Removed([before], [before with { ApiVersion = "v1" }]).ShouldBe([before]);
    }

    [Fact]
    public void A_bundle_is_read_back_as_it_was_written()
    {
        const string Json = """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"é","namespace":"a"},"data":{"k":"a\nb"}}""";
        var key = BundleText.KeyOf(JsonDocument.Parse(Json).RootElement);
        var bundle = new ManifestBundle("shop", BundleMode.Create, [new(key, Json)]);
        var read = BundleText.Read(BundleText.Write(bundle), out var problem).ShouldNotBeNull(problem);
        (read.Cluster, read.Mode).ShouldBe(("shop", BundleMode.Create));
        read.Objects.ShouldBe(bundle.Objects);
        BundleText.Read("{\"format\": 1, \"mode\": \"x\"}", out problem).ShouldBeNull();
        problem.ShouldNotBeNullOrEmpty();
        BundleText.Read(BundleText.Write(bundle with { Objects = [] }), out _).ShouldNotBeNull().Objects.ShouldBeEmpty();
    }

    private static Release Gathered(ReleaseRequest request) =>
        new([.. ArtifactTable.For(request).Select(w => w.Gathered(Digest, 3))]);

    private sealed class SameArtifact : IEqualityComparer<ReleaseArtifact>
    {
        public bool Equals(ReleaseArtifact? x, ReleaseArtifact? y) => x is not null && y is not null
            && (x with { Roles = [], Members = [] }) == (y with { Roles = [], Members = [] })
            && x.Roles.SequenceEqual(y.Roles) && x.Members.SequenceEqual(y.Members);

        public int GetHashCode(ReleaseArtifact obj) => obj.Digest.GetHashCode(StringComparison.Ordinal);
    }
}
