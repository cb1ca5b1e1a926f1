using Evenkeel.Lab.Faults;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab.Tests.Faults;

/// <summary>Faults as people write them.</summary>
public sealed class FaultTextTests
{
    [Theory]
    [InlineData("zone b", "", "zone=b")]
    [InlineData("zone=b", "", "zone=b")]
    [InlineData("slot a", "", "slot=a")]
    [InlineData("disk a", "", "disk=a")]
    [InlineData("disk a", "stall", "disk=a:stall")]
    [InlineData("disk=a:stall", "", "disk=a:stall")]
    [InlineData("disk=leader:old-copy", "", "disk=leader:old-copy")]
    [InlineData("partition a/b", "", "partition=a/b")]
    [InlineData("partition=a/b,c", "one-way", "partition=a/b,c:one-way")]
    [InlineData("kill etcd a", "", "kill=etcd:a")]
    [InlineData("kill=etcd:leader", "", "kill=etcd:leader")]
    [InlineData("kill scheduler a", "", "kill=kube-scheduler:a")]
    [InlineData("stop agent a", "", "stop=agent:a")]
    [InlineData("stop slot a", "", "stop=slot:a")]
    [InlineData("restart all", "", "restart=all")]
    public void They_are_read_and_written_again(string words, string option, string text)
    {
        var fault = FaultText.Read(words.Split(' '), option.Length == 0 ? [] : [option]);
        fault.ToString().ShouldBe(text);
        FaultText.Read([text], []).ShouldBe(fault);
    }

    [Theory]
    [InlineData("zone", "")]
    [InlineData("flood a", "")]
    [InlineData("partition a", "")]
    [InlineData("partition a/", "")]
    [InlineData("kill a", "")]
    [InlineData("kill sshd a", "")]
    [InlineData("kill slot a", "")]
    [InlineData("restart a", "")]
    [InlineData("zone b", "stall")]
    [InlineData("slot a", "old-copy")]
    [InlineData("disk a", "one-way")]
    public void What_is_none_is_refused_with_a_way_out(string words, string option)
    {
        var refused = Should.Throw<LabException>(
            () => FaultText.Read(words.Split(' '), option.Length == 0 ? [] : [option]));
        refused.Fix.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("zone d", "there is no zone d")]
    [InlineData("slot d", "there is no slot d")]
    [InlineData("partition a/d", "there is no slot d")]
    [InlineData("partition a,b/b", "slot b is on both sides")]
    [InlineData("kill kube-apiserver a", "this lab has no kube-apiserver")]
    public void What_the_lab_does_not_have_is_refused(string words, string message) =>
        Should.Throw<LabException>(() => FaultText.Check(FaultText.Read(words.Split(' '), []), Settings))
            .Message.ShouldBe(message);

    private static LabSettings Settings { get; } = new()
    {
        Slots = [new("a", "a", "127.0.0.1"), new("b", "b", "127.0.0.2"), new("c", "c", "127.0.0.3")],
        Zones = [new("a", ""), new("b", ""), new("c", "")],
        Name = "", Network = LabNetworkKind.Loopback, Disks = LabDiskKind.Folders,
        EtcdVersion = "3.4.30", Path = "", Agent = [], ProbeInterval = TimeSpan.FromSeconds(1),
    };
}
