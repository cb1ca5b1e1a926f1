using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Fields;

namespace Evenkeel.Core.Spec.Sections;

/// <summary><c>spec.network</c> as declared.</summary>
internal static class NetworkFields
{
    private static readonly TextRule SubnetId = new(
        "^subnet-[0-9a-f]+$", "which is not the id of a subnet", "write an id such as "
        + "subnet-0123456789abcdef0");

    public static readonly TextField Cidr = new(
        "cidr",
        "The VPC's own addresses: a private network of `/16` to `/20`. It is divided into an application, a "
        + "public and a data subnet in each of up to 6 zones. Not with `existing`.")
    {
        Default = ClusterDefaults.VpcCidr,
        Rule = TextRule.Cidr,
    };

    public static readonly WordField<NatMode> Nat = new(
        "nat",
        "How private subnets reach the internet: through a NAT gateway in their own zone, through a `single` "
        + "one (whose zone's loss cuts all zones off), or not at all.",
        ("perZone", NatMode.PerZone), ("single", NatMode.Single), ("none", NatMode.None))
    {
        Default = "perZone",
    };

    public static readonly TextField BastionInstanceType = new(
        "instanceType", "The bastion's EC2 instance type.")
    {
        Default = ClusterDefaults.BastionInstanceType,
        Rule = TextRule.InstanceType,
    };

    public static readonly TextListField BastionAllowFrom = new(
        "allowFrom", "From where the bastion takes SSH: ranges of IPv4 addresses.")
    {
        IsRequired = true,
        Example = "[192.0.2.0/24]",
        Rule = TextRule.Cidr,
        WhenEmpty = "name the addresses of your office or VPN",
    };

    public static readonly SpecSection BastionSection = new(
        "spec.network.access.bastion", "A host with SSH that operators go through.",
        BastionInstanceType, BastionAllowFrom);

    public static readonly SectionField Bastion = new("bastion", "A host with SSH.", BastionSection)
    {
        IsRequired = true,
        Example = "{allowFrom: [192.0.2.0/24]}",
    };

    public static readonly SpecSection AccessSection = new(
        "spec.network.access", "How operators reach machines, where that is not through SSM.", Bastion)
    {
        Example = """
            network:
              access:
                bastion: {instanceType: t3.micro, allowFrom: [192.0.2.0/24]}
            """,
    };

    public static readonly WordField<bool> Ssm = new("access", "SSM alone.", ("ssm", true));

    public static readonly ChoiceField Access = new(
        "access",
        "How operators reach machines: `ssm` (Session Manager, no open port), or a bastion host.",
        "`ssm`, or a mapping with `bastion`",
        Ssm,
        new SectionField("access", "A bastion.", AccessSection))
    {
        Default = "ssm",
    };

    public static readonly TextField Vpc = new("vpc", "The VPC's id.")
    {
        IsRequired = true,
        Example = "vpc-0123456789abcdef0",
        Rule = new(
            "^vpc-[0-9a-f]+$", "which is not the id of a VPC", "write an id such as vpc-0123456789abcdef0"),
    };

    public static readonly TextListField PublicSubnets = Subnets("public", "balancers, NAT and a bastion");
    public static readonly TextListField ApplicationSubnets = Subnets(
        "application", "nodes", isRequired: true);
    public static readonly TextListField DataSubnets = Subnets("data", "databases");

    public static readonly SpecSection SubnetsSection = new(
        "spec.network.existing.subnets",
        "Subnets by tier: in each tier one a zone, in the order of `spec.zones`.",
        PublicSubnets, ApplicationSubnets, DataSubnets);

    public static readonly SectionField ExistingSubnets = new(
        "subnets", "Its subnets by tier, one a zone.", SubnetsSection)
    {
        IsRequired = true,
        Example = "{application: [subnet-0123456789abcdef0]}",
    };

    public static readonly SpecSection ExistingSection = new(
        "spec.network.existing", "A VPC that exists already; its routes and NAT are its owner's.",
        Vpc, ExistingSubnets)
    {
        Example = """
            network:
              existing:
                vpc: vpc-0123456789abcdef0
                subnets:
                  public: [subnet-0a, subnet-0b, subnet-0c]
                  application: [subnet-1a, subnet-1b, subnet-1c]
            """,
    };

    public static readonly SectionField Existing = new(
        "existing", "A VPC that exists already, in place of `cidr` and `nat`.", ExistingSection)
    {
        WhenAbsent = "a VPC is made",
    };

    public static readonly SwitchField Ipv6 = new(
        "ipv6",
        "Whether subnets, machines and the balancer of the ingress have IPv6 addresses besides. Pods and "
        + "Services keep to IPv4. Not with `existing`.")
    {
        Default = "false",
    };

    public static readonly WordField<FlowLogTraffic> FlowTraffic = new(
        "traffic", "What is recorded: `all`, or what was `rejected`.",
        ("all", FlowLogTraffic.All), ("rejected", FlowLogTraffic.Rejected))
    {
        Default = "all",
    };

    public static readonly CountField FlowKeepDays = new(
        "keepDays", "How long the records are kept in the cluster's bucket for them.")
    {
        Default = "30",
        Least = 1,
        Most = 3650,
        Unit = "days",
    };

    public static readonly SpecSection FlowLogsSection = new(
        "spec.network.flowLogs", "Who talked to whom in the VPC, written to a bucket every minute.",
        FlowTraffic, FlowKeepDays)
    {
        Example = """
            network:
              flowLogs: {traffic: rejected, keepDays: 30}
            """,
    };

    public static readonly SectionField FlowLogs = new(
        "flowLogs", "Records of the VPC's traffic. Not with `existing`.", FlowLogsSection)
    {
        WhenAbsent = "nothing is recorded",
        Example = "{traffic: rejected}",
    };

    public static readonly SpecSection Section = new(
        "spec.network",
        "The VPC in three tiers over all zones: public (balancers, NAT, bastion), application (nodes) and "
        + "data (isolated).",
        Cidr, Nat, Ipv6, FlowLogs, Access, Existing)
    {
        Example = """
            network:
              cidr: 10.20.0.0/16
              nat: perZone
              access: ssm
            """,
    };

    private static TextListField Subnets(string tier, string holds, bool isRequired = false) => new(
        tier, $"Subnet ids for {holds}, one a zone.")
    {
        IsRequired = isRequired,
        Example = "[subnet-0123456789abcdef0]",
        Rule = SubnetId,
    };
}
