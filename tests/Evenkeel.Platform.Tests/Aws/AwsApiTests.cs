using Amazon.Runtime;
using Evenkeel.Platform.Aws;

namespace Evenkeel.Platform.Tests.Aws;

/// <summary>Signed calls, against an empty account.</summary>
public sealed class AwsApiTests(AwsAccount account) : IClassFixture<AwsAccount>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Query_calls_are_understood_and_lists_are_read_back()
    {
        var aws = account.Api;
        var created = await aws.QueryAsync(
            AwsService.Ec2, "CreateVolume",
            new AwsParameters()
                .Add("AvailabilityZone", "eu-west-1a").Add("Size", "20").Add("VolumeType", "gp3")
                .Add("TagSpecification.1.ResourceType", "volume")
                .Add("TagSpecification.1.Tag.1.Key", "evenkeel.dev/slot")
                .Add("TagSpecification.1.Tag.1.Value", "a & b=ä/"),
            None);
        var id = created.Text("volumeId").ShouldNotBeNull();

        var found = await aws.QueryAsync(
            AwsService.Ec2, "DescribeVolumes",
            new AwsParameters().AddFilter("tag:evenkeel.dev/slot", "a & b=ä/").AddFilter("availability-zone", "eu-west-1a"),
            None);
        var volume = found.Items("volumeSet").ShouldHaveSingleItem();
        volume.Text("volumeId").ShouldBe(id);
        volume.Text("status").ShouldBe("available");
        volume.Tags().GetValueOrDefault("evenkeel.dev/slot").ShouldBe("a & b=ä/");

        var none = await aws.QueryAsync(
            AwsService.Ec2, "DescribeVolumes",
            new AwsParameters().AddFilter("tag:evenkeel.dev/slot", "a & b=ä/").AddFilter("availability-zone", "eu-west-1b"),
            None);
        none.Items("volumeSet").ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_created_by_another_program_is_seen_in_every_service()
    {
        account.Emulator.Ask(
            "autoscaling", "create-launch-configuration", "--launch-configuration-name", "one",
            "--image-id", "ami-12c6146b", "--instance-type", "t3.micro");
        account.Emulator.Ask(
            "autoscaling", "create-auto-scaling-group", "--auto-scaling-group-name", "group",
            "--launch-configuration-name", "one", "--min-size", "1", "--max-size", "2",
            "--availability-zones", "eu-west-1a");
        var groups = await account.Api.QueryAsync(
            AwsService.AutoScaling, "DescribeAutoScalingGroups",
            new AwsParameters().AddMembers("AutoScalingGroupNames", "group", "other"), None);
        var group = groups.Items("DescribeAutoScalingGroupsResult", "AutoScalingGroups").ShouldHaveSingleItem();
        group.Text("MaxSize").ShouldBe("2");
        group.Items("Instances").ShouldHaveSingleItem().Text("LifecycleState").ShouldBe("InService");

        var balancers = await account.Api.QueryAsync(
            AwsService.LoadBalancing, "DescribeLoadBalancers", new AwsParameters(), None);
        balancers.Items("DescribeLoadBalancersResult", "LoadBalancers").ShouldBeEmpty();

        var who = await account.Api.QueryAsync(
            AwsService.SecurityToken, "GetCallerIdentity", new AwsParameters(), None);
        who.Text("GetCallerIdentityResult", "Account").ShouldBe("123456789012");
    }

    [Fact]
    public async Task A_refusal_bears_the_code_and_the_text_of_aws()
    {
        var refusal = await Should.ThrowAsync<AwsException>(() => account.Api.QueryAsync(
            AwsService.Ec2, "DescribeVolumes", new AwsParameters().AddList("VolumeId", "vol-0123456789abcdef0"), None));
        refusal.Code.ShouldBe("InvalidVolume.NotFound");
        refusal.IsNotFound.ShouldBeTrue();
        refusal.Message.ShouldStartWith("ec2 DescribeVolumes: InvalidVolume.NotFound: ");
        refusal.Message.ShouldContain("vol-0123456789abcdef0");
    }

    [Fact]
    public async Task Nobody_there_is_a_failure_after_a_few_attempts()
    {
        using var aws = new AwsApi(
            "eu-west-1", name => name == AwsEndpoints.Variable ? "http://127.0.0.1:1" : null, TimeProvider.System,
            TimeSpan.FromSeconds(1), new BasicAWSCredentials("a", "b"));
        var failure = await Should.ThrowAsync<AwsException>(() =>
            aws.QueryAsync(AwsService.Ec2, "DescribeVolumes", new AwsParameters(), None));
        failure.Code.ShouldBeEmpty();
        failure.Message.ShouldContain("refused");
    }

    [Theory]
    [InlineData("eu-west-1", "https://ec2.eu-west-1.amazonaws.com/", "https://iam.amazonaws.com/")]
    [InlineData("cn-north-1", "https://ec2.cn-north-1.amazonaws.com.cn/", "https://iam.amazonaws.com.cn/")]
    public void Endpoints_are_those_of_the_partition(string region, string ec2, string iam)
    {
        AwsEndpoints.Of(AwsService.Ec2, region, _ => null).ToString().ShouldBe(ec2);
        AwsEndpoints.Of(AwsService.Identity, region, _ => null).ToString().ShouldBe(iam);
    }

    [Fact]
    public void The_variable_of_one_service_comes_before_that_of_all()
    {
        static string? Environment(string name) => name switch
        {
            "AWS_ENDPOINT_URL" => "http://127.0.0.1:5000",
            "AWS_ENDPOINT_URL_EC2" => "http://127.0.0.1:6000/x",
            _ => null,
        };
        AwsEndpoints.Of(AwsService.Ec2, "eu-west-1", Environment).ToString().ShouldBe("http://127.0.0.1:6000/x/");
        AwsEndpoints.Of(AwsService.AutoScaling, "eu-west-1", Environment).ToString().ShouldBe("http://127.0.0.1:5000/");
    }

    [Fact]
    public async Task Pages_are_read_until_the_last()
    {
        var aws = new MemoryAws("eu-west-1", (_, _, parameters) => parameters.GetValueOrDefault("NextToken") switch
        {
            null => "<a><nextToken>two</nextToken><set><item>1</item></set></a>",
            "two" => "<a><set><item>2</item></set></a>",
            var other => throw new InvalidOperationException(other),
        });
        var items = new List<string>();
        await foreach (var page in aws.PagesAsync(AwsService.Ec2, "DescribeVolumes", new AwsParameters(), None))
        {
            items.AddRange(page.Items("set").Select(item => item.Value));
        }

        items.ShouldBe(["1", "2"]);
        aws.Asked.ShouldBe(["ec2 DescribeVolumes", "ec2 DescribeVolumes NextToken=two"]);
    }
}
