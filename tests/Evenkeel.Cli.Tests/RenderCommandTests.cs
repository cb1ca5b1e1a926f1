using System.Text.Json;
using Evenkeel.Platform.Files;

namespace Evenkeel.Cli.Tests;

/// <summary>What <c>evenkeel render</c> writes, removes, leaves and refuses.</summary>
public sealed class RenderCommandTests
{
    private const string Network = "out/terraform/network.tf.json";
    private const string List = "out/" + ArtifactFolder.ListName;

    private const string Cluster = """
        apiVersion: evenkeel.dev/v1alpha1
        kind: Cluster
        metadata: {name: shop}
        spec:
          region: eu-west-1
          zones: [eu-west-1a, eu-west-1b, eu-west-1c]
          nodePools:
          - {name: general, instanceTypes: [m7i.large], min: 3}
        """;

    [Fact]
    public void It_writes_a_folder_and_says_what_is_next()
    {
        var files = new MemoryFileSystem().With("shop/cluster.yaml", Cluster);
        var session = Render(files);
        files.ReadText(Network, 1 << 20).Content.ShouldContain("\"aws_vpc\"");
        Golden.Verify("tests/transcripts/render.txt", $"$ evenkeel render shop -o out\n{session.Out}");
    }

    [Fact]
    public void A_second_render_changes_nothing()
    {
        var files = new MemoryFileSystem().With("shop/cluster.yaml", Cluster);
        Render(files);
        var before = files.ReadText(List, 1 << 20).Content;
        Render(files).Out.ShouldContain("all as they were");
        files.ReadText(List, 1 << 20).Content.ShouldBe(before);
    }

    [Fact]
    public void Programs_get_what_was_written_and_removed()
    {
        var files = new MemoryFileSystem().With("shop/cluster.yaml", Cluster);
        Render(files);
        files.With(Network, "{}");
        Remember(files, "terraform/old.tf.json", "{}", "{}");
        Remember(files, "terraform/mine.tf.json", "{}", "{\"changed\": 1}");
        var json = JsonDocument.Parse(Render(files, "--output", "json").Out).RootElement;
        json.GetProperty("folder").GetString().ShouldBe("out");
        Strings(json, "files").ShouldContain("terraform/versions.tf.json");
        Strings(json, "written").ShouldBe(["terraform/network.tf.json"]);
        Strings(json, "removed").ShouldBe(["terraform/old.tf.json"]);
        Strings(json, "kept").ShouldBe(["terraform/mine.tf.json"]);
        files.FileExists("out/terraform/old.tf.json").ShouldBeFalse();
        files.FileExists("out/terraform/mine.tf.json").ShouldBeTrue();
    }

    [Fact]
    public void What_it_did_not_write_is_never_removed()
    {
        var files = new MemoryFileSystem().With("shop/cluster.yaml", Cluster)
            .With("out/terraform/terraform.tfstate", "state").With("out/notes.txt", "mine");
        Render(files);
        Render(files);
        files.ReadText("out/terraform/terraform.tfstate", 100).Content.ShouldBe("state");
        files.ReadText("out/notes.txt", 100).Content.ShouldBe("mine");
    }

    [Fact]
    public void A_folder_with_another_configuration_is_refused()
    {
        var files = new MemoryFileSystem().With("shop/cluster.yaml", Cluster)
            .With("out/terraform/main.tf.json", "{}");
        var session = new Session(files);
        session.Run("render", "shop", "-o", "out").ShouldBe(ExitCodes.BadInput);
        session.Error.ShouldContain("EK0008: `out/terraform/main.tf.json` was not written by evenkeel");
        files.FileExists(Network).ShouldBeFalse();
        files.FileExists(List).ShouldBeFalse();
    }

    [Fact]
    public void A_list_that_was_tampered_with_is_refused()
    {
        var files = new MemoryFileSystem().With("shop/cluster.yaml", Cluster).With("precious", "mine")
            .With(List, "00  ../precious\n");
        var session = new Session(files);
        session.Run("render", "shop", "-o", "out").ShouldBe(ExitCodes.BadInput);
        session.Error.ShouldContain("it is not a list of files that evenkeel wrote");
        files.FileExists("precious").ShouldBeTrue();
    }

    [Fact]
    public void Whatever_interrupts_it_the_next_run_heals()
    {
        var whole = new MemoryFileSystem().With("shop/cluster.yaml", Cluster);
        Render(whole);
        for (var writes = 0; writes < 12; writes++)
        {
            var files = new MemoryFileSystem().With("shop/cluster.yaml", Cluster);
            Remember(files, "terraform/old.tf.json", "{}", "{}");
            var session = new Session(new FailingFiles(files, writes));
            session.Run("render", "shop", "-o", "out");
            Render(files);
            files.ListFiles("out/terraform").ShouldBe(whole.ListFiles("out/terraform"), $"after {writes} writes");
            files.ReadText(List, 1 << 20).Content.ShouldBe(whole.ReadText(List, 1 << 20).Content);
        }
    }

    [Fact]
    public void Mistakes_in_the_file_write_nothing()
    {
        var files = new MemoryFileSystem()
            .With("shop/cluster.yaml", Cluster.Replace("eu-west-1\n", "eu-wset-1\n"));
        var session = new Session(files);
        session.Run("render", "shop", "-o", "out").ShouldBe(ExitCodes.BadInput);
        session.Error.ShouldContain("EK1127");
        files.FolderExists("out").ShouldBeFalse();
    }

    [Fact]
    public void A_folder_has_to_be_named()
    {
        var session = new Session(new MemoryFileSystem().With("shop/cluster.yaml", Cluster));
        session.Run("render", "shop").ShouldBe(ExitCodes.BadInput);
        session.Error.ShouldContain("--out");
    }

    private static Session Render(MemoryFileSystem files, params string[] more)
    {
        var session = new Session(files);
        session.Run(["render", "shop", "-o", "out", .. more]).ShouldBe(0, session.Error);
        return session;
    }

    /// <summary>A file as an earlier run wrote it, and as it is now.</summary>
    private static void Remember(MemoryFileSystem files, string path, string written, string now)
    {
        var digest = Convert.ToHexStringLower(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(written)));
        var list = files.FileExists(List) ? files.ReadText(List, 1 << 20).Content : "";
        files.With(List, list + $"{digest}  {path}\n").With($"out/{path}", now);
    }

    private static IEnumerable<string> Strings(JsonElement json, string name) =>
        json.GetProperty(name).EnumerateArray().Select(e => e.GetString()!);

    /// <summary>A disk that is full after so many files.</summary>
    private sealed class FailingFiles(MemoryFileSystem files, int writes) : IFileSystem
    {
        private int left = writes;

        public bool FileExists(string path) => files.FileExists(path);

        public bool FolderExists(string path) => files.FolderExists(path);

        public Evenkeel.Core.Text.SourceText ReadText(string path, long maxBytes) => files.ReadText(path, maxBytes);

        public IReadOnlyList<string> ListManifests(string folder) => files.ListManifests(folder);

        public IReadOnlyList<string> ListFiles(string folder) => files.ListFiles(folder);

        public void DeleteFile(string path) => files.DeleteFile(path);

        public void WriteText(string path, string content, bool overwrite)
        {
            if (left-- <= 0) throw new FileProblemException(path, "the disk is full");
            files.WriteText(path, content, overwrite);
        }
    }
}
