using System.Text.Json;
using Evenkeel.Compiler.Lowering.Security;
using Evenkeel.Import.Terraform;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>
/// The first case is applied to an empty account on the emulator, and read back with the AWS CLI.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class EmulatorTests : IDisposable
{
    private const string Case = "k3s-three-zones";
    private const string Cluster = "shop";

    /// <summary>What tells the provider that it talks to an emulator, beside the configuration under test.</summary>
    internal const string Override = """
        {"provider": {"aws": {"s3_use_path_style": true, "skip_metadata_api_check": true, "skip_credentials_validation": true}}}
        """;

    private readonly Terraform terraform = new();
    private readonly AwsEmulator account = new();

    public void Dispose()
    {
        account.Dispose();
        terraform.Dispose();
    }

    [Fact]
    public void What_is_applied_is_what_was_meant_and_stays_so()
    {
        var folder = terraform.Write(Case, Renders.Of(Case).Files
            .Append(KeyValuePair.Create("terraform/emulator_override.tf.json", Override)));
        CheckPlanIsRead(folder);
        var (exit, output) = terraform.Run(
            folder, account.Environment, "apply", "-auto-approve", "-input=false", "-no-color", "-parallelism=20");
        exit.ShouldBe(0, output);

        CheckSubnetsAndRoutes();
        CheckSecurityGroups();
        CheckGroups();
        CheckTargets();
        CheckRoles();
        CheckSecondPlan(folder);
    }

    /// <summary>A proof from Terraform's own plan has the numbers of the cluster file.</summary>
    private void CheckPlanIsRead(string folder)
    {
        terraform.Run(folder, account.Environment, "plan", "-input=false", "-no-color", "-out=plan").Exit.ShouldBe(0);
        var (exit, json) = terraform.Run(folder, account.Environment, "show", "-json", "plan");
        exit.ShouldBe(0, json);
        var model = Renders.Model(Case);
        var aws = TerraformReader.ReadPlan(new("plan.json", json), ReadBackTests.Forgetful(model), new());
        ReadBackTests.Text(aws.ShouldNotBeNull()).ShouldBe(ReadBackTests.Text(model.Aws));
    }

    private void CheckSubnetsAndRoutes()
    {
        var subnets = List(account.Ask("ec2", "describe-subnets", "--filters", $"Name=tag:evenkeel.dev/cluster,Values={Cluster}"), "Subnets")
            .ToDictionary(s => Text(s, "SubnetId"), s => (Name: Name(s), Zone: Text(s, "AvailabilityZone")));
        subnets.Values.GroupBy(s => s.Zone).Select(g => (g.Key, g.Count())).ShouldBe(
            [("eu-west-1a", 3), ("eu-west-1b", 3), ("eu-west-1c", 3)], ignoreOrder: true);
        var gateways = List(account.Ask("ec2", "describe-nat-gateways"), "NatGateways")
            .ToDictionary(n => Text(n, "NatGatewayId"), n => subnets[Text(n, "SubnetId")]);
        gateways.Values.ShouldAllBe(g => g.Name == $"shop-public-{g.Zone}");
        var tables = List(account.Ask("ec2", "describe-route-tables"), "RouteTables")
            .Where(t => List(t, "Associations").Any(a => a.TryGetProperty("SubnetId", out _))).ToList();
        tables.Count.ShouldBe(9);
        foreach (var table in tables)
        {
            var (name, zone) = subnets[Text(List(table, "Associations").Single(), "SubnetId")];
            var ways = List(table, "Routes").Where(r => Has(r, "DestinationCidrBlock", "0.0.0.0/0")).ToList();
            switch (name.Split('-')[1])
            {
                case "public":
                    Text(ways.ShouldHaveSingleItem(), "GatewayId").ShouldStartWith("igw-");
                    break;
                case "application":
                    gateways[Text(ways.ShouldHaveSingleItem(), "NatGatewayId")].Zone.ShouldBe(zone);
                    break;
                default:
                    List(table, "Routes").Select(r => Text(r, "GatewayId")).ShouldBe(["local"], name);
                    break;
            }
        }
    }

    private void CheckSecurityGroups()
    {
        var names = List(account.Ask("ec2", "describe-security-groups"), "SecurityGroups")
            .ToDictionary(g => Text(g, "GroupId"), g => Text(g, "GroupName"));
        string End(JsonElement rule) => rule.TryGetProperty("ReferencedGroupInfo", out var info)
            ? names[Text(info, "GroupId").Split('/')[^1]]
            : Text(rule, "CidrIpv4");
        string Ports(JsonElement rule) => Text(rule, "IpProtocol") == "-1"
            ? "all"
            : new PortRange(
                Text(rule, "IpProtocol"), rule.GetProperty("FromPort").GetInt32(), rule.GetProperty("ToPort").GetInt32())
                .ToString();
        var rules = List(account.Ask("ec2", "describe-security-group-rules"), "SecurityGroupRules")
            .Where(r => names[Text(r, "GroupId")].StartsWith("shop-")).ToList();
        var edges = EdgeTable.Of(Renders.Model(Case)).ToList();
        rules.Where(r => !r.GetProperty("IsEgress").GetBoolean())
            .Select(r => $"{End(r)} {names[Text(r, "GroupId")]} {Ports(r)}").Order(StringComparer.Ordinal)
            .ShouldBe(edges.Where(e => Actors.IsGroup(e.To))
                .Select(e => $"{Spoken(e.From)} {Spoken(e.To)} {e.Ports}").Order(StringComparer.Ordinal));
        rules.Where(r => r.GetProperty("IsEgress").GetBoolean())
            .Select(r => $"{names[Text(r, "GroupId")]} {End(r)} {Ports(r)}").Order(StringComparer.Ordinal)
            .ShouldBe(edges.Where(e => Actors.IsGroup(e.From))
                .Select(e => $"{Spoken(e.From)} {Spoken(e.To)} {e.Ports}").Order(StringComparer.Ordinal));
    }

    private void CheckGroups()
    {
        var groups = List(account.Ask("autoscaling", "describe-auto-scaling-groups"), "AutoScalingGroups")
            .ToDictionary(g => Text(g, "AutoScalingGroupName"));
        groups.Keys.Order(StringComparer.Ordinal).ShouldBe(
        [
            "shop.control-plane.eu-west-1a", "shop.control-plane.eu-west-1b", "shop.control-plane.eu-west-1c",
            "shop.general.eu-west-1a", "shop.general.eu-west-1b", "shop.general.eu-west-1c",
        ]);
        foreach (var (name, group) in groups)
        {
            List(group, "AvailabilityZones").Select(z => z.GetString()).ShouldBe([name.Split('.')[^1]], name);
            var tags = List(group, "Tags").ToDictionary(t => Text(t, "Key"), t => Text(t, "Value"));
            tags["evenkeel.dev/cluster"].ShouldBe(Cluster);
            var isServer = name.Contains("control-plane");
            (group.GetProperty("MinSize").GetInt32(), group.GetProperty("MaxSize").GetInt32())
                .ShouldBe(isServer ? (1, 1) : (1, 4), name);
            tags.ContainsKey("k8s.io/cluster-autoscaler/enabled").ShouldBe(!isServer, name);
        }

        List(account.Ask("ec2", "describe-volumes", "--filters", "Name=tag-key,Values=evenkeel.dev/slot"), "Volumes")
            .Where(v => Text(List(v, "Tags").First(t => Text(t, "Key") == "Name"), "Value").Contains(".etcd."))
            .Select(v => (Text(v, "AvailabilityZone"), v.GetProperty("Encrypted").GetBoolean(), v.GetProperty("Size").GetInt32()))
            .ShouldBe([("eu-west-1a", true, 20), ("eu-west-1b", true, 20), ("eu-west-1c", true, 20)], ignoreOrder: true);
    }

    private void CheckTargets()
    {
        var targets = List(account.Ask("elbv2", "describe-target-groups"), "TargetGroups")
            .ToDictionary(t => Text(t, "TargetGroupName"));
        targets.Keys.ShouldBe(["shop-api", "shop-http", "shop-https"], ignoreOrder: true);
        targets.Values.ShouldAllBe(t =>
            Text(t, "HealthCheckPath") == "/healthz" && t.GetProperty("HealthCheckIntervalSeconds").GetInt32() == 10);
        var slots = List(account.Ask("ec2", "describe-network-interfaces"), "NetworkInterfaces")
            .Where(i => i.TryGetProperty("Description", out var d) && d.GetString()!.StartsWith("Address of the slot"))
            .Select(i => Text(i, "PrivateIpAddress"));
        List(account.Ask("elbv2", "describe-target-health", "--target-group-arn", Text(targets["shop-api"], "TargetGroupArn")),
                "TargetHealthDescriptions")
            .Select(t => Text(t.GetProperty("Target"), "Id")).ShouldBe(slots, ignoreOrder: true);
    }

    private void CheckRoles()
    {
        List(account.Ask("iam", "list-roles"), "Roles").Select(r => Text(r, "RoleName"))
            .Where(n => n.StartsWith("shop-")).ShouldBe(
                new[] { "autoscaler", "cloud-controller", "control-plane", "ebs-csi", "worker" }
                    .Select(role => $"shop-{role}-eu-west-1"), ignoreOrder: true);
        var policy = account.Ask("iam", "get-role-policy", "--role-name", "shop-worker-eu-west-1", "--policy-name", "worker")
            .GetProperty("PolicyDocument");
        var read = List(policy, "Statement").Single(s => Text(s, "Sid") == "ReadWorkerToken");
        read.GetProperty("Resource").GetString().ShouldBe(
            "arn:aws:ssm:eu-west-1:123456789012:parameter/evenkeel/shop/worker/*");
    }

    /// <summary>A second plan changes nothing but what the emulator is known to answer wrongly.</summary>
    private void CheckSecondPlan(string folder)
    {
        var output = SecondPlan.ChangesNothing(terraform, account, folder);
        var model = Renders.Model(Case);
        ReadBackTests.Text(TerraformReader.ReadPlan(new("plan.json", output), ReadBackTests.Forgetful(model), new()).ShouldNotBeNull())
            .ShouldBe(ReadBackTests.Text(model.Aws), "a plan of what exists is read like the first");
        var prior = PriorState.Of(new("plan.json", output), new()).ShouldNotBeNull();
        ReadBackTests.Text(prior.Read(ReadBackTests.Forgetful(model), new()).ShouldNotBeNull())
            .ShouldBe(ReadBackTests.Text(model.Aws), "and so is what exists itself");
    }

    private static IEnumerable<JsonElement> List(JsonElement element, string member) =>
        element.GetProperty(member).EnumerateArray();

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    private static bool Has(JsonElement element, string member, string value) =>
        element.TryGetProperty(member, out var found) && found.GetString() == value;

    private static string Name(JsonElement element) =>
        Text(List(element, "Tags").Single(t => Text(t, "Key") == "Name"), "Value");

    private static string Spoken(Actor actor) =>
        actor == Actor.Internet ? "0.0.0.0/0" : $"shop-{Actors.Word(actor).Replace('_', '-')}";
}
