using System.Formats.Tar;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Platform.Objects;
using Evenkeel.Provisioning.Releases;
using Evenkeel.Provisioning.Runs;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Tests.Releases;

/// <summary>Publishers and a registry of these tests answer in this process.</summary>
public sealed class ReleaseTests : IDisposable
{
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    private readonly string folder = Directory.CreateTempSubdirectory("evenkeel-release").FullName;
    private readonly Dictionary<string, (string Type, string Body)> answers = new(StringComparer.Ordinal);
    private readonly List<string> asked = [];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Each_artifact_is_checked_against_its_publisher_and_fetched_once()
    {
        Publish("https://example.com/etcd.tar.gz", "etcd", $"{Digest("other")}  b/other\n{Digest("etcd")} *a/etcd.tar.gz\n");
        Carry("evenkeel-agent-linux-amd64", "agent");
        var release = await GatherAsync(Etcd(), Agent(), Bundle());
        release.Release.Artifacts.Select(a => (a.Name, a.Digest, a.Size)).ShouldBe(
            [("etcd", Digest("etcd"), 4), ("evenkeel-agent", Digest("agent"), 5), ("manifests", Digest("bundle"), 6)]);
        release.Files.Values.Select(File.ReadAllText).Order().ShouldBe(["agent", "bundle", "etcd"]);

        asked.Clear();
        (await GatherAsync(Etcd(), Agent(), Bundle())).Digest.ShouldBe(release.Digest);
        asked.ShouldBe(["https://example.com/sums"], "what is there is not fetched again");
    }

    [Fact]
    public async Task What_is_not_what_it_should_be_is_thrown_away()
    {
        Publish("https://example.com/etcd.tar.gz", "tampered", $"{Digest("etcd")}  etcd.tar.gz\n");
        var refused = await Should.ThrowAsync<ProvisioningException>(() => GatherAsync(Etcd()));
        refused.Diagnostic.Code.ShouldBe("EK5013");
        Directory.GetFiles(Cache).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123  etcd.tar.gz\n")]
    public async Task A_publisher_who_gives_no_digest_is_not_trusted(string sums)
    {
        Publish("https://example.com/etcd.tar.gz", "etcd", sums);
        (await Should.ThrowAsync<ProvisioningException>(() => GatherAsync(Etcd()))).Message
            .ShouldBe("etcd 3.6 for amd64: https://example.com/sums has no digest of etcd.tar.gz");
    }

    [Fact]
    public async Task Without_a_network_or_the_agent_it_is_said_what_is_missing()
    {
        (await Should.ThrowAsync<ProvisioningException>(() => GatherAsync(Etcd()))).Diagnostic.Code.ShouldBe("EK5011");
        (await Should.ThrowAsync<ProvisioningException>(() => GatherAsync(Agent()))).Message
            .ShouldContain("there is no evenkeel-agent-linux-amd64");
    }

    [Fact]
    public async Task Images_are_one_layout_of_their_architecture_the_same_bytes_each_time()
    {
        var layer = "layer";
        var config = "{}";
        var manifest = $$"""
            {"config": {"digest": "sha256:{{Digest(config)}}"}, "layers": [{"digest": "sha256:{{Digest(layer)}}"}]}
            """;
        Answer("https://example.com/v2/a/b/manifests/1.0", Index, $$$"""
            {"manifests": [
              {"digest": "sha256:{{{Digest("arm")}}}", "platform": {"os": "linux", "architecture": "arm64"}},
              {"digest": "sha256:{{{Digest(manifest)}}}", "platform": {"os": "linux", "architecture": "amd64"}}]}
            """);
        Answer($"https://example.com/v2/a/b/manifests/sha256:{Digest(manifest)}", Manifest, manifest);
        Answer($"https://example.com/v2/a/b/blobs/sha256:{Digest(layer)}", "", layer);
        Answer($"https://example.com/v2/a/b/blobs/sha256:{Digest(config)}", "", config);
        var release = await GatherAsync(Images("example.com/a/b:1.0"));
        var entries = await EntriesAsync(release.Files.Values.Single());
        entries.Keys.Where(k => k.StartsWith("blobs/")).ShouldBe(
            new[] { layer, config, manifest }.Select(b => $"blobs/sha256/{Digest(b)}").Order(StringComparer.Ordinal));
        entries[$"blobs/sha256/{Digest(layer)}"].ShouldBe(layer);
        var named = JsonDocument.Parse(entries["index.json"]).RootElement.GetProperty("manifests")[0];
        named.GetProperty("digest").GetString().ShouldBe($"sha256:{Digest(manifest)}");
        named.GetProperty("annotations").GetProperty("io.containerd.image.name").GetString().ShouldBe("example.com/a/b:1.0");

        Directory.Delete(Cache, recursive: true);
        (await GatherAsync(Images("example.com/a/b:1.0"))).Digest.ShouldBe(release.Digest);
        answers[$"https://example.com/v2/a/b/blobs/sha256:{Digest(layer)}"] = ("", "tampered");
        Directory.Delete(Cache, recursive: true);
        (await Should.ThrowAsync<ProvisioningException>(() => GatherAsync(Images("example.com/a/b:1.0"))))
            .Diagnostic.Code.ShouldBe("EK5013");
    }

    [Theory]
    [InlineData("nginx", "registry-1.docker.io", "library/nginx", "latest", "docker.io/library/nginx:latest")]
    [InlineData("rancher/k3s:v1", "registry-1.docker.io", "rancher/k3s", "v1", "docker.io/rancher/k3s:v1")]
    [InlineData("localhost:5000/a:b", "localhost:5000", "a", "b", "localhost:5000/a:b")]
    [InlineData("ghcr.io/a/b@sha256:00", "ghcr.io", "a/b", "sha256:00", "ghcr.io/a/b@sha256:00")]
    public void References_are_read_as_containerd_reads_them(
        string written, string registry, string repository, string version, string name) =>
        ImageReference.Parse(written).ShouldBe(new(registry, repository, version, name));

    [Fact]
    public async Task A_bucket_gets_what_it_lacks_and_the_name_of_the_release_last()
    {
        Carry("evenkeel-agent-linux-amd64", "agent");
        var release = await GatherAsync(Agent(), Bundle());
        var bucket = new MemoryObjectStore(TimeProvider.System);
        var token = TestContext.Current.CancellationToken;
        (await release.UploadAsync(bucket, token)).ShouldBe(
        [
            $"objects/{Digest("agent")}", $"objects/{Digest("bundle")}", $"releases/{release.Digest}.json", "releases/current",
        ]);
        Encoding.UTF8.GetString((await bucket.GetAsync("releases/current", token))!.Content).ShouldBe(release.Digest);
        (await release.UploadAsync(bucket, token)).ShouldBeEmpty();
        ReleaseText.Read(release.Text, out _).ShouldNotBeNull().Artifacts.Length.ShouldBe(2);
    }

    private string Cache => Path.Combine(folder, "cache");

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static WantedArtifact Etcd() => Wanted("etcd", "3.6", new ArtifactSource.Download(
        "https://example.com/etcd.tar.gz", "https://example.com/sums", ChecksumForm.Lines));

    private static WantedArtifact Agent() => Wanted("evenkeel-agent", "0.1", new ArtifactSource.Agent());

    private static WantedArtifact Bundle() => Wanted("manifests", "1.36", new ArtifactSource.Bundle());

    private static WantedArtifact Images(string reference) =>
        Wanted("images", "1.36", new ArtifactSource.Registry([reference]));

    private static WantedArtifact Wanted(string name, string version, ArtifactSource source) => new()
    {
        Name = name,
        Version = version,
        Architecture = "amd64",
        Roles = ["server"],
        Source = source,
    };

    private void Publish(string url, string body, string sums)
    {
        Answer(url, "", body);
        Answer("https://example.com/sums", "", sums);
    }

    private void Answer(string url, string type, string body) => answers[url] = (type, body);

    private void Carry(string name, string content) => File.WriteAllText(Path.Combine(folder, name), content);

    private async Task<GatheredRelease> GatherAsync(params WantedArtifact[] wanted)
    {
        using var http = new HttpClient(new Network(this));
        return await new ReleaseGatherer(http, Cache, [folder], new Silence())
            .GatherAsync([.. wanted], "bundle", TestContext.Current.CancellationToken);
    }

    private static async Task<SortedDictionary<string, string>> EntriesAsync(string path)
    {
        var entries = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await using var file = File.OpenRead(path);
        await using var tar = new TarReader(file);
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream!);
            entries.Add(entry.Name, await reader.ReadToEndAsync());
        }

        return entries;
    }

    private sealed class Network(ReleaseTests tests) : HttpMessageHandler
    {
        private bool isKnown;

        /// <summary>A registry asks who one is, and gives a token to anybody.</summary>
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var url = request.RequestUri!.AbsoluteUri;
            tests.asked.Add(url);
            if (url.StartsWith("https://example.com/token?"))
            {
                isKnown = true;
                return Task.FromResult(new HttpResponseMessage { Content = new StringContent("""{"token": "t"}""") });
            }

            if (url.Contains("/v2/") && !(isKnown && request.Headers.Authorization?.Parameter == "t"))
            {
                var who = new HttpResponseMessage(HttpStatusCode.Unauthorized);
                who.Headers.WwwAuthenticate.Add(new("Bearer", "realm=\"https://example.com/token\",service=\"r\",scope=\"s\""));
                return Task.FromResult(who);
            }

            if (!tests.answers.TryGetValue(url, out var answer)) throw new HttpRequestException("no network");
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(answer.Body));
            if (answer.Type.Length > 0) content.Headers.ContentType = new(answer.Type);
            return Task.FromResult(new HttpResponseMessage { Content = content });
        }
    }

    private sealed class Silence : IRunProgress
    {
        public void Step(string what)
        {
        }

        public void Change(TerraformEvent told, int done, int total)
        {
        }
    }
}
