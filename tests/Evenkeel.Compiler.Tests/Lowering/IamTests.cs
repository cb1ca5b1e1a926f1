using System.Text.Json;
using Evenkeel.Compiler.Lowering.Iam;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>
/// Policies as they were written, against the three profiles' lists (tests/cases/iam) and the committed extras.
/// </summary>
public sealed class IamTests
{
    /// <summary>Which profile bounds which role.</summary>
    private static readonly Dictionary<string, string> Profiles = new(StringComparer.Ordinal)
    {
        ["autoscaler"] = "autoscaling",
        ["control_plane"] = "control-plane",
        ["cloud_controller"] = "control-plane",
        ["ebs_csi"] = "control-plane",
        ["efs_csi"] = "control-plane",
        ["cert_manager"] = "control-plane",
        ["worker"] = "worker",
    };

    /// <summary>
    /// Actions for which AWS knows no resource (Service Authorization Reference: no resource type is listed).
    /// </summary>
    private static readonly HashSet<string> WithoutResource = new(StringComparer.Ordinal)
    {
        "autoscaling:DescribeAutoScalingGroups", "autoscaling:DescribeAutoScalingInstances",
        "autoscaling:DescribeScalingActivities", "autoscaling:DescribeTags",
        "ec2:DescribeAvailabilityZones", "ec2:DescribeInstanceTopology", "ec2:DescribeInstanceTypes",
        "ec2:DescribeInstances", "ec2:DescribeLaunchTemplateVersions", "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeRegions", "ec2:DescribeSnapshots", "ec2:DescribeTags", "ec2:DescribeVolumes",
        "ec2:DescribeVolumesModifications", "ecr:GetAuthorizationToken", "ssm:UpdateInstanceInformation",
        "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
        "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
    };

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Every_action_is_on_its_profiles_list_or_an_extra(string name)
    {
        foreach (var (role, statement) in Statements(Renders.Configuration(name)))
        {
            var profile = Profiles[role];
            var allowed = Article(profile).Concat(Extras(profile).Select(e => e.Action)).ToList();
            Actions(statement).Where(a => !allowed.Contains(a)).ShouldBeEmpty($"{role} beyond {profile}");
        }
    }

    [Fact]
    public void Every_extra_is_used_and_names_its_caller_and_reason()
    {
        var used = Renders.Names.SelectMany(n => Statements(Renders.Configuration(n)))
            .SelectMany(s => Actions(s.Statement).Select(a => (Profiles[s.Role], a))).ToHashSet();
        foreach (var profile in new[] { "autoscaling", "control-plane", "worker" })
        {
            foreach (var extra in Extras(profile))
            {
                used.ShouldContain((profile, extra.Action), "an extra that nothing needs");
                Article(profile).ShouldNotContain(extra.Action, "not beyond the list");
                extra.Caller.ShouldNotBeEmpty();
                extra.Why.Length.ShouldBeGreaterThan(10);
            }

            Extras(profile).Select(e => e.Action).ShouldBeUnique();
        }
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void No_action_is_a_wildcard_and_everything_is_named_where_AWS_lets_it(string name)
    {
        foreach (var (role, statement) in Statements(Renders.Configuration(name)))
        {
            statement.GetProperty("//").GetString()!.Length.ShouldBeGreaterThan(20, role);
            Actions(statement).Where(a => a.Contains('*')).ShouldBeEmpty(role);
            if (Resources(statement).Contains("*"))
            {
                Actions(statement).Where(a => !WithoutResource.Contains(a)).ShouldBeEmpty(role);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void What_changes_machines_or_volumes_asks_for_the_clusters_tag(string name)
    {
        foreach (var (role, statement) in Statements(Renders.Configuration(name)))
        {
            var mutations = Actions(statement).Where(a =>
                (a.StartsWith("ec2:") || a.StartsWith("autoscaling:")) && !a.Split(':')[1].StartsWith("Describe"));
            foreach (var action in mutations)
            {
                var keys = Conditions(statement).ToList();
                keys.ShouldContain(
                    k => k.StartsWith("aws:ResourceTag/") && k.EndsWith("shop") || k.EndsWith("evenkeel.dev/cluster")
                        || k == "aws:RequestTag/kubernetes.io/cluster/shop" || k == "ec2:CreateAction",
                    $"{role}: {action}");
            }
        }
    }

    [Fact]
    public void The_driver_cannot_touch_volumes_of_etcd()
    {
        var driver = Statements(Renders.Configuration("k3s-three-zones"))
            .Where(s => s.Role == "ebs_csi").Select(s => s.Statement);
        foreach (var statement in driver.Where(s =>
            Actions(s).Any(a => a is "ec2:AttachVolume" or "ec2:DetachVolume" or "ec2:DeleteVolume")
            && Resources(s).Any(r => r.Contains("volume/"))))
        {
            Conditions(statement).ShouldContain("aws:ResourceTag/ebs.csi.aws.com/cluster");
        }
    }

    [Fact]
    public void Nodes_read_the_workers_token_and_no_other()
    {
        var parameters = Statements(Renders.Configuration("account"))
            .Where(s => s.Role == "worker" && Actions(s.Statement).Any(a => a.StartsWith("ssm:GetParameter")))
            .SelectMany(s => Resources(s.Statement)).ToList();
        parameters.ShouldHaveSingleItem().ShouldEndWith(":parameter/evenkeel/shop/worker/*");
    }

    [Fact]
    public void Registries_and_keys_are_allowed_only_where_they_are_used()
    {
        string[] Services(string name) =>
            [.. Statements(Renders.Configuration(name)).SelectMany(s => Actions(s.Statement))
                .Select(a => a.Split(':')[0]).Distinct().Order(StringComparer.Ordinal)];
        Services("k3s-three-zones").ShouldNotContain("ecr");
        Services("k3s-three-zones").ShouldNotContain("kms");
        Services("no-nat").ShouldContain("ecr");
        Services("no-nat").ShouldContain("kms");
        Statements(Renders.Configuration("no-nat")).SelectMany(s => Resources(s.Statement))
            .ShouldContain(r => r.EndsWith(":ecr:eu-west-1:123456789012:repository/shop/web"));
    }

    /// <summary>Otherwise no group launches a machine whose volumes the file's own key locks.</summary>
    [Theory]
    [InlineData("account", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab")]
    [InlineData("no-nat", "${data.aws_kms_key.cluster.arn}")]
    public void Auto_Scaling_may_use_the_files_own_key_before_it_launches(string name, string key)
    {
        var configuration = Renders.Configuration(name);
        var grant = configuration.One("aws_kms_grant.auto_scaling");
        grant.Text("key_id").ShouldBe(key);
        grant.Text("grantee_principal").ShouldBe("${data.aws_iam_role.auto_scaling.arn}");
        configuration.One("data.aws_iam_role.auto_scaling").Text("name").ShouldBe("AWSServiceRoleForAutoScaling");
        configuration.All("aws_autoscaling_group").ShouldAllBe(
            g => Configuration.Items(g.Get("depends_on")).Any(d => d.GetString() == "aws_kms_grant.auto_scaling"));
        Renders.Configuration("k3s-three-zones").All("aws_kms_grant").ShouldBeEmpty();
    }

    /// <summary>designs/0004, "Where things lie": what a server keeps in the bucket for snapshots.</summary>
    [Fact]
    public void Servers_reach_every_object_that_they_keep_and_nodes_none()
    {
        var statements = Statements(Renders.Configuration("k3s-three-zones")).ToList();
        IEnumerable<string> Of(string role, string action) => statements
            .Where(s => s.Role == role && Actions(s.Statement).Contains(action)).SelectMany(s => Resources(s.Statement));
        string[] kept = ["founding", "restore", "slots", "snapshots"];
        foreach (var action in new[] { "s3:GetObject", "s3:PutObject" })
        {
            Of("control_plane", action).Where(r => r.Contains(".snapshots."))
                .ShouldBe(kept.Select(k => $"${{aws_s3_bucket.snapshots.arn}}/{k}/*"));
        }

        Of("control_plane", "s3:DeleteObject").ShouldBe(["${aws_s3_bucket.snapshots.arn}/snapshots/*"]);
        Of("worker", "s3:GetObject").ShouldAllBe(r => r.StartsWith("${aws_s3_bucket.artifacts.arn}/"));
        Of("worker", "s3:PutObject").ShouldBeEmpty();
    }

    [Fact]
    public void A_boundary_bounds_every_role()
    {
        const string Boundary = "arn:aws:iam::123456789012:policy/boundary";
        var roles = Renders.Configuration("account").All("aws_iam_role").ToList();
        roles.Count.ShouldBe(6);
        roles.ShouldAllBe(r => r.Text("permissions_boundary") == Boundary);
        Renders.Configuration("bastion").All("aws_iam_role").ShouldAllBe(r => r.Get("permissions_boundary") == null);
    }

    [Fact]
    public void Pods_take_their_role_by_their_own_service_account_alone()
    {
        var configuration = Renders.Configuration("account");
        foreach (var (role, account) in new[]
        {
            ("autoscaler", "kube-system:cluster-autoscaler"), ("ebs_csi", "kube-system:ebs-csi-controller-sa"),
            ("cloud_controller", "kube-system:cloud-controller-manager"), ("cert_manager", "cert-manager:cert-manager"),
        })
        {
            configuration.One($"aws_iam_role.{role}").Text("assume_role_policy")
                .ShouldBe($"${{data.aws_iam_policy_document.{role}_pods.json}}");
            var texts = Configuration.Texts(configuration.One($"data.aws_iam_policy_document.{role}_pods").Body).ToList();
            texts.ShouldContain($"system:serviceaccount:{account}");
            texts.ShouldContain("sts.amazonaws.com");
        }
    }

    private static IEnumerable<ExtraAction> Extras(string profile) => profile switch
    {
        "autoscaling" => ExtraActions.Autoscaling,
        "control-plane" => ExtraActions.ControlPlane,
        _ => ExtraActions.Worker,
    };

    private static IEnumerable<string> Article(string profile) =>
        File.ReadLines(RepositoryRoot.PathOf("tests", "cases", "iam", $"{profile}.txt"))
            .Where(line => line.Length > 0 && !line.StartsWith('#'));

    /// <summary>The statements of each role's own policy.</summary>
    private static IEnumerable<(string Role, JsonElement Statement)> Statements(Configuration configuration)
    {
        foreach (var policy in configuration.All("aws_iam_role_policy"))
        {
            var document = Configuration.References(policy.Text("policy")).Single();
            foreach (var statement in Configuration.Items(configuration.One(document).Get("statement")))
            {
                yield return (Configuration.References(policy.Text("role")).Single().Split('.')[1], statement);
            }
        }
    }

    private static IEnumerable<string> Actions(JsonElement statement) =>
        statement.GetProperty("actions").EnumerateArray().Select(a => a.GetString()!);

    private static IEnumerable<string> Resources(JsonElement statement) =>
        statement.GetProperty("resources").EnumerateArray().Select(a => a.GetString()!);

    private static IEnumerable<string> Conditions(JsonElement statement) => statement.TryGetProperty("condition", out var all)
        ? all.EnumerateArray().Select(c => c.GetProperty("variable").GetString()!)
        : [];
}
