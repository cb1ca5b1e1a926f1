using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Tests.Model.Node;

public sealed class NodeConfigurationTests
{
    private static readonly NodeConfiguration Server = new()
    {
        Cluster = "shop",
        Role = NodeRole.Server,
        Zone = "eu-west-1a",
        Slot = "a",
        Slots =
        [
            new("a", "eu-west-1a", "10.20.0.10"), new("b", "eu-west-1b", "10.20.0.26"),
            new("c", "eu-west-1c", "10.20.0.42"),
        ],
        Platform = new PlatformSettings.Aws(
            "eu-west-1", "shop-artifacts", "shop-snapshots", null, "/evenkeel/shop"),
        Etcd = new() { Version = "3.5.21", SnapshotEvery = TimeSpan.FromMinutes(5) },
        Kubernetes = new()
        {
            Distribution = NodeDistribution.Upstream,
            Version = "1.35.2",
            Endpoint = "https://shop.example.com:6443",
            Names = ["shop.example.com"],
            Labels = new SortedDictionary<string, string> { ["a/b"] = "true", ["c"] = "" },
            Taints = ["node-role.kubernetes.io/control-plane=:NoSchedule"],
        },
        Health = new() { Judges = [HealthSubject.Etcd, HealthSubject.ApiServer] },
    };

    private static readonly NodeConfiguration Worker = Server with
    {
        Role = NodeRole.Worker,
        Slot = null,
        Slots = [],
        Platform = new PlatformSettings.Local(".."),
        Kubernetes = Server.Kubernetes with { Distribution = NodeDistribution.K3s, Schedulable = true },
        Timings = new() { Replace = TimeSpan.FromMilliseconds(1500), Mark = TimeSpan.FromSeconds(5) },
    };

    [Fact]
    public void What_is_written_is_read_back()
    {
        foreach (var node in new[] { Server, Worker, Dedicated() })
        {
            var text = NodeConfigurationWriter.Write(node);
            NodeConfigurationWriter.Write(Read(text)!).ShouldBe(text);
        }

        Read(NodeConfigurationWriter.Write(Worker))!.Timings.ShouldBe(Worker.Timings);
        Read(NodeConfigurationWriter.Write(Server))!.Platform.ShouldBe(Server.Platform);
    }

    [Fact]
    public void Its_text_is_the_contract() =>
        Golden.Verify("tests/cases/node/server.json", NodeConfigurationWriter.Write(Server));

    [Fact]
    public void Who_has_a_member_of_etcd_is_known()
    {
        Server.HasEtcd.ShouldBeTrue();
        Worker.HasEtcd.ShouldBeFalse();
        Dedicated().HasEtcd.ShouldBeFalse();
        (Dedicated() with { Role = NodeRole.Etcd }).HasEtcd.ShouldBeTrue();
    }

    [Theory]
    [InlineData("\"role\": \"server\"", "\"role\": \"sever\"", "EK6104", "did you mean `server`?")]
    [InlineData("\"role\": \"server\"", "\"rolle\": \"server\"", "EK6101", "add `role: …`")]
    [InlineData("\"clientPort\": 2379", "\"clientPort\": 70000", "EK6104", "write a number of 1 to 65535")]
    [InlineData("\"clientPort\": 2379", "\"clientport\": 2379", "EK6103", "did you mean `clientPort`?")]
    [InlineData("\"slot\": \"a\"", "\"slot\": \"d\"", "EK6110", "write one of a, b, c")]
    [InlineData("\"slot\": \"a\"", "\"slot\": \"b\"", "EK6110", "give the node a slot of its zone")]
    [InlineData("\"name\": \"b\"", "\"name\": \"a\"", "EK6111", "give each slot its own")]
    [InlineData("10.20.0.26", "10.20.0.10", "EK6111", "give each slot its own")]
    [InlineData("10.20.0.26", "10.20.0", "EK6104", "write one such as 10.20.0.10")]
    [InlineData("\"10.20.0.26\"", "\"10.20.0.26\", \"server\": \"10.20.0.27\"", "EK6112", "give every slot one")]
    [InlineData("\"mode\": \"agent\"", "\"mode\": \"embedded\"", "EK6113", "write `\"mode\": \"agent\"`")]
    [InlineData("\"electionMs\": 1000", "\"electionMs\": 300", "EK6104", "five times")]
    [InlineData("\"diskKill\": \"8s\"", "\"diskKill\": \"3s\"", "EK6104", "more than `diskStall`")]
    [InlineData("\"every\": \"5m0s\"", "\"every\": \"0s\"", "EK6104", "such as 30s")]
    [InlineData("\"apiserver\"", "\"apisever\"", "EK6104", "apiserver")]
    [InlineData("\"aws\": {", "\"azure\": {", "EK6103", "known here: aws, local")]
    public void Mistakes_are_told_with_a_fix(string right, string wrong, string code, string fix)
    {
        var text = NodeConfigurationWriter.Write(Server);
        text.ShouldContain(right);
        var bag = new DiagnosticBag();
        var broken = new SourceText("node.json", text.Replace(right, wrong));
        NodeConfigurationReader.Read(broken, bag).ShouldBeNull();
        bag.ToOrderedList().ShouldContain(d => d.Code == code && d.Fix.Contains(fix));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"cluster\": ")]
    [InlineData("{}")]
    public void Other_texts_are_no_configuration(string text)
    {
        var bag = new DiagnosticBag();
        NodeConfigurationReader.Read(new SourceText("node.json", text), bag).ShouldBeNull();
        bag.HasErrors.ShouldBeTrue();
    }

    private static NodeConfiguration Dedicated() => Server with
    {
        Slots = [.. Server.Slots.Select(s => s with { Server = s.Address.Replace("10.20", "10.21") })],
        Etcd = Server.Etcd with { Mode = EtcdMode.Agent },
    };

    private static NodeConfiguration? Read(string text)
    {
        var bag = new DiagnosticBag();
        var node = NodeConfigurationReader.Read(new SourceText("node.json", text), bag);
        DiagnosticText.Format(bag, colour: false).ShouldBeEmpty();
        return node;
    }
}
