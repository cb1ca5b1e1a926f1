using System.Text.Json;
using Evenkeel.Platform.Files;
using Evenkeel.Platform.Terminals;

namespace Evenkeel.Cli.Tests;

/// <summary>What <c>evenkeel init</c> writes, asks and refuses; and that what it wrote is proven.</summary>
public sealed class InitCommandTests
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              topologySpreadConstraints:
              - maxSkew: 1
                topologyKey: topology.kubernetes.io/zone
                whenUnsatisfiable: ScheduleAnyway
                labelSelector: {matchLabels: {app: web}}
              containers: [{name: web, image: web, resources: {requests: {cpu: 100m, memory: 128Mi}}}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """;

    [Fact]
    public void What_it_writes_is_proven()
    {
        var files = new MemoryFileSystem().With("shop/manifests/web.yaml", Web);
        var init = new Session(files);
        init.Run("init", "shop", "--service", "shop/web").ShouldBe(0, init.Error);
        init.Error.ShouldBeEmpty();
        init.Out.ShouldStartWith("wrote shop/cluster.yaml: k3s 1.36, eu-west-1a, eu-west-1b, eu-west-1c\n");
        var prove = new Session(files);
        prove.Run("prove", "shop").ShouldBe(0, prove.Out + prove.Error);
        prove.Out.ShouldContain("PROVEN");
        prove.Error.ShouldBeEmpty();
    }

    [Fact]
    public void Options_say_everything()
    {
        var files = new MemoryFileSystem();
        var session = new Session(files);
        session.Run(
            "init", "a/b.yml", "--name", "till", "--region", "us-west-2", "--zones", "a,us-west-2c,d",
            "--distribution", "eks", "--version", "1.35", "--output", "json").ShouldBe(0, session.Error);
        var json = JsonDocument.Parse(session.Out).RootElement;
        json.GetProperty("files").EnumerateArray().Select(f => f.GetString()).ShouldBe(["a/b.yml"]);
        json.GetProperty("zones").GetArrayLength().ShouldBe(3);
        var text = files.ReadText("a/b.yml", 1 << 20).Content;
        text.ShouldContain("metadata: {name: till}\n");
        text.ShouldContain("  zones: [us-west-2a, us-west-2c, us-west-2d]\n");
        text.ShouldContain("  distribution: eks\n");
        text.ShouldContain("  version: \"1.35\"\n");
        text.ShouldNotContain("controlPlane:\n");
    }

    [Fact]
    public void On_a_terminal_it_asks_for_what_is_missing()
    {
        var files = new MemoryFileSystem();
        var terminal = new MemoryTerminal
        {
            InIsTerminal = true,
            OutIsTerminal = true,
            Answers = new(["", "", "1.34", "till/front"]),
        };
        var session = new Session(files) { Terminal = terminal };
        session.Run("init", "my_Shop", "--region", "ap-northeast-1", "--distribution", "upstream").ShouldBe(0);
        session.Error.ShouldBe(
            "Name of the cluster [my-shop]: Zones, with commas [a,b,c]: Kubernetes version [1.36]: "
            + "A Service that must survive any zone, such as shop/web (none): ");
        var text = files.ReadText("my_Shop/cluster.yaml", 1 << 20).Content;
        text.ShouldContain("  zones: [ap-northeast-1a, ap-northeast-1b, ap-northeast-1c]\n");
        text.ShouldContain("service: till/front\n");
    }

    [Fact]
    public void A_file_that_exists_is_left_alone_without_force()
    {
        var files = new MemoryFileSystem().With("cluster.yaml", "mine");
        var session = new Session(files);
        session.Run("init").ShouldBe(ExitCodes.BadInput);
        session.Error.ShouldContain("EK0007: `cluster.yaml` exists already");
        files.ReadText("cluster.yaml", 100).Content.ShouldBe("mine");
        new Session(files).Run("init", "--force").ShouldBe(0);
        files.ReadText("cluster.yaml", 1 << 20).Content.ShouldContain("metadata: {name: shop}");
    }

    [Theory]
    [InlineData("--region", "eu-wset-1", "EK1127")]
    [InlineData("--zones", "a,b,x", "EK1128")]
    [InlineData("--version", "1.20", "EK1120")]
    [InlineData("--distribution", "k8s", "EK1104")]
    [InlineData("--name", "My_Shop", "EK1112")]
    [InlineData("--service", "a/b/c", "EK1104")]
    [InlineData("--name", "a: b", "EK0001")]
    public void Wrong_answers_write_nothing(string option, string value, string code)
    {
        var files = new MemoryFileSystem();
        var session = new Session(files);
        session.Run("init", option, value).ShouldBe(ExitCodes.BadInput);
        session.Error.ShouldContain(code);
        files.FileExists("cluster.yaml").ShouldBeFalse();
    }

    [Fact]
    public void The_schema_lies_beside_it_when_asked()
    {
        var files = new MemoryFileSystem();
        new Session(files).Run("init", "--schema").ShouldBe(0);
        files.ReadText("cluster.yaml", 1 << 20).Content
            .ShouldStartWith("# yaml-language-server: $schema=cluster.schema.json\n");
        files.ReadText("cluster.schema.json", 1 << 20).Content.ShouldContain("json-schema.org/draft/2020-12");
    }
}
