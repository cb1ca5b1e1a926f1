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
            Answers = new(["", "", "1.34", "m7g.large", "k8s", "till/front"]),
        };
        var session = new Session(files) { Terminal = terminal };
        session.Run("init", "my_Shop", "--region", "ap-northeast-1", "--distribution", "upstream").ShouldBe(0);
        session.Error.ShouldBe(
            "Name of the cluster [my-shop]: Availability zones, by letter or name [a,c,d]: "
            + "Kubernetes version [1.36]: Instance type of the nodes [m7i.xlarge]: "
            + "Your manifests, a file or folder beside the cluster file (none): A Service that must survive any zone, such as shop/web (none): ");
        var text = files.ReadText("my_Shop/cluster.yaml", 1 << 20).Content;
        text.ShouldContain("  zones: [ap-northeast-1a, ap-northeast-1c, ap-northeast-1d]\n");
        text.ShouldContain("    instanceTypes: [m7g.large]\n");
        text.ShouldContain("  workloads: [k8s]\n");
        text.ShouldContain("service: till/front\n");
    }

    [Fact]
    public void A_person_is_asked_again_and_told_why()
    {
        var files = new MemoryFileSystem();
        var terminal = new MemoryTerminal
        {
            InIsTerminal = true,
            OutIsTerminal = true,
            Answers = new(
            [
                "My shop", "shop", "eu-wset-1", "us-west-2", "a, b, z", "a b  us-west-2d", "k8s", "eks", "1.20",
                "1.35.2", "m7i.lrage", "m7i.large", "", "",
            ]),
        };
        var session = new Session(files) { Terminal = terminal };
        session.Run("init").ShouldBe(0, session.Error);
        session.Error.ShouldContain("  letters, digits and . / - _ are taken, not `My shop`\nName of the cluster");
        session.Error.ShouldContain("; did you mean `eu-west-1`?\nAWS region [");
        session.Error.ShouldContain("Kubernetes `1.20` is not known");
        session.Error.ShouldContain("; did you mean `m7i.large`?\nInstance type of the nodes [");
        var text = files.ReadText("cluster.yaml", 1 << 20).Content;
        text.ShouldContain("  zones: [us-west-2a, us-west-2b, us-west-2d]\n");
        text.ShouldContain("  distribution: eks\n");
        text.ShouldContain("    instanceTypes: [m7i.large]\n");
    }

    [Fact]
    public void A_wrong_option_is_asked_for_on_a_terminal()
    {
        var terminal = new MemoryTerminal
        {
            InIsTerminal = true, OutIsTerminal = true, Answers = new(["", "eu-west-2", "", "", "", "", "", ""]),
        };
        var files = new MemoryFileSystem();
        var session = new Session(files) { Terminal = terminal };
        session.Run("init", "--region", "eu-wset-2").ShouldBe(0, session.Error);
        files.ReadText("cluster.yaml", 1 << 20).Content.ShouldContain("  region: eu-west-2\n");
    }

    [Fact]
    public void Answers_that_end_write_nothing()
    {
        var terminal = new MemoryTerminal { InIsTerminal = true, OutIsTerminal = true, Answers = new(["shop"]) };
        var files = new MemoryFileSystem();
        var session = new Session(files) { Terminal = terminal };
        session.Run("init").ShouldBe(ExitCodes.BadInput);
        session.Error.ShouldContain("the answers ended before the last question");
        session.Error.ShouldNotContain("Availability zones");
        files.FileExists("cluster.yaml").ShouldBeFalse();
    }

    [Theory]
    [InlineData("us-west-1", "[us-west-1a, us-west-1b]")]
    [InlineData("ap-northeast-1", "[ap-northeast-1a, ap-northeast-1c, ap-northeast-1d]")]
    [InlineData("ca-central-1", "[ca-central-1a, ca-central-1b, ca-central-1d]")]
    [InlineData("eusc-de-east-1", "[eusc-de-east-1a, eusc-de-east-1b, eusc-de-east-1c]")]
    public void The_zones_are_those_that_a_new_account_has(string region, string zones)
    {
        var files = new MemoryFileSystem();
        var session = new Session(files);
        session.Run("init", "--region", region).ShouldBe(0, session.Error);
        files.ReadText("cluster.yaml", 1 << 20).Content.ShouldContain($"  zones: {zones}\n");
    }

    [Theory]
    [InlineData("AWS_REGION", "eu-north-1", "eu-north-1")]
    [InlineData("AWS_DEFAULT_REGION", "us-east-2", "us-east-2")]
    [InlineData("AWS_REGION", "nowhere", "eu-west-1")]
    public void The_region_is_that_of_the_environment(string variable, string value, string region)
    {
        var files = new MemoryFileSystem();
        new Session(files).With(variable, value).Run("init").ShouldBe(0);
        files.ReadText("cluster.yaml", 1 << 20).Content.ShouldContain($"  region: {region}\n");
    }

    [Fact]
    public void What_is_wrong_with_an_option_is_told_without_a_place_in_a_file_that_is_not_there()
    {
        var session = new Session(new MemoryFileSystem());
        session.Run("init", "--region", "eu-wset-1", "--version", "1.20").ShouldBe(ExitCodes.BadInput);
        session.Error.ShouldContain("error EK1127: --region: the region `eu-wset-1` is not");
        session.Error.ShouldContain("error EK1120: --version: Kubernetes `1.20` is not");
        session.Error.ShouldNotContain("cluster.yaml:");
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
    [InlineData("--instance-type", "m7i.lrage", "EK2001")]
    [InlineData("--workloads", "../a b", "EK0001")]
    [InlineData("--service", "-", "EK1104")]
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
