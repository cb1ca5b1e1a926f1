using System.Text.Json;
using Evenkeel.Platform.Aws;
using Evenkeel.Platform.Parameters;
using Evenkeel.Provisioning.Adoption;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Tests.Adoption;

public sealed class OrphanFinderTests
{
    private const string Tag = "evenkeel.dev/cluster";

    [Fact]
    public void What_EC2_would_make_twice_is_known_by_the_clusters_tag_and_its_name()
    {
        const string Vpcs = "<r><vpcSet>{0}</vpcSet></r>";
        const string One = "<item><vpcId>vpc-1</vpcId><tagSet><item><key>Name</key><value>shop</value></item></tagSet></item>";
        const string Other = "<item><vpcId>vpc-2</vpcId><tagSet><item><key>Name</key><value>other</value></item></tagSet></item>";
        var plan = Plan(("aws_vpc.main", "create", """{"tags": {"Name": "shop"}}"""));
        var aws = Aws((_, _, _) => string.Format(Vpcs, One + Other));
        Find(aws, plan).ShouldBe([new("aws_vpc.main", "vpc-1")]);
        aws.Asked.ShouldBe(["ec2 DescribeVpcs Filter.1.Name=tag:evenkeel.dev/cluster Filter.1.Value.1=shop"]);
        Find(Aws((_, _, _) => string.Format(Vpcs, Other)), plan).ShouldBeEmpty();
        Should.Throw<ProvisioningException>(() => Find(Aws((_, _, _) => string.Format(Vpcs, One + One.Replace("vpc-1", "vpc-3"))), plan))
            .Message.ShouldBe("aws_vpc.main: vpc-1 and vpc-3 bear the cluster's tag and this name");
    }

    [Fact]
    public void What_goes_and_the_disk_of_a_machine_do_not_count()
    {
        const string Volumes = """
            <r><volumeSet>
              <item><volumeId>vol-1</volumeId><status>deleting</status>
                <tagSet><item><key>Name</key><value>shop.etcd.a</value></item></tagSet></item>
              <item><volumeId>vol-2</volumeId><status>in-use</status>
                <attachmentSet><item><deleteOnTermination>true</deleteOnTermination></item></attachmentSet>
                <tagSet><item><key>Name</key><value>shop.etcd.a</value></item></tagSet></item>
              <item><volumeId>vol-3</volumeId><status>available</status>
                <tagSet><item><key>Name</key><value>shop.etcd.a</value></item></tagSet></item>
            </volumeSet></r>
            """;
        Find(Aws((_, _, _) => Volumes), Plan(("aws_ebs_volume.etcd_a", "create", """{"tags": {"Name": "shop.etcd.a"}}""")))
            .ShouldBe([new("aws_ebs_volume.etcd_a", "vol-3")]);
    }

    [Fact]
    public void A_rule_is_known_by_what_it_says_and_a_route_by_where_it_leads()
    {
        const string Groups = """
            <r><securityGroupInfo><item><groupId>sg-1</groupId>
              <ipPermissions>
                <item><ipProtocol>tcp</ipProtocol><fromPort>80</fromPort><toPort>80</toPort>
                  <groups><item><groupId>sg-2</groupId></item></groups></item>
              </ipPermissions>
              <ipPermissionsEgress>
                <item><ipProtocol>-1</ipProtocol><ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges></item>
              </ipPermissionsEgress>
            </item></securityGroupInfo></r>
            """;
        const string Tables = """
            <r><routeTableSet><item><routeTableId>rtb-1</routeTableId>
              <routeSet><item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock></item></routeSet>
              <associationSet><item><subnetId>subnet-1</subnetId></item></associationSet>
            </item></routeTableSet></r>
            """;
        var aws = Aws((_, action, _) => action == "DescribeSecurityGroups" ? Groups : Tables);
        Find(aws, Plan(
            ("aws_security_group_rule.in", "create", """
                {"security_group_id": "sg-1", "type": "ingress", "protocol": "tcp", "from_port": 80, "to_port": 80, "source_security_group_id": "sg-2"}
                """),
            ("aws_security_group_rule.other_port", "create", """
                {"security_group_id": "sg-1", "type": "ingress", "protocol": "tcp", "from_port": 81, "to_port": 81, "source_security_group_id": "sg-2"}
                """),
            ("aws_security_group_rule.out", "create", """
                {"security_group_id": "sg-1", "type": "egress", "protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}
                """),
            ("aws_route.out", "create", """{"route_table_id": "rtb-1", "destination_cidr_block": "0.0.0.0/0"}"""),
            ("aws_route.other", "create", """{"route_table_id": "rtb-1", "destination_cidr_block": "10.0.0.0/8"}"""),
            ("aws_route_table_association.one", "create", """{"route_table_id": "rtb-1", "subnet_id": "subnet-1"}"""),
            ("aws_route_table_association.unknown", "create", """{"route_table_id": "rtb-1"}""")))
            .ShouldBe(
            [
                new("aws_security_group_rule.in", "sg-1_ingress_tcp_80_80_sg-2"),
                new("aws_security_group_rule.out", "sg-1_egress_all_0_0_0.0.0.0/0"),
                new("aws_route.out", "rtb-1_0.0.0.0/0"),
                new("aws_route_table_association.one", "subnet-1/rtb-1"),
            ]);
    }

    [Fact]
    public void A_role_that_somebody_else_made_is_left_alone()
    {
        const string Role = """
            <r><GetRoleResult><Role><RoleName>shop-worker</RoleName>
              <Tags><member><Key>evenkeel.dev/cluster</Key><Value>CLUSTER</Value></member></Tags></Role></GetRoleResult></r>
            """;
        var plan = Plan(("aws_iam_role.worker", "create", """{"name": "shop-worker"}"""));
        Find(Aws((_, _, _) => Role.Replace("CLUSTER", "shop")), plan).ShouldBe([new("aws_iam_role.worker", "shop-worker")]);
        Find(Aws((_, _, _) => Role.Replace("CLUSTER", "other")), plan).ShouldBeEmpty();
        Find(Aws((service, action, _) => throw new AwsException(service, action, "NoSuchEntity", "none")), plan).ShouldBeEmpty();
        Should.Throw<ProvisioningException>(() => Find(Aws((service, action, _) => throw new AwsException(service, action, "AccessDenied", "no")), plan))
            .Diagnostic.Code.ShouldBe("EK5005");
    }

    [Fact]
    public void A_target_of_a_file_system_is_known_by_its_interface()
    {
        const string Interfaces = """
            <r><networkInterfaceSet>
              <item><description>EFS mount target for fs-1 (fsmt-0a1b)</description></item>
            </networkInterfaceSet></r>
            """;
        Find(Aws((_, _, _) => Interfaces), Plan(
            ("aws_efs_mount_target.a", "create", """{"file_system_id": "fs-1", "subnet_id": "subnet-1"}"""),
            ("aws_efs_mount_target.b", "create", """{"subnet_id": "subnet-1"}""")))
            .ShouldBe([new("aws_efs_mount_target.a", "fsmt-0a1b")]);
    }

    [Fact]
    public void Only_what_would_be_made_is_looked_for()
    {
        var aws = Aws((_, _, _) => throw new InvalidOperationException("nothing is asked"));
        Find(aws, Plan(
            ("aws_vpc.main", "update", """{"tags": {"Name": "shop"}}"""),
            ("aws_iam_role_policy.worker", "create", """{"name": "worker"}"""),
            ("aws_lb_listener.api", "create", """{"port": 6443}"""))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Buckets_and_parameters_are_known_by_their_names()
    {
        var plan = Plan(
            ("aws_s3_bucket.snapshots", "create", """{"bucket": "shop-snapshots"}"""),
            ("aws_s3_bucket.artifacts", "create", """{"bucket": "shop-artifacts"}"""),
            ("aws_ssm_parameter.incarnation", "create", """{"name": "/evenkeel/shop/incarnation"}"""));
        var parameters = new MemoryParameterStore();
        await parameters.PutAsync("/evenkeel/shop/incarnation", "x", TestContext.Current.CancellationToken);
        Find(Aws((_, _, _) => ""), plan, parameters, "shop-snapshots").ShouldBe(
        [
            new("aws_s3_bucket.snapshots", "shop-snapshots"),
            new("aws_ssm_parameter.incarnation", "/evenkeel/shop/incarnation"),
        ]);
        var json = JsonDocument.Parse(Orphan.Configuration([new("b", "2"), new("a", "1")])).RootElement;
        json.GetProperty("import").EnumerateArray().Select(i => $"{i.GetProperty("to")}={i.GetProperty("id")}").ShouldBe(["a=1", "b=2"]);
    }

    private static MemoryAws Aws(Func<AwsService, string, IReadOnlyDictionary<string, string>, string> answer) =>
        new("eu-west-1", answer);

    private static IReadOnlyList<Orphan> Find(
        IAwsApi aws, IEnumerable<PlannedChange> plan, IParameterStore? parameters = null, params string[] buckets) =>
        new OrphanFinder(
                aws, parameters ?? new MemoryParameterStore(), (name, _) => Task.FromResult(buckets.Contains(name)), Tag, "shop")
            .FindAsync(plan, TestContext.Current.CancellationToken).GetAwaiter().GetResult();

    private static IReadOnlyList<PlannedChange> Plan(params (string Address, string Action, string After)[] changes)
    {
        var all = changes.Select(c => $$$"""
            {"address": "{{{c.Address}}}", "mode": "managed", "type": "{{{c.Address.Split('.')[0]}}}",
             "change": {"actions": ["{{{c.Action}}}"], "before": null, "after": {{{c.After}}}}}
            """);
        return PlannedChange.Of(JsonDocument.Parse($$"""{"resource_changes": [{{string.Join(',', all)}}]}""").RootElement);
    }
}
