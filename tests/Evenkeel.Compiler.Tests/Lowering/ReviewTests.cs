using System.Text.Json;
using System.Text.RegularExpressions;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>What a security reviewer looks for, over every case.</summary>
public sealed partial class ReviewTests
{
    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Machines_answer_to_IMDSv2_alone_and_not_to_pods(string name)
    {
        var machines = Machines(name).ToList();
        machines.Count.ShouldBeGreaterThan(1);
        foreach (var machine in machines)
        {
            var options = machine.Body.GetProperty("metadata_options");
            options.GetProperty("http_tokens").GetString().ShouldBe("required", machine.ToString());
            options.GetProperty("http_put_response_hop_limit").GetInt32().ShouldBe(1, machine.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Everything_at_rest_is_encrypted(string name)
    {
        var configuration = Renders.Configuration(name);
        foreach (var machine in Machines(name))
        {
            var disks = machine.Type == "aws_instance"
                ? Configuration.Items(machine.Get("root_block_device"))
                : Configuration.Items(machine.Get("block_device_mappings")).Select(m => m.GetProperty("ebs"));
            disks.ToList().ShouldHaveSingleItem().GetProperty("encrypted").GetBoolean()
                .ShouldBeTrue(machine.ToString());
        }

        configuration.All("aws_ebs_volume").Concat(configuration.All("aws_efs_file_system"))
            .ShouldAllBe(v => v.Body.GetProperty("encrypted").GetBoolean());
        foreach (var bucket in configuration.All("aws_s3_bucket"))
        {
            configuration.One($"aws_s3_bucket_server_side_encryption_configuration.{bucket.Name}");
            configuration.One($"aws_s3_bucket_versioning.{bucket.Name}");
            configuration.One($"aws_s3_bucket_policy.{bucket.Name}");
        }
    }

    [Fact]
    public void The_files_own_key_locks_volumes_and_buckets()
    {
        var account = Renders.Configuration("account");
        foreach (var locked in account.All("aws_ebs_volume").Concat(account.All("aws_launch_template"))
            .Concat(account.All("aws_s3_bucket_server_side_encryption_configuration").Where(b => b.Name is not ("issuer" or "flow_logs"))))
        {
            Configuration.Texts(locked.Body).ShouldContain(
                t => t.StartsWith("arn:aws:kms:"), locked.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void No_bucket_is_public_but_the_one_with_public_keys(string name)
    {
        var configuration = Renders.Configuration(name);
        foreach (var block in configuration.All("aws_s3_bucket_public_access_block"))
        {
            var isIssuer = block.Name == "issuer";
            block.Body.GetProperty("block_public_acls").GetBoolean().ShouldBeTrue(block.ToString());
            block.Body.GetProperty("ignore_public_acls").GetBoolean().ShouldBeTrue(block.ToString());
            block.Body.GetProperty("block_public_policy").GetBoolean().ShouldBe(!isIssuer, block.ToString());
            block.Body.GetProperty("restrict_public_buckets").GetBoolean().ShouldBe(!isIssuer, block.ToString());
        }

        foreach (var bucket in configuration.All("aws_s3_bucket"))
        {
            var open = Configuration
                .Items(configuration.One($"data.aws_iam_policy_document.{bucket.Name}_bucket").Get("statement"))
                .Where(s => !s.TryGetProperty("effect", out var effect) || effect.GetString() == "Allow")
                .Where(s => s.GetProperty("principals").GetProperty("type").GetString() != "Service")
                .SelectMany(s => Configuration.Items(s.GetProperty("resources"))).Select(r => r.GetString()!)
                .ToList();
            open.ShouldBe(
                bucket.Name == "issuer"
                    ? ["${aws_s3_bucket.issuer.arn}/.well-known/openid-configuration",
                        "${aws_s3_bucket.issuer.arn}/openid/v1/jwks"]
                    : [],
                bucket.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Nothing_but_the_bastion_and_balancers_has_an_address_of_the_internet(string name)
    {
        var configuration = Renders.Configuration(name);
        foreach (var template in configuration.All("aws_launch_template"))
        {
            if (template.Name != "bastion")
            {
                Configuration.Items(template.Get("network_interfaces"))
                    .Any(i => i.TryGetProperty("associate_public_ip_address", out var open) && open.GetString() != "false")
                    .ShouldBeFalse(template.ToString());
            }
        }

        foreach (var group in configuration.All("aws_autoscaling_group").Where(g => g.Name != "bastion"))
        {
            Configuration.Items(group.Get("vpc_zone_identifier")).ShouldAllBe(s => s.GetString()!.Contains("application_"));
        }

        configuration.All("aws_instance").ShouldAllBe(i => i.Text("subnet_id").Contains("application_"));
        configuration.All("aws_subnet").ShouldAllBe(s => !s.Body.GetProperty("map_public_ip_on_launch").GetBoolean());
        configuration.All("aws_lb").Where(b => !b.Body.GetProperty("internal").GetBoolean()).Select(b => b.Name)
            .ShouldBe(Renders.Model(name).ApiAccess.Public ? ["api", "service"] : ["service"], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Nothing_is_deleted_by_a_slip(string name)
    {
        var configuration = Renders.Configuration(name);
        configuration.All("aws_lb").ShouldAllBe(
            b => b.Text("enable_deletion_protection") == "${var.deletion_protection}");
        configuration.Roots["terraform/load-balancers.tf.json"].GetProperty("variable")
            .GetProperty("deletion_protection").GetProperty("default").GetBoolean().ShouldBeTrue();
        configuration.All("aws_s3_bucket").ShouldAllBe(b => !b.Body.GetProperty("force_destroy").GetBoolean());
        configuration.All("aws_ebs_volume").ShouldAllBe(v => v.Body.GetProperty("final_snapshot").GetBoolean());
    }

    /// <summary>Secrets would come from these, or be called so.</summary>
    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Nothing_secret_is_in_the_configuration_or_its_state(string name)
    {
        var configuration = Renders.Configuration(name);
        string[] makers =
        [
            "aws_secretsmanager_secret_version", "aws_ssm_parameter", "aws_iam_access_key", "random_password",
            "tls_private_key", "aws_key_pair",
        ];
        configuration.Blocks.Where(b => makers.Contains(b.Type)).Select(b => b.Address)
            .ShouldBe(["aws_ssm_parameter.incarnation"]);
        configuration.One("aws_ssm_parameter.incarnation").Text("insecure_value").ShouldBe("${uuid()}");
        configuration.Blocks.SelectMany(b => Members(b.Body))
            .Where(m => m is "password" or "secret" or "token" or "private_key" or "value_wo")
            .ShouldBeEmpty();
    }

    /// <summary>What machines boot with is a text beside the configuration, of values that name no secret.</summary>
    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void User_data_is_filled_in_with_names_alone(string name)
    {
        foreach (var machine in Machines(name))
        {
            if ((machine.Get("user_data") ?? machine.Get("user_data_base64")) is not { } data) continue;
            var code = data.GetString()!;
            code.ShouldStartWith("${base64encode(templatefile(\"${path.module}/../cloud-init/", customMessage: machine.ToString());
            var named = Named().Matches(code).Select(m => m.Value).ToList();
            named.Contains("var.release").ShouldBe(machine.Name != "bastion", machine.ToString());
            named.Except(["var.release"]).ShouldAllBe(
                r => r.StartsWith("aws_s3_bucket.") || r.StartsWith("aws_lb.") || r.StartsWith("aws_network_interface.")
                    || r.StartsWith("aws_efs_file_system."), machine.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Everything_that_is_launched_carries_the_clusters_tag(string name)
    {
        foreach (var template in Renders.Configuration(name).All("aws_launch_template"))
        {
            var kinds = Configuration.Items(template.Get("tag_specifications")).ToList();
            kinds.Count.ShouldBe(Taken(template) ? 2 : 3, template.ToString());
            kinds.ShouldAllBe(k => k.GetProperty("tags").GetProperty("evenkeel.dev/cluster").GetString() == "shop");
        }
    }

    /// <summary>What an expression names; texts in it name nothing of this form.</summary>
    [GeneratedRegex(@"\b(aws|random|tls|local|data|var|module)[a-z0-9_]*\.[\w-]+")]
    private static partial Regex Named();

    private static bool Taken(Block template) => Configuration.Items(template.Get("network_interfaces"))
        .Any(i => i.TryGetProperty("network_interface_id", out _));

    private static IEnumerable<Block> Machines(string name)
    {
        var configuration = Renders.Configuration(name);
        return configuration.All("aws_launch_template").Concat(configuration.All("aws_instance"));
    }

    private static IEnumerable<string> Members(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Members),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => Members(m.Value).Prepend(m.Name)),
        _ => [],
    };
}
