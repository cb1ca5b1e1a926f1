using System.Text.Json;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>Slots, groups and balancers, read back from what was written.</summary>
public sealed class MachineTests
{
    private const string Group = "aws_autoscaling_group";

    [Fact]
    public void Each_zone_has_a_server_in_a_group_of_its_own()
    {
        var configuration = Renders.Configuration("k3s-three-zones");
        var servers = Servers(configuration);
        servers.Select(g => g.Name).ShouldBe(
            ["control_plane_eu_west_1a", "control_plane_eu_west_1b", "control_plane_eu_west_1c"], ignoreOrder: true);
        foreach (var server in servers)
        {
            Numbers(server).ShouldBe((1, 1, 1));
            server.Text("health_check_type").ShouldBe("EC2");
            Configuration.Items(server.Get("availability_zones")).Select(z => z.GetString()!.Replace('-', '_'))
                .ShouldBe([server.Name["control_plane_".Length..]]);
            server.Get("target_group_arns").ShouldBeNull();
            var template = configuration.One($"aws_launch_template.{server.Name}");
            Configuration.Texts(template.Body).ShouldContain($"${{aws_network_interface.{server.Name}.id}}");
        }
    }

    [Fact]
    public void Each_slot_has_an_address_and_a_volume_of_its_zone()
    {
        var configuration = Renders.Configuration("k3s-five-zones");
        var volumes = configuration.All("aws_ebs_volume").ToList();
        volumes.Count.ShouldBe(5);
        foreach (var volume in volumes)
        {
            var zone = volume.Text("availability_zone");
            volume.Name.ShouldBe($"etcd_{zone.Replace('-', '_')}");
            volume.Body.GetProperty("size").GetInt32().ShouldBe(20);
            var slot = configuration.One($"aws_network_interface.control_plane_{zone.Replace('-', '_')}");
            slot.Text("subnet_id").ShouldBe($"${{aws_subnet.application_{zone.Replace('-', '_')}.id}}");
            slot.Body.GetProperty("tags").GetProperty("evenkeel.dev/slot").GetString().ShouldBe(zone);
            volume.Body.GetProperty("tags").GetProperty("evenkeel.dev/slot").GetString().ShouldBe(zone);
        }
    }

    [Fact]
    public void Two_zones_have_three_servers()
    {
        Servers(Renders.Configuration("two-zones")).Select(g => g.Name).ShouldBe(
            ["control_plane_eu_west_1a", "control_plane_eu_west_1a_2", "control_plane_eu_west_1b"], ignoreOrder: true);
    }

    [Fact]
    public void One_group_over_all_zones_has_free_slots_in_each()
    {
        var configuration = Renders.Configuration("regional-pools");
        var server = Servers(configuration).ShouldHaveSingleItem();
        Numbers(server).ShouldBe((3, 3, 3));
        Configuration.Items(server.Get("vpc_zone_identifier")).Count().ShouldBe(3);
        configuration.All("aws_network_interface").Count().ShouldBe(3);
        Configuration.Items(configuration.One("aws_launch_template.control_plane").Get("network_interfaces"))
            .ShouldAllBe(i => !i.GetRawText().Contains("aws_network_interface"));
        Actions(configuration, "control_plane").ShouldContain("ec2:AttachNetworkInterface");
        Actions(Renders.Configuration("k3s-three-zones"), "control_plane").ShouldNotContain("ec2:AttachNetworkInterface");
    }

    [Fact]
    public void Etcd_on_machines_of_its_own_holds_the_volumes()
    {
        var configuration = Renders.Configuration("dedicated-etcd");
        configuration.All(Group).Count(g => g.Name.StartsWith("etcd_")).ShouldBe(3);
        configuration.All("aws_ebs_volume").ShouldAllBe(v =>
            v.Body.GetProperty("tags").GetProperty("evenkeel.dev/part").GetString() == "etcd"
            && v.Body.GetProperty("size").GetInt32() == 40);
        configuration.All("aws_lb_target_group_attachment")
            .ShouldAllBe(a => a.Text("target_id").Contains("aws_network_interface.control_plane_"));
    }

    [Fact]
    public void A_pool_bound_to_zones_has_a_group_in_each_that_adds_up()
    {
        var configuration = Renders.Configuration("two-zones");
        var groups = configuration.All(Group).Where(g => g.Name.StartsWith("pool_")).ToList();
        groups.Select(g => g.Name).ShouldBe(["pool_general_eu_west_1a", "pool_general_eu_west_1b"], ignoreOrder: true);
        groups.Sum(g => Numbers(g).Min).ShouldBe(4);
        groups.Sum(g => Numbers(g).Max).ShouldBe(8);
        groups.ShouldAllBe(g => Configuration.Items(g.Get("vpc_zone_identifier")).Count() == 1);
        configuration.All("aws_autoscaling_policy").Count().ShouldBe(2);
    }

    [Fact]
    public void A_pool_over_all_zones_is_one_group_of_several_types()
    {
        var configuration = Renders.Configuration("regional-pools");
        var group = configuration.One($"{Group}.pool_general");
        Configuration.Items(group.Get("vpc_zone_identifier")).Count().ShouldBe(3);
        Configuration.Texts(group.Body.GetProperty("mixed_instances_policy")).Where(t => t.EndsWith(".large"))
            .ShouldBe(["m7i.large", "m6i.large", "m6a.large"]);
        group.Get("launch_template").ShouldBeNull();
    }

    [Fact]
    public void Fixed_instances_have_no_group_and_are_targets_by_themselves()
    {
        var configuration = Renders.Configuration("regional-pools");
        configuration.All("aws_instance").Select(i => i.Name).ShouldBe(
            ["pool_edge_eu_west_1a_1", "pool_edge_eu_west_1b_1", "pool_edge_eu_west_1c_1"], ignoreOrder: true);
        configuration.All(Group).ShouldNotContain(g => g.Name.Contains("edge"));
        configuration.All("aws_lb_target_group_attachment").Count(a => a.Name.Contains("pool_edge")).ShouldBe(6);
    }

    [Fact]
    public void With_cluster_autoscaler_groups_are_found_and_not_rebalanced()
    {
        var configuration = Renders.Configuration("account");
        configuration.All("aws_autoscaling_policy").ShouldBeEmpty();
        var tags = Tags(configuration.One($"{Group}.pool_batch_eu_west_1b"));
        tags["k8s.io/cluster-autoscaler/enabled"].ShouldBe("true");
        tags["k8s.io/cluster-autoscaler/shop"].ShouldBe("owned");
        tags["k8s.io/cluster-autoscaler/node-template/label/example.com/role"].ShouldBe("batch");
        tags["k8s.io/cluster-autoscaler/node-template/taint/dedicated"].ShouldBe("batch:NoSchedule");
        tags["k8s.io/cluster-autoscaler/node-template/label/topology.ebs.csi.aws.com/zone"].ShouldBe("eu-west-1b");
        Renders.Model("account").Aws.Groups.ShouldAllBe(g => !g.Rebalances);
        var regional = Renders.Lower(Renders.Model(
            "regional-pools", t => t + "  autoscaling: {clusterAutoscaler: true}\n"));
        Configuration.Texts(new Configuration(regional).One($"{Group}.pool_general").Body.GetProperty("suspended_processes"))
            .ShouldBe(["AZRebalance"]);
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Balancers_probe_as_the_model_says(string name)
    {
        var configuration = Renders.Configuration(name);
        foreach (var target in Renders.Model(name).Aws.LoadBalancers.SelectMany(b => b.TargetGroups))
        {
            var check = configuration.One($"aws_lb_target_group.{target.Name}").Body.GetProperty("health_check");
            check.GetProperty("interval").GetInt32().ShouldBe((int)target.HealthCheck.Interval.TotalSeconds);
            check.GetProperty("timeout").GetInt32().ShouldBe((int)target.HealthCheck.Timeout.TotalSeconds);
            check.GetProperty("healthy_threshold").GetInt32().ShouldBe(target.HealthCheck.HealthyThreshold);
            check.GetProperty("unhealthy_threshold").GetInt32().ShouldBe(target.HealthCheck.UnhealthyThreshold);
            var isAgent = target.HealthCheck.Answer == ProbeAnswer.Agent;
            check.GetProperty("port").GetString().ShouldBe(isAgent ? "9440" : "30090");
            check.GetProperty("protocol").GetString().ShouldBe(isAgent ? "HTTP" : "TCP");
            check.TryGetProperty("path", out _).ShouldBe(isAgent);
        }
    }

    /// <summary>
    /// cluster-autoscaler never applies what the tags of an empty group promise: the kubelet has to register the same.
    /// </summary>
    [Theory]
    [InlineData("account")]
    [InlineData("spot-mixed")]
    [InlineData("k3s-five-zones")]
    public void Nodes_register_what_tags_of_empty_groups_promise(string name)
    {
        const string Template = "k8s.io/cluster-autoscaler/node-template/";
        foreach (var group in Renders.Model(name).Aws.Groups.Where(g => !g.Tags.IsEmpty))
        {
            var pool = group.Node.Labels["evenkeel.dev/pool"];
            var boot = Renders.Of(name).Files[$"cloud-init/worker-{pool}.yaml"];
            var from = boot.IndexOf("- path: /etc/evenkeel/node.json.in", StringComparison.Ordinal);
            var text = boot[boot.IndexOf('{', from)..boot.IndexOf("\n- path:", from, StringComparison.Ordinal)];
            var node = JsonDocument.Parse(text).RootElement.GetProperty("kubernetes");
            var labels = node.GetProperty("labels").EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString()!);
            foreach (var (key, value) in group.Tags
                .Where(t => t.Key.StartsWith(Template + "label/") && !t.Key.Contains("topology.ebs")))
            {
                labels[key.Replace(Template + "label/", "")].ShouldBe(value, group.Name);
            }

            var taints = group.Tags.Where(t => t.Key.StartsWith(Template + "taint/"))
                .Select(t => (t.Key[(Template + "taint/").Length..], t.Value)).ToList();
            taints.Count.ShouldBe(node.GetProperty("taints").GetArrayLength());
            foreach (var (key, value) in taints)
            {
                node.GetProperty("taints").GetRawText().ShouldContain(key);
                node.GetProperty("taints").GetRawText().ShouldContain(value.Split(':')[1]);
            }

            group.Tags[Template + "resources/ephemeral-storage"]
                .ShouldBe($"{group.Node.Allocatable.EphemeralStorageBytes}");
        }
    }

    [Fact]
    public void Slots_say_where_they_are()
    {
        var slots = Renders.Configuration("two-zones").Roots["terraform/outputs.tf.json"].GetProperty("output")
            .GetProperty("control_plane_slots").GetProperty("value");
        slots.EnumerateObject().Select(s => $"{s.Name} {s.Value.GetProperty("zone").GetString()}")
            .ShouldBe(["eu-west-1a eu-west-1a", "eu-west-1a-2 eu-west-1a", "eu-west-1b eu-west-1b"]);
        slots.GetProperty("eu-west-1a-2").GetProperty("address").GetString()
            .ShouldBe("${aws_network_interface.control_plane_eu_west_1a_2.private_ip}");
    }

    /// <summary>The port that is probed is the NodePort of the manifest that is applied.</summary>
    [Fact]
    public void An_echo_is_asked_where_it_listens()
    {
        var model = Renders.Model("health-daemonset");
        model.Aws.LoadBalancers.SelectMany(b => b.TargetGroups).Select(t => (t.Name, t.HealthCheck.Answer)).ShouldBe(
            [("api", ProbeAnswer.Agent), ("http", ProbeAnswer.NodePortCluster), ("https", ProbeAnswer.NodePortCluster)]);
        var spec = ClusterSpecReader.Read(
            new SourceText("cluster.yaml", File.ReadAllText(Path.Combine(Renders.Folder, "health-daemonset", "cluster.yaml"))), new());
        var echo = SystemManifests.Of(spec!).Single(part => part.Path.EndsWith("health-echo.yaml"));
        echo.Content.ShouldContain($"nodePort: {Ports.Echo}");
    }

    [Fact]
    public void The_API_is_internal_unless_the_file_says_otherwise()
    {
        var inside = Renders.Configuration("k3s-three-zones").One("aws_lb.api");
        inside.Body.GetProperty("internal").GetBoolean().ShouldBeTrue();
        Configuration.Texts(inside.Body.GetProperty("subnets")).ShouldAllBe(s => s.Contains("application_"));
        var outside = Renders.Configuration("account").One("aws_lb.api");
        outside.Body.GetProperty("internal").GetBoolean().ShouldBeFalse();
        Configuration.Texts(outside.Body.GetProperty("subnets")).ShouldAllBe(s => s.Contains("public_"));
        var target = Renders.Configuration("account").One("aws_lb_target_group.api");
        target.Text("target_type").ShouldBe("ip");
        target.Text("preserve_client_ip").ShouldBe("false");
    }

    [Fact]
    public void Names_in_Route_53_lead_to_the_balancers()
    {
        var configuration = Renders.Configuration("account");
        configuration.One("aws_route53_record.api").Text("name").ShouldBe("api.shop.example.com");
        configuration.One("aws_route53_record.service").Text("name").ShouldBe("*.shop.example.com");
        Renders.Configuration("bastion").All("aws_route53_record").ShouldBeEmpty();
    }

    [Fact]
    public void A_bastion_comes_back_in_any_zone_and_has_no_role()
    {
        var configuration = Renders.Configuration("bastion");
        var group = configuration.One($"{Group}.bastion");
        Numbers(group).ShouldBe((1, 1, 1));
        Configuration.Items(group.Get("vpc_zone_identifier")).Count().ShouldBe(3);
        configuration.One("aws_launch_template.bastion").Get("iam_instance_profile").ShouldBeNull();
    }

    [Fact]
    public void Capacity_is_never_waited_for_while_a_hook_holds_it_back()
    {
        foreach (var group in Renders.Names.SelectMany(n => Renders.Configuration(n).All(Group)))
        {
            group.Text("wait_for_capacity_timeout").ShouldBe("0", group.ToString());
        }
    }

    [Fact]
    public void Groups_wait_for_their_permissions_and_their_way_out()
    {
        Configuration.Items(Renders.Configuration("k3s-three-zones").One($"{Group}.pool_general_eu_west_1b").Get("depends_on"))
            .Select(d => d.GetString()).ShouldBe(["aws_iam_role_policy.worker", "aws_route.application_eu_west_1b_out"]);
        Configuration.Items(Renders.Configuration("no-nat").One($"{Group}.control_plane_eu_west_1b").Get("depends_on"))
            .Select(d => d.GetString()).ShouldBe(["aws_iam_role_policy.control_plane", "aws_ssm_parameter.incarnation", "aws_kms_grant.auto_scaling"]);
    }

    private static List<Block> Servers(Configuration configuration) =>
        [.. configuration.All(Group).Where(g => g.Name.StartsWith("control_plane"))];

    private static (int Min, int Max, int Desired) Numbers(Block group) => (
        group.Body.GetProperty("min_size").GetInt32(),
        group.Body.GetProperty("max_size").GetInt32(),
        group.Body.GetProperty("desired_capacity").GetInt32());

    private static Dictionary<string, string> Tags(Block group) => Configuration.Items(group.Get("tag"))
        .ToDictionary(t => t.GetProperty("key").GetString()!, t => t.GetProperty("value").GetString()!);

    private static IEnumerable<string> Actions(Configuration configuration, string role) =>
        Configuration.Items(configuration.One($"data.aws_iam_policy_document.{role}").Get("statement"))
            .SelectMany(s => s.GetProperty("actions").EnumerateArray()).Select(a => a.GetString()!);
}
