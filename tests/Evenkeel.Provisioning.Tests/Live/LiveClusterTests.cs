using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Live;
using Evenkeel.Provisioning.Runs;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Tests.Live;

/// <summary>A cluster of one zone, as AWS would tell of it.</summary>
public sealed class LiveClusterTests
{
    private static readonly ExpectedCluster Expected = new(
        "shop", "evenkeel.dev/cluster", "evenkeel.dev/group", "evenkeel.dev/slot",
        [new("control-plane-a", ["a"], 1, 1), new("general-a", ["a"], 1, 3)], [new("a", "a")]);

    private string health = "healthy";
    private string state = "InService";
    private string attachment = "<item><instanceId>i-1</instanceId></item>";

    [Fact]
    public async Task A_cluster_that_is_whole_misses_nothing()
    {
        var live = await ReadAsync();
        Shortfalls.Of(Expected, live).ShouldBeEmpty();
        live.Groups.Select(g => (g.Name, g.InService, g.Desired)).ShouldBe([("control-plane-a", 1, 1), ("general-a", 1, 1)]);
        live.Targets.ShouldHaveSingleItem().Name.ShouldBe("shop-api", "another cluster's target group is none of ours");
        live.Volumes.ShouldHaveSingleItem().ShouldBe(new("a", "vol-1", "a", "i-1"));
    }

    [Fact]
    public async Task What_is_missing_is_said_one_by_one()
    {
        (health, state, attachment) = ("unhealthy", "Pending", "");
        Shortfalls.Of(Expected, await ReadAsync()).ShouldBe(
        [
            "group control-plane-a: 0 of 1 machines in service",
            "slot a: no machine has the volume vol-1",
            "target group shop-api: 0 of 1 targets healthy",
        ]);
        var larger = Expected with
        {
            Groups = [new("control-plane-a", ["a", "b"], 1, 1), new("batch-a", ["a"], 0, 1)],
            Slots = [new("b", "b")],
        };
        (health, state) = ("healthy", "InService");
        Shortfalls.Of(larger, await ReadAsync()).ShouldBe(
        [
            "group control-plane-a is in a and should be in a, b",
            "there is no group batch-a",
            "group general-a stands for nothing in the cluster file",
            "slot b has no volume",
        ]);
    }

    [Fact]
    public async Task Waiting_ends_when_nothing_is_missing()
    {
        var told = new Told();
        await new HealthWait(Aws(), TimeProvider.System, told).WaitAsync(Expected, TestContext.Current.CancellationToken);
        told.Steps.ShouldBeEmpty();

        health = "initial";
        var time = new HurriedTime();
        var late = await Should.ThrowAsync<ProvisioningException>(
            () => new HealthWait(Aws(), time, told).WaitAsync(Expected, TestContext.Current.CancellationToken));
        late.Diagnostic.Code.ShouldBe("EK5007");
        told.Steps.ShouldBe(["waiting: target group shop-api: 0 of 1 targets healthy"], "a thing is said once");
    }

    private Task<LiveCluster> ReadAsync() =>
        LiveCluster.ReadAsync(Aws(), Expected, TestContext.Current.CancellationToken);

    private MemoryAws Aws() => new("eu-west-1", (_, action, asked) => action switch
    {
        "DescribeAutoScalingGroups" => $"""
            <r><DescribeAutoScalingGroupsResult><AutoScalingGroups>
              {Group("control-plane-a", "shop", state)}{Group("general-a", "shop", "InService")}{Group("general-a", "other", "Pending")}
            </AutoScalingGroups></DescribeAutoScalingGroupsResult></r>
            """,
        "DescribeTargetGroups" => """
            <r><DescribeTargetGroupsResult><TargetGroups>
              <member><TargetGroupArn>arn:1</TargetGroupArn><TargetGroupName>shop-api</TargetGroupName></member>
              <member><TargetGroupArn>arn:2</TargetGroupArn><TargetGroupName>other-api</TargetGroupName></member>
            </TargetGroups></DescribeTargetGroupsResult></r>
            """,
        "DescribeTags" => """
            <r><DescribeTagsResult><TagDescriptions>
              <member><ResourceArn>arn:1</ResourceArn>
                <Tags><member><Key>evenkeel.dev/cluster</Key><Value>shop</Value></member></Tags></member>
              <member><ResourceArn>arn:2</ResourceArn>
                <Tags><member><Key>evenkeel.dev/cluster</Key><Value>other</Value></member></Tags></member>
            </TagDescriptions></DescribeTagsResult></r>
            """,
        "DescribeTargetHealth" => $"""
            <r><DescribeTargetHealthResult><TargetHealthDescriptions>
              <member><Target><Id>10.0.0.1</Id></Target><TargetHealth><State>{health}</State></TargetHealth></member>
            </TargetHealthDescriptions></DescribeTargetHealthResult></r>
            """,
        "DescribeVolumes" => $"""
            <r><volumeSet>
              <item><volumeId>vol-1</volumeId><availabilityZone>a</availabilityZone><attachmentSet>{attachment}</attachmentSet>
                <tagSet><item><key>evenkeel.dev/slot</key><value>a</value></item></tagSet></item>
              <item><volumeId>vol-2</volumeId><availabilityZone>a</availabilityZone></item>
            </volumeSet></r>
            """,
        _ => throw new InvalidOperationException($"{action} {asked.Count}"),
    });

    private static string Group(string name, string cluster, string state) => $"""
        <member><AutoScalingGroupName>{cluster}.{name}</AutoScalingGroupName><DesiredCapacity>1</DesiredCapacity>
          <AvailabilityZones><member>a</member></AvailabilityZones>
          <Instances><member><InstanceId>i-1</InstanceId><AvailabilityZone>a</AvailabilityZone>
            <LifecycleState>{state}</LifecycleState><HealthStatus>Healthy</HealthStatus></member></Instances>
          <Tags>
            <member><Key>evenkeel.dev/cluster</Key><Value>{cluster}</Value></member>
            <member><Key>evenkeel.dev/group</Key><Value>{name}</Value></member>
          </Tags></member>
        """;

    private sealed class Told : IRunProgress
    {
        public List<string> Steps { get; } = [];

        public void Step(string what) => Steps.Add(what);

        public void Change(TerraformEvent told, int done, int total)
        {
        }
    }

    /// <summary>Every look at the clock is ten minutes later, and no pause takes any time.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        private long looks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => 600 * looks++;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
