using System.Text.Json;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>
/// What a cluster file may choose, all at once on the emulator, read back with the AWS CLI: etcd on machines of its
/// own, a file system over all zones, machines without a group, Spot, a bastion, an echo's probe, flow logs, alarms. IPv6 is not among it: moto never
/// says that a subnet has its range.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class ChosenOptionsTests : IDisposable
{
    private static readonly string[] Zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

    private readonly Terraform terraform = new();
    private readonly AwsEmulator account = new();

    public void Dispose()
    {
        account.Dispose();
        terraform.Dispose();
    }

    [Fact]
    public void All_that_is_chosen_is_made_and_stays_so()
    {
        var model = Renders.Model("spot-mixed", text => text.Replace("  nodePools:\n", """
              network:
                access: {bastion: {instanceType: t4g.micro, allowFrom: [192.0.2.0/24]}}
                flowLogs: {traffic: rejected}
              controlPlane: {etcd: {topology: dedicated}}
              ingress: {class: traefik, healthCheck: daemonset}
              data: {ports: {postgres: 5432}}
              storage: {efs: true}
              alarms: {topic: "arn:aws:sns:eu-west-1:123456789012:on-call"}
              nodePools:
              - {name: edge, placement: fixed, instanceTypes: [m7i.large], min: 3}

            """));
        var folder = terraform.Write("chosen", Renders.Lower(model).Files.Append(
            KeyValuePair.Create("terraform/emulator_override.tf.json", EmulatorTests.Override)));
        var (exit, output) = terraform.Run(
            folder, account.Environment, "apply", "-auto-approve", "-input=false", "-no-color", "-parallelism=20");
        exit.ShouldBe(0, output);

        CheckMachines();
        CheckProbes();
        Lines("efs", "describe-mount-targets --file-system-id " + Lines("efs", "describe-file-systems", "FileSystems[?Encrypted].FileSystemId").Single(),
            "MountTargets[].AvailabilityZoneName").ShouldBe(Zones, ignoreOrder: true);
        Lines("cloudwatch", "describe-alarms", "MetricAlarms[].AlarmName").Count().ShouldBe(17);
        Lines("ec2", "describe-flow-logs", "FlowLogs[].join(' ', [TrafficType, LogDestinationType, LogDestination])")
            .ShouldBe(["REJECT s3 arn:aws:s3:::shop-flow-logs-123456789012-eu-west-1"]);
        SecondPlan.ChangesNothing(terraform, account, folder);
    }

    private void CheckMachines()
    {
        Lines(
                "autoscaling", "describe-auto-scaling-groups",
                "AutoScalingGroups[].join(' ', [AutoScalingGroupName, join(',', sort(AvailabilityZones))])")
            .ShouldBe(
                Zones.SelectMany(z => new[] { $"shop.control-plane.{z} {z}", $"shop.etcd.{z} {z}", $"shop.general.{z} {z}" })
                    .Concat(["shop.bastion eu-west-1a,eu-west-1b,eu-west-1c", "shop.batch eu-west-1a,eu-west-1b,eu-west-1c"]),
                ignoreOrder: true);
        Lines(
                "autoscaling", "describe-auto-scaling-groups",
                "AutoScalingGroups[?CapacityRebalance].AutoScalingGroupName")
            .ShouldBe(Zones.Select(z => $"shop.general.{z}").Append("shop.batch"), ignoreOrder: true);
        Lines(
                "ec2", "describe-instances",
                "Reservations[].Instances[].join(' ', [Placement.AvailabilityZone, Tags[?Key=='Name'].Value | [0]])")
            .Where(line => line.Contains(".edge."))
            .ShouldBe(Zones.Select(z => $"{z} shop.edge.{z}.1"), ignoreOrder: true);
        Lines("ec2", "describe-volumes", "Volumes[?Encrypted && Tags[?Key=='evenkeel.dev/part' && Value=='etcd']].AvailabilityZone")
            .ShouldBe(Zones, ignoreOrder: true);
    }

    private void CheckProbes()
    {
        Lines("elbv2", "describe-target-groups", "TargetGroups[].join(' ', [TargetGroupName, HealthCheckProtocol, HealthCheckPort])")
            .ShouldBe(["shop-api HTTP 9440", "shop-http TCP 30090", "shop-https TCP 30090"], ignoreOrder: true);
        var names = account.Ask("ec2", "describe-security-groups").GetProperty("SecurityGroups").EnumerateArray()
            .ToDictionary(g => g.GetProperty("GroupId").GetString()!, g => g.GetProperty("GroupName").GetString()!);
        var rules = account.Ask("ec2", "describe-security-group-rules").GetProperty("SecurityGroupRules").EnumerateArray()
            .Where(r => r.TryGetProperty("FromPort", out _) && !r.GetProperty("IsEgress").GetBoolean()).ToList();
        IEnumerable<string> To(int port) => rules.Where(r => r.GetProperty("FromPort").GetInt32() == port).Select(r =>
            $"{(r.TryGetProperty("ReferencedGroupInfo", out var other)
                ? names[other.GetProperty("GroupId").GetString()!.Split('/')[^1]]
                : r.GetProperty("CidrIpv4").GetString())} {names[r.GetProperty("GroupId").GetString()!]}");
        To(30090).ShouldBe(["shop-service-balancer shop-worker"]);
        To(2379).ShouldBe(["shop-control-plane shop-etcd", "shop-etcd shop-etcd"], ignoreOrder: true);
        To(5432).ShouldBe(["shop-worker shop-data", "shop-bastion shop-data"], ignoreOrder: true);
        To(22).ShouldBe(
            ["192.0.2.0/24 shop-bastion", "shop-bastion shop-control-plane", "shop-bastion shop-worker", "shop-bastion shop-etcd"],
            ignoreOrder: true);
    }

    /// <summary>A list of texts that the AWS CLI picks from its answer.</summary>
    private IEnumerable<string> Lines(string service, string command, string query)
    {
        var answer = account.Ask([service, .. command.Split(' '), "--query", query]);
        answer.ValueKind.ShouldBe(JsonValueKind.Array, command);
        return answer.EnumerateArray().SelectMany(Flat);
    }

    private static IEnumerable<string> Flat(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? element.EnumerateArray().SelectMany(Flat)
        : [element.GetString()!];
}
