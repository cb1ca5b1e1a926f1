using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Evenkeel.Compiler.Lowering.Bootstrap;
using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>boot.py itself, run against a bucket and the metadata of an instance on loopback.</summary>
public sealed class BootProgramTests : IDisposable
{
    private static readonly byte[] Zstandard = [0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3];
    private readonly string root = Directory.CreateTempSubdirectory("evenkeel-boot").FullName;
    private readonly BootBucket bucket = new();
    private readonly string python = Programs.Require("python3", "the Debian package of that name");

    public void Dispose()
    {
        bucket.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void A_release_is_put_in_place_and_a_second_run_fetches_nothing_again()
    {
        var digest = Publish("first");
        Settings(digest);
        Run().Exit.ShouldBe(0);

        Read("etc/evenkeel/node.json").ShouldBe("eu-west-1b i-0123456789abcdef0\n");
        Read("opt/evenkeel/bin/evenkeel-agent").ShouldBe("agent first");
        Read("opt/evenkeel/bin/etcd").ShouldBe("etcd first");
        Read("opt/evenkeel/bin/etcdctl").ShouldBe("etcdctl");
        Read("opt/evenkeel/manifests.json").ShouldBe("""{"account": "123456789012", "files": "fs-1"}""");
        File.ReadAllBytes(At("images/images-k3s.tar.zst")).ShouldBe(Zstandard);
        File.GetUnixFileMode(At("opt/evenkeel/bin/evenkeel-agent")).HasFlag(UnixFileMode.UserExecute).ShouldBeTrue();
        File.Exists(At("opt/evenkeel/bin/servers-only")).ShouldBeFalse("it is for another role");
        File.Exists(At("opt/evenkeel/bin/elsewhere")).ShouldBeFalse("it is for another architecture");
        Directory.GetFiles(root, "*.new", SearchOption.AllDirectories).ShouldBeEmpty();

        bucket.Asked.Clear();
        Run().Exit.ShouldBe(0);
        bucket.Asked.ShouldBe([$"/shop-artifacts/releases/{digest}.json"]);
    }

    [Fact]
    public void Without_a_pin_a_machine_keeps_the_release_that_it_booted_first()
    {
        bucket.Objects["/shop-artifacts/releases/current"] = Encoding.UTF8.GetBytes(Publish("first") + "\n");
        Settings("");
        Run().Exit.ShouldBe(0);
        var second = Publish("second");
        bucket.Objects["/shop-artifacts/releases/current"] = Encoding.UTF8.GetBytes(second);
        Run().Exit.ShouldBe(0);
        Read("opt/evenkeel/bin/evenkeel-agent").ShouldBe("agent first");

        Settings(second);
        Run().Exit.ShouldBe(0);
        Read("opt/evenkeel/bin/evenkeel-agent").ShouldBe("agent second");
    }

    [Fact]
    public void Other_bytes_than_a_digest_says_are_refused()
    {
        var digest = Publish("first");
        var release = bucket.Objects[$"/shop-artifacts/releases/{digest}.json"];
        bucket.Objects[$"/shop-artifacts/releases/{digest}.json"] = [.. release, (byte)' '];
        Settings(digest);
        Run().Output.ShouldContain("the bucket holds another text than release");

        bucket.Objects[$"/shop-artifacts/releases/{digest}.json"] = release;
        var agent = bucket.Objects.First(o => Encoding.UTF8.GetString(o.Value) == "agent first").Key;
        bucket.Objects[agent] = Encoding.UTF8.GetBytes("another");
        var (exit, output) = Run();
        exit.ShouldBe(1, output);
        output.ShouldContain("evenkeel-agent: the bucket holds other bytes than the release says");
        File.Exists(At("opt/evenkeel/bin/evenkeel-agent")).ShouldBeFalse();
        File.Exists(At("etc/evenkeel/release")).ShouldBeFalse();

        bucket.Objects[agent] = Encoding.UTF8.GetBytes("agent first");
        Run().Exit.ShouldBe(0, "the next try goes on");
    }

    [Fact]
    public void What_was_damaged_on_disk_is_fetched_again()
    {
        Settings(Publish("first"));
        Run().Exit.ShouldBe(0);
        File.WriteAllText(At("opt/evenkeel/bin/evenkeel-agent"), "damaged");
        Run().Exit.ShouldBe(0);
        Read("opt/evenkeel/bin/evenkeel-agent").ShouldBe("agent first");
    }

    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64
        ? "arm64"
        : "amd64";

    private string Publish(string which)
    {
        ReleaseArtifact Of(string name, ArtifactKind kind, byte[] content, string role = "worker", string? arch = null) => new()
        {
            Name = name,
            Version = which,
            Architecture = arch ?? Architecture,
            Kind = kind,
            Roles = [role],
            Members = kind == ArtifactKind.Archive ? ["etcd-v3/etcd", "etcd-v3/etcdctl"] : [],
            Digest = bucket.Put(content),
            Size = content.Length,
        };
        var text = ReleaseText.Write(new([
            Of("evenkeel-agent", ArtifactKind.Program, Encoding.UTF8.GetBytes($"agent {which}")),
            Of("etcd", ArtifactKind.Archive, Archive($"etcd {which}")),
            Of("images-k3s", ArtifactKind.Images, Zstandard),
            Of("manifests", ArtifactKind.Manifests, Encoding.UTF8.GetBytes("""{"account": "@ACCOUNT@", "files": "@FILES@"}"""), arch: "any"),
            Of("servers-only", ArtifactKind.Program, [1], role: "server"),
            Of("elsewhere", ArtifactKind.Program, [2], arch: "s390x"),
        ]));
        var digest = ReleaseText.DigestOf(text);
        bucket.Objects[$"/shop-artifacts/{Release.KeyOf(digest)}"] = Encoding.UTF8.GetBytes(text);
        return digest;
    }

    private static byte[] Archive(string etcd)
    {
        using var stream = new MemoryStream();
        using (var zip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(zip))
        {
            foreach (var (name, text) in new[] { ("etcd-v3/etcd", etcd), ("etcd-v3/etcdctl", "etcdctl") })
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
                });
            }
        }

        return stream.ToArray();
    }

    private void Settings(string release)
    {
        Directory.CreateDirectory(At("etc/evenkeel"));
        File.WriteAllText(At("etc/evenkeel/node.json.in"), "@ZONE@ @INSTANCE@\n");
        File.WriteAllText(At("etc/evenkeel/boot.json"), $$"""
            {"bucket": "shop-artifacts", "region": "eu-west-1", "release": "{{release}}", "role": "worker",
             "images": "/images", "known": {"FILES": "fs-1"},
             "fill": {"/etc/evenkeel/node.json.in": "/etc/evenkeel/node.json"} }
            """);
    }

    private (int Exit, string Output) Run()
    {
        var program = At("boot.py");
        File.WriteAllText(program, BootFiles.Read("boot.py"));
        return Programs.Run(
            python, root,
            new Dictionary<string, string>
            {
                ["EVENKEEL_ROOT"] = root,
                ["AWS_ENDPOINT_URL"] = bucket.Endpoint,
                ["AWS_EC2_METADATA_SERVICE_ENDPOINT"] = bucket.Endpoint,
                ["http_proxy"] = "",
                ["no_proxy"] = "127.0.0.1",
                ["PYTHONDONTWRITEBYTECODE"] = "1",
            },
            program);
    }

    private string At(string path) => Path.Combine(root, path);

    private string Read(string path) => File.ReadAllText(At(path));
}
