using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Fields;

namespace Evenkeel.Core.Spec.Sections;

/// <summary><c>spec.data</c> and <c>spec.dependsOn</c> as declared.</summary>
internal static class DataFields
{
    private static readonly TextRule HostName = TextRule.DomainName with
    {
        Problem = "which is not the name of a host",
        Fix = "write a name such as registry.example.com, without scheme and port",
    };

    public static readonly MapField<int?> Ports = new(
        "ports", "The ports on which the application may reach the data tier, by name; each number once.",
        new CountField("name", "A port.") { Least = 1, Most = 65_535, Unit = "TCP port" })
    {
        KeyRule = TextRule.Label with { Fix = "write small letters, digits and hyphens, such as postgres" },
        Unit = "TCP ports",
    };

    public static readonly TextField StoreName = new("name", "Its name, unique among stores.")
    {
        IsRequired = true,
        Example = "orders",
        Rule = TextRule.Label,
        IsCheckedByReader = true,
    };

    public static readonly WordField<StoreKind> Kind = new(
        "kind", "What it is, which says how it behaves when its zone is lost.",
        ("aurora", StoreKind.Aurora),
        ("rds-multi-az", StoreKind.RdsMultiAz),
        ("rds-single", StoreKind.RdsSingle),
        ("dynamodb", StoreKind.DynamoDb),
        ("external", StoreKind.External))
    {
        IsRequired = true,
        Example = "aurora",
    };

    public static readonly TimeField Failover = new(
        "failover", "How long it is away when its zone is lost.")
    {
        WhenAbsent = "`aurora` 60s, `rds-multi-az` 120s, `dynamodb` 0s, `rds-single` until its zone is back; "
            + "`external` has to say",
        Example = "60s",
    };

    public static readonly SpecSection StoreSection = new(
        "spec.data.stores[]", "A database outside the cluster, so that it is inside the proof.",
        StoreName, Kind, Failover)
    {
        Example = """
            data:
              stores:
              - {name: orders, kind: aurora, failover: 30s}
              - {name: sessions, kind: dynamodb}
            """,
    };

    public static readonly SectionListField Stores = new(
        "stores", "Databases outside the cluster.", StoreSection);

    public static readonly SpecSection Section = new(
        "spec.data", "The isolated third tier: subnets without a route outside the VPC.", Ports, Stores)
    {
        Example = """
            data:
              ports: {postgres: 5432}
            """,
    };

    public static readonly TextField Workload = new("workload", "Who needs it: namespace and name.")
    {
        IsRequired = true,
        Example = "shop/web",
        Rule = TextRule.ObjectName with { Problem = "which does not name a workload" },
    };

    public static readonly TextField Store = new("store", "A name of `spec.data.stores`.");

    public static readonly TextField Service = new("service", "A Service of the cluster: namespace and name.")
    {
        Rule = TextRule.ObjectName,
    };

    public static readonly TextField Egress = new("egress", "A host on the internet, such as a registry.")
    {
        Rule = HostName,
    };

    public static readonly SpecSection DependencySection = new(
        "spec.dependsOn[]", "What a workload cannot work without: exactly one of `store`, `service` and "
        + "`egress`.",
        Workload, Store, Service, Egress)
    {
        Example = """
            dependsOn:
            - {workload: shop/web, service: shop/api}
            - {workload: shop/web, egress: registry.example.com}
            """,
    };
}
