using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Evenkeel.Simulation.Tests;

namespace Evenkeel.Cli.Tests.Provisioning;

/// <summary>
/// One cluster's life on the emulator, read back with the AWS CLI: made through kills (EVENKEEL_KILLS, five unless
/// it says so) and a state that was cut off, left alone, grown by a pool, and removed. It takes both cores for four
/// to nine minutes: <c>./test --long UpAndDownTests</c>.
/// </summary>
[Trait("Speed", "Slow")]
public sealed partial class UpAndDownTests : IDisposable
{
    private readonly ClusterAccount account = new(ClusterAccount.Small);

    public void Dispose() => account.Dispose();

    [Fact(Explicit = true)]
    public void A_cluster_is_made_whatever_interrupts_it_and_removed_without_a_rest() => Seeds.Each(
        nameof(A_cluster_is_made_whatever_interrupts_it_and_removed_without_a_rest), 1, seed =>
        {
            Interrupt(new Random((int)seed));
            account.CarryArtifacts();
            var (exit, output, error) = Up("--artifacts", account.Carried);
            exit.ShouldBe(0, error);
            output.ShouldMatch("^shop: .*created");
            CheckOneOfEach();
            CheckRelease();
            CheckNothingIsLeftToDo();
            CheckStatus();
            CheckAPoolTouchesNoOther();
            CheckRemoval();
        });

    /// <summary>Kills it, and Terraform, at random points; once its state is cut off, as a kill can do.</summary>
    private void Interrupt(Random random)
    {
        var kills = int.Parse(Environment.GetEnvironmentVariable("EVENKEEL_KILLS") ?? "5");
        var said = new List<string>();
        var isCutOff = false;
        for (var kill = 1; kill <= kills; kill++)
        {
            said.Add(account.UpAndKillAfter(random.Next(3, 110 / kills)));
            said[^1].ShouldContain("warning EK5012", customMessage: "nobody carried the agent in");
            said[^1].ShouldContain("terraform plan");
            if (isCutOff) said[^1].ShouldContain("the state was cut off");
            isCutOff = kill == (kills + 1) / 2 && File.Exists(account.State);
            if (isCutOff) CutOff(account.State);
        }

        said.ShouldContain(text => text.Contains("resources of an earlier run"), "nothing had to be found again");
    }

    /// <summary>As a kill does while the file is being written.</summary>
    private static void CutOff(string file)
    {
        using var state = new FileStream(file, FileMode.Open);
        state.SetLength(state.Length / 2);
    }

    private (int Exit, string Out, string Error) Up(params string[] more) =>
        account.Run(["up", account.ClusterFile, "--yes", "--no-wait", .. more]);

    /// <summary>Machines are told to boot what lies in the bucket.</summary>
    private void CheckRelease()
    {
        var release = File.ReadAllText(Path.Combine(account.Work, "release")).Trim();
        var bucket = Bucket("artifacts");
        var keys = account.Ask("Contents", "s3api", "list-objects-v2", "--bucket", bucket).Select(o => Text(o, "Key")).ToList();
        keys.ShouldContain($"releases/{release}.json");
        keys.ShouldContain("releases/current");
        keys.Count(k => k.StartsWith("objects/")).ShouldBe(6, "agent, etcd, K3s, its images, those of parts, manifests");
        foreach (var template in account.Ask("LaunchTemplates", "ec2", "describe-launch-templates"))
        {
            var data = Text(account.Ask(
                "LaunchTemplateVersions", "ec2", "describe-launch-template-versions", "--versions", "$Latest",
                "--launch-template-id", Text(template, "LaunchTemplateId")).Single().GetProperty("LaunchTemplateData"), "UserData");
            Unpacked(data).ShouldContain(release, customMessage: Text(template, "LaunchTemplateName"));
        }
    }

    private void CheckOneOfEach()
    {
        string[] own = ["--filters", "Name=tag:evenkeel.dev/cluster,Values=shop"];
        Count("aws_vpc", account.Ask("Vpcs", ["ec2", "describe-vpcs", .. own]));
        Count("aws_subnet", account.Ask("Subnets", ["ec2", "describe-subnets", .. own]));
        Count("aws_route_table", account.Ask("RouteTables", ["ec2", "describe-route-tables", .. own]));
        Count("aws_internet_gateway", account.Ask("InternetGateways", ["ec2", "describe-internet-gateways", .. own]));
        Count("aws_nat_gateway", account.Ask("NatGateways", ["ec2", "describe-nat-gateways"]));
        Count("aws_eip", account.Ask("Addresses", ["ec2", "describe-addresses", .. own]));
        Count("aws_vpc_endpoint", account.Ask("VpcEndpoints", ["ec2", "describe-vpc-endpoints", .. own]));
        Count("aws_ebs_volume", Slots("Volumes", "describe-volumes", "etcd"));
        Count("aws_network_interface", Slots("NetworkInterfaces", "describe-network-interfaces", "control-plane"));
        Count("aws_launch_template", account.Ask("LaunchTemplates", ["ec2", "describe-launch-templates", .. own]));
        Count("aws_autoscaling_group", account.Ask("AutoScalingGroups", "autoscaling", "describe-auto-scaling-groups"));
        Count("aws_lb", account.Ask("LoadBalancers", "elbv2", "describe-load-balancers"));
        Count("aws_lb_target_group", account.Ask("TargetGroups", "elbv2", "describe-target-groups"));
        Count("aws_iam_role", [.. account.Ask("Roles", "iam", "list-roles").Where(r => Text(r, "RoleName").StartsWith("shop-"))]);
        Count("aws_iam_instance_profile", account.Ask("InstanceProfiles", "iam", "list-instance-profiles"));
        Count("aws_s3_bucket", account.Ask("Buckets", "s3api", "list-buckets"));
        Count("aws_security_group_rule",
        [
            .. account.Ask("SecurityGroups", ["ec2", "describe-security-groups", .. own])
                .SelectMany(g => g.GetProperty("IpPermissions").EnumerateArray()
                    .Concat(g.GetProperty("IpPermissionsEgress").EnumerateArray()))
                .SelectMany(Ends),
        ]);
    }

    private void CheckNothingIsLeftToDo()
    {
        var (waiting, none, why) = account.Run("up", account.ClusterFile, "--yes");
        (waiting, none).ShouldBe((3, ""), why);
        why.ShouldContain("error EK5011", customMessage: "without a release nothing is waited for");
        var (exit, output, error) = Up("--artifacts", account.Carried);
        (exit, output).ShouldBe((0, "shop: no changes\n"), error);
    }

    private void CheckStatus()
    {
        var (exit, output, error) = account.Run("status", account.ClusterFile, "--output", "json");
        exit.ShouldBe(1, error);
        var status = JsonDocument.Parse(output).RootElement;
        status.GetProperty("groups").EnumerateArray().Select(g => Text(g, "name"))
            .ShouldBe([$"control-plane-{ClusterAccount.Zone}", $"general-{ClusterAccount.Zone}"]);
        status.GetProperty("targetGroups").EnumerateArray().Select(g => Text(g, "name"))
            .ShouldBe(["shop-api", "shop-http", "shop-https"]);
        var volume = status.GetProperty("volumes").EnumerateArray().ShouldHaveSingleItem();
        status.GetProperty("missing").EnumerateArray().Select(m => m.GetString())
            .ShouldContain($"slot {ClusterAccount.Zone}: no machine has the volume {Text(volume, "id")}");
    }

    private void CheckAPoolTouchesNoOther()
    {
        File.WriteAllText(account.ClusterFile, ClusterAccount.Small.Replace(
            "max: 3}\n", "max: 3}\n  - {name: batch, instanceTypes: [c7i.large], min: 0, max: 2}\n"));
        CheckPlan();
        var (exit, output, error) = Up("--output", "json");
        exit.ShouldBe(0, error);
        var root = JsonDocument.Parse(output).RootElement;
        Text(root, "release").ShouldBe(File.ReadAllText(Path.Combine(account.Work, "release")).Trim(), "it stays pinned");
        var changes = root.GetProperty("changes");
        changes.GetProperty("created").GetInt32().ShouldBe(5);
        foreach (var other in new[] { "updated", "replaced", "destroyed", "adopted" })
        {
            changes.GetProperty(other).GetInt32().ShouldBe(0, error);
        }

        ChangeLine().Matches(error).Select(m => m.Groups[1].Value).ShouldAllBe(a => a.Contains(".pool_batch"));
        account.Ask("AutoScalingGroups", "autoscaling", "describe-auto-scaling-groups")
            .Select(g => Text(g, "AutoScalingGroupName")).ShouldBe(
            [$"shop.batch.{ClusterAccount.Zone}", $"shop.control-plane.{ClusterAccount.Zone}", $"shop.general.{ClusterAccount.Zone}"],
            ignoreOrder: true);
    }

    /// <summary>What the pool adds is in its zone, and Terraform's own plan can be proven by itself.</summary>
    private void CheckPlan()
    {
        var (exit, output, error) = account.Run("plan", account.ClusterFile, "--output", "json");
        exit.ShouldBe(0, error);
        var plan = JsonDocument.Parse(output).RootElement;
        plan.GetProperty("changes").GetProperty("created").GetInt32().ShouldBe(5);
        var zone = plan.GetProperty("domains").EnumerateArray().Single(d => d.GetProperty("zone").GetString() == ClusterAccount.Zone);
        zone.GetProperty("resources").EnumerateArray().Select(r => $"{Text(r, "action")} {Text(r, "address")}")
            .ShouldBe(["create aws_autoscaling_group.pool_batch_eu_west_1a"]);
        plan.GetProperty("unknownBefore").ValueKind.ShouldBe(JsonValueKind.Null, output);
        plan.GetProperty("capacity").GetProperty("without").EnumerateArray().Select(z => z.GetProperty("nodes").GetInt32()).ShouldBe([0]);
        plan.GetProperty("cost").GetProperty("usdPerMonth").GetDecimal().ShouldBeGreaterThan(0);

        var shown = Path.Combine(account.Work, "logs", "show-plan.log");
        (exit, output, error) = account.Run("prove", account.ClusterFile, "--plan", shown, "--output", "json");
        (exit, JsonDocument.Parse(output).RootElement.GetProperty("claims").GetArrayLength()).ShouldBe((0, 0), error);
        var other = File.ReadAllText(shown).Replace("pool_batch", "pool_night");
        File.WriteAllText(shown, other.Replace("batch-eu-west-1a", "night-eu-west-1a"));
        (exit, _, error) = account.Run("prove", account.ClusterFile, "--plan", shown);
        exit.ShouldBe(2);
        error.ShouldContain("EK3202");
    }

    private void CheckRemoval()
    {
        var snapshots = Bucket("snapshots");
        account.Tell("s3api", "put-object", "--bucket", snapshots, "--key", "snapshots/x/1.db");
        account.Tell("ssm", "put-parameter", "--name", "/evenkeel/shop/worker/token", "--value", "secret", "--type", "SecureString");
        var (exit, output, error) = account.Run("down", account.ClusterFile, "--yes");
        exit.ShouldBe(0, error);
        output.ShouldContain($"kept  bucket {snapshots}");
        output.ShouldNotContain("left");

        account.Ask("Vpcs", "ec2", "describe-vpcs").ShouldAllBe(v => v.GetProperty("IsDefault").GetBoolean());
        account.Ask("Volumes", "ec2", "describe-volumes").ShouldBeEmpty();
        account.Ask("Snapshots", "ec2", "describe-snapshots", "--filters", "Name=tag:evenkeel.dev/cluster,Values=shop")
            .ShouldHaveSingleItem();
        account.Ask("Addresses", "ec2", "describe-addresses").ShouldBeEmpty();
        account.Ask("LaunchTemplates", "ec2", "describe-launch-templates").ShouldBeEmpty();
        account.Ask("AutoScalingGroups", "autoscaling", "describe-auto-scaling-groups").ShouldBeEmpty();
        account.Ask("LoadBalancers", "elbv2", "describe-load-balancers").ShouldBeEmpty();
        account.Ask("TargetGroups", "elbv2", "describe-target-groups").ShouldBeEmpty();
        account.Ask("Roles", "iam", "list-roles").Where(r => Text(r, "RoleName").StartsWith("shop-")).ShouldBeEmpty();
        account.Ask("Parameters", "ssm", "describe-parameters").ShouldBeEmpty();
        account.Ask("Buckets", "s3api", "list-buckets").Select(b => Text(b, "Name")).ShouldBe([snapshots]);
        account.Run("down", account.ClusterFile, "--yes").Out.ShouldStartWith("shop: nothing to remove\n");
    }

    private IReadOnlyList<JsonElement> Slots(string list, string action, string part) => account.Ask(
        list, "ec2", action, "--filters", $"Name=tag:Name,Values=shop.{part}.{ClusterAccount.Zone}",
        "Name=tag-key,Values=evenkeel.dev/slot");

    private void Count(string type, IReadOnlyList<JsonElement> found) =>
        found.Count.ShouldBe(account.Rendered(type), $"{type}: {string.Join('\n', found)}");

    private static IEnumerable<JsonElement> Ends(JsonElement rule) => new[] { "UserIdGroupPairs", "IpRanges", "PrefixListIds" }
        .SelectMany(kind => rule.TryGetProperty(kind, out var ends) ? ends.EnumerateArray() : default);

    private string Bucket(string role) => account.Ask("Buckets", "s3api", "list-buckets").Select(b => Text(b, "Name"))
        .Single(n => n.Contains($"-{role}-"));

    private static string Unpacked(string userData)
    {
        var bytes = Convert.FromBase64String(userData);
        if (bytes is not [0x1f, 0x8b, ..]) return Encoding.UTF8.GetString(bytes);
        using var reader = new StreamReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }

    private static string Text(JsonElement element, string member) => element.GetProperty(member).GetString()!;

    [GeneratedRegex(@"^  \[ *\d+/\d+\] \w+ +(\S+)", RegexOptions.Multiline)]
    private static partial Regex ChangeLine();
}
