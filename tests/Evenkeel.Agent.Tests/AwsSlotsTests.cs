using System.Xml.Linq;
using Amazon.Runtime;
using Evenkeel.Agent.Platforms;
using Evenkeel.Core.Model.Node;
using Evenkeel.Platform.Aws;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Tests;

/// <summary>Slots on an AWS API: who holds a volume and an interface, and taking them.</summary>
[Trait("Speed", "Slow")]
public sealed class AwsSlotsTests(AwsSlotsTests.Account account) : IClassFixture<AwsSlotsTests.Account>
{
    private const string Image = "ami-0123456789abcdef0";

    /// <summary>One account for all of them: each test has a cluster of its own in it.</summary>
    public sealed class Account : IDisposable
    {
        private readonly Lazy<AwsEmulator> emulator = new(() => new AwsEmulator());
        private readonly Lazy<AwsApi> api;

        public Account() => api = new(() => new AwsApi(
            "eu-west-1", emulator.Value.Environment.GetValueOrDefault, TimeProvider.System,
            TimeSpan.FromSeconds(60), new BasicAWSCredentials("emulator", "emulator")));

        internal AwsApi Api => api.Value;

        public void Dispose()
        {
            if (api.IsValueCreated) api.Value.Dispose();
            if (emulator.IsValueCreated) emulator.Value.Dispose();
        }
    }

    private readonly string cluster = "shop-" + Guid.NewGuid().ToString("N")[..8];

    private IAwsApi Api => account.Api;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_volume_is_taken_from_nobody_who_may_run_and_by_force_from_the_dead()
    {
        var slot = SomeNode.SlotA;
        var volume = await MakeVolumeAsync(slot.Name);
        var (first, second) = (await MakeInstanceAsync(), await MakeInstanceAsync());
        (await Slots(first).VolumeAsync(slot, Token)).ShouldBe((Attachment.Free, volume));
        (await Slots(first).AttachVolumeAsync(slot, isForced: false, Token)).ShouldBe(Done.Value);
        (await Slots(first).VolumeAsync(slot, Token)).State.ShouldBe(Attachment.Mine);

        // Even by force: it runs.
        var refused = await Slots(second).AttachVolumeAsync(slot, isForced: true, Token);
        refused.ShouldBeOfType<Refused>().Why.ShouldBe(Refusal.Conflict);
        await AskAsync("StopInstances", new AwsParameters().AddList("InstanceId", first));
        (await Slots(second).VolumeAsync(slot, Token)).State.ShouldBe(Attachment.Other);
    }

    [Fact]
    public async Task What_a_machine_lets_go_the_next_can_take()
    {
        var slot = SomeNode.SlotA with { Address = await MakeInterfaceAsync("a") };
        await MakeVolumeAsync("a");
        var (first, second) = (await MakeInstanceAsync(), await MakeInstanceAsync());
        foreach (var instance in new[] { first, second })
        {
            (await Slots(instance).AttachVolumeAsync(slot, false, Token)).ShouldBe(Done.Value);
            (await Slots(instance).AttachInterfaceAsync(slot, slot.Address, false, Token)).ShouldBe(Done.Value);
            (await Slots(instance).InterfaceAsync(slot, slot.Address, Token)).State.ShouldBe(Attachment.Mine);
            await Slots(instance).ReleaseAsync(slot, slot.Address, Token);
            (await Slots(instance).VolumeAsync(slot, Token)).State.ShouldBe(Attachment.Free);
            (await Slots(instance).InterfaceAsync(slot, slot.Address, Token)).State.ShouldBe(Attachment.Free);
        }
    }

    [Fact]
    public async Task Another_clusters_slot_of_the_same_name_is_not_seen()
    {
        await MakeVolumeAsync("a", of: "other");
        (await Slots("i-none").VolumeAsync(SomeNode.SlotA, Token)).State.ShouldBe(Attachment.Gone);
        (await Slots("i-none").InterfaceAsync(SomeNode.SlotA, "10.9.9.9", Token)).State.ShouldBe(Attachment.Gone);
    }

    [Fact]
    public async Task Machines_that_run_are_told_from_those_that_do_not()
    {
        var (first, second) = (await MakeInstanceAsync(), await MakeInstanceAsync());
        await AskAsync("TerminateInstances", new AwsParameters().AddList("InstanceId", second));
        (await Slots(first).RunningAsync([first, second, "i-0000000000000dead"], Token)).ShouldBe([first]);
    }

    private AwsSlots Slots(string instance) => new(Api, cluster, instance, static _ => Task.CompletedTask);

    private Task<XElement> AskAsync(string action, AwsParameters parameters) =>
        Api.QueryAsync(AwsService.Ec2, action, parameters, Token);

    private async Task<string> MakeVolumeAsync(string slot, string? of = null) => (await AskAsync(
        "CreateVolume", Tagged("volume", slot, of).Add("AvailabilityZone", "eu-west-1a").Add("Size", "1")))
        .Text("volumeId")!;

    private async Task<string> MakeInterfaceAsync(string slot) => (await AskAsync(
        "CreateNetworkInterface", Tagged("network-interface", slot, null).Add("SubnetId", await SubnetAsync())))
        .Text("networkInterface", "privateIpAddress")!;

    private async Task<string> MakeInstanceAsync() => (await AskAsync("RunInstances", new AwsParameters()
        .Add("ImageId", Image).Add("MinCount", "1").Add("MaxCount", "1").Add("SubnetId", await SubnetAsync())))
        .Items("instancesSet").Single().Text("instanceId")!;

    private async Task<string> SubnetAsync() => (await AskAsync(
        "DescribeSubnets", new AwsParameters().AddFilter("availability-zone", "eu-west-1a")))
        .Items("subnetSet").First().Text("subnetId")!;

    private AwsParameters Tagged(string kind, string slot, string? of) => new AwsParameters()
        .Add("TagSpecification.1.ResourceType", kind)
        .Add("TagSpecification.1.Tag.1.Key", "evenkeel.dev/cluster")
        .Add("TagSpecification.1.Tag.1.Value", of ?? cluster)
        .Add("TagSpecification.1.Tag.2.Key", "evenkeel.dev/slot")
        .Add("TagSpecification.1.Tag.2.Value", slot);
}
