using System.Collections.Immutable;
using Evenkeel.Core.Model.Cluster;

namespace Evenkeel.Core.Model.Artifacts;

/// <summary>What a release is gathered for.</summary>
public sealed record ReleaseRequest
{
    /// <summary>What runs Kubernetes.</summary>
    public required Distribution Distribution { get; init; }

    /// <summary>The version of Kubernetes, such as <c>1.36.2</c>.</summary>
    public required string KubernetesVersion { get; init; }

    /// <summary>Who runs etcd.</summary>
    public EtcdMode EtcdMode { get; init; } = EtcdMode.Agent;

    /// <summary>The architectures of the cluster's machines, <c>amd64</c> and <c>arm64</c>.</summary>
    public required ImmutableArray<string> Architectures { get; init; }

    /// <summary>Images of the cluster's own parts, which machines have from their boot on.</summary>
    public ImmutableArray<string> Images { get; init; } = [];

    /// <summary>The version of Evenkeel, which is the agent's.</summary>
    public required string AgentVersion { get; init; }
}

/// <summary>
/// The artifacts of a release: which program of which version from which publisher, and where that publisher
/// gives its digest.
/// </summary>
/// <remarks>
/// As of 2026-08-22. Versions: k3s-io/docs docs/release-notes/v1.34.X.md to v1.36.X.md; kubernetes/kops
/// channels/stable and pkg/model/components (etcd.go, containerd.go). Where digests lie: k3s-io/k3s
/// scripts/package-cli and install.sh (<c>sha256sum-ARCH.txt</c>), etcd-io/etcd releases
/// (<c>SHA256SUMS</c>), dl.k8s.io (<c>.sha256</c>), containerd and opencontainers/runc releases.
/// </remarks>
public static class ArtifactTable
{
    /// <summary>The version of etcd that the agent runs.</summary>
    public const string EtcdVersion = "3.6.12";

    private const string ContainerdVersion = "2.3.4";
    private const string RuncVersion = "1.4.2";
    private const string CniVersion = "1.9.1";
    private const string GitHub = "https://github.com";

    private static readonly ImmutableArray<string> Everywhere = ["etcd", "server", "worker"];
    private static readonly ImmutableArray<string> Servers = ["server"];
    private static readonly ImmutableArray<string> Members = ["etcd", "server"];
    private static readonly ImmutableArray<string> Nodes = ["server", "worker"];

    /// <summary>
    /// The patch of a minor version that is installed where the file names none: the newest that K3s had
    /// released when this table was made.
    /// </summary>
    private static readonly ImmutableSortedDictionary<string, string> Patches =
        ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal,
            [
                KeyValuePair.Create("1.34", "1.34.7"),
                KeyValuePair.Create("1.35", "1.35.4"),
                KeyValuePair.Create("1.36", "1.36.2"),
            ]);

    /// <summary>The version that is installed for what a file says: 1.36.2 for <c>v1.36</c>.</summary>
    /// <exception cref="ArgumentException">It is none of the versions that Evenkeel knows.</exception>
    public static string VersionFor(string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        var version = written.TrimStart('v');
        return Model.KubernetesVersion.TryParse(version, out var minor)
            && Patches.TryGetValue(minor.ToString(), out var patch)
            ? version.Split('.').Length == 3 ? version : patch
            : throw new ArgumentException($"no release of Kubernetes {written} is known", nameof(written));
    }

    /// <summary>The artifacts that a release must have, in ordinal order of name and architecture.</summary>
    public static ImmutableArray<WantedArtifact> For(ReleaseRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var all = request.Architectures.SelectMany(arch => OfArchitecture(request, arch));
        return
        [
            .. all.Append(Manifests(request))
                .OrderBy(a => a.Name, StringComparer.Ordinal)
                .ThenBy(a => a.Architecture, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<WantedArtifact> OfArchitecture(ReleaseRequest request, string arch) =>
    [
        new()
        {
            Name = "evenkeel-agent",
            Version = request.AgentVersion,
            Architecture = arch,
            Roles = Everywhere,
            Source = new ArtifactSource.Agent(),
        },
        .. request.EtcdMode == EtcdMode.Agent ? [Etcd(arch)] : Array.Empty<WantedArtifact>(),
        .. request.Distribution switch
        {
            Distribution.K3s => K3s(request.KubernetesVersion, arch),
            Distribution.Upstream => Upstream(request.KubernetesVersion, arch),
            _ => [],
        },
        .. request.Images.IsEmpty ? [] : new[] { Images(request, arch) },
    ];

    private static WantedArtifact Manifests(ReleaseRequest request) => new()
    {
        Name = "manifests",
        Version = request.KubernetesVersion,
        Architecture = Release.AnyArchitecture,
        Kind = ArtifactKind.Manifests,
        Roles = Servers,
        Source = new ArtifactSource.Bundle(),
    };

    private static WantedArtifact Images(ReleaseRequest request, string arch) => new()
    {
        Name = "images-parts",
        Version = request.KubernetesVersion,
        Architecture = arch,
        Kind = ArtifactKind.Images,
        Roles = Nodes,
        Source = new ArtifactSource.Registry(
            [.. request.Images.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]),
    };

    private static WantedArtifact Etcd(string arch)
    {
        var folder = $"etcd-v{EtcdVersion}-linux-{arch}";
        var at = $"{GitHub}/etcd-io/etcd/releases/download/v{EtcdVersion}";
        return new()
        {
            Name = "etcd",
            Version = EtcdVersion,
            Architecture = arch,
            Kind = ArtifactKind.Archive,
            Roles = Members,
            Members = [$"{folder}/etcd", $"{folder}/etcdctl", $"{folder}/etcdutl"],
            Source = new ArtifactSource.Download(
                $"{at}/{folder}.tar.gz", $"{at}/SHA256SUMS", ChecksumForm.Lines),
        };
    }

    private static WantedArtifact[] K3s(string version, string arch)
    {
        var release = $"v{version}+k3s1";
        var at = $"{GitHub}/k3s-io/k3s/releases/download/{Uri.EscapeDataString(release)}";
        WantedArtifact Of(string name, string file, ArtifactKind kind) => new()
        {
            Name = name,
            Version = release,
            Architecture = arch,
            Kind = kind,
            Roles = Nodes,
            Source = new ArtifactSource.Download(
                $"{at}/{file}", $"{at}/sha256sum-{arch}.txt", ChecksumForm.Lines),
        };

        return
        [
            Of("k3s", arch == "arm64" ? "k3s-arm64" : "k3s", ArtifactKind.Program),
            Of("images-k3s", $"k3s-airgap-images-{arch}.tar.zst", ArtifactKind.Images),
        ];
    }

    private static WantedArtifact[] Upstream(string version, string arch)
    {
        WantedArtifact Of(string name, ImmutableArray<string> roles) => new()
        {
            Name = name,
            Version = version,
            Architecture = arch,
            Roles = roles,
            Source = Kubernetes(version, arch, name),
        };

        return
        [
            Of("kube-apiserver", Servers), Of("kube-controller-manager", Servers),
            Of("kube-scheduler", Servers), Of("kubectl", Servers), Of("kubelet", Nodes),
            Of("kube-proxy", Nodes), Containerd(arch), Runc(arch), CniPlugins(arch),
        ];
    }

    private static ArtifactSource.Download Kubernetes(string version, string arch, string program)
    {
        var url = $"https://dl.k8s.io/release/v{version}/bin/linux/{arch}/{program}";
        return new(url, $"{url}.sha256", ChecksumForm.Digest);
    }

    private static WantedArtifact Containerd(string arch)
    {
        var at = $"{GitHub}/containerd/containerd/releases/download/v{ContainerdVersion}";
        var file = $"containerd-{ContainerdVersion}-linux-{arch}.tar.gz";
        return new()
        {
            Name = "containerd",
            Version = ContainerdVersion,
            Architecture = arch,
            Kind = ArtifactKind.Archive,
            Roles = Nodes,
            Members = ["bin/containerd", "bin/containerd-shim-runc-v2", "bin/ctr"],
            Source = new ArtifactSource.Download(
                $"{at}/{file}", $"{at}/{file}.sha256sum", ChecksumForm.Lines),
        };
    }

    private static WantedArtifact Runc(string arch)
    {
        var at = $"{GitHub}/opencontainers/runc/releases/download/v{RuncVersion}";
        return new()
        {
            Name = "runc",
            Version = RuncVersion,
            Architecture = arch,
            Roles = Nodes,
            Source = new ArtifactSource.Download(
                $"{at}/runc.{arch}", $"{at}/runc.sha256sum", ChecksumForm.Lines),
        };
    }

    private static WantedArtifact CniPlugins(string arch)
    {
        var at = $"{GitHub}/containernetworking/plugins/releases/download/v{CniVersion}";
        var file = $"cni-plugins-linux-{arch}-v{CniVersion}.tgz";
        return new()
        {
            Name = "cni-plugins",
            Version = CniVersion,
            Architecture = arch,
            Kind = ArtifactKind.Archive,
            Roles = Nodes,
            Members = ["./bridge", "./host-local", "./loopback", "./portmap"],
            Source = new ArtifactSource.Download($"{at}/{file}", $"{at}/{file}.sha256", ChecksumForm.Lines),
        };
    }
}
