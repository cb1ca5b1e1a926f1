using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Fields;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Spec.Sections;

/// <summary>What surrounds the cluster, as declared: names, keys, images, state.</summary>
internal static class AccountFields
{
    private static readonly TextRule Email = new(
        @"^[^@\s]{1,64}@[^@\s]+\.[^@\s.]+$", "which is not an e-mail address", "write name@domain, such as "
        + "ops@example.com");

    private static readonly TextRule Ami = new(
        "^ami-([0-9a-f]{8}|[0-9a-f]{17})$", "which is not the id of an AMI",
        "write an id such as ami-0123456789abcdef0");

    public static readonly WordField<IngressClass> Class = new(
        "class", "The ingress controller that is installed.",
        ("traefik", IngressClass.Traefik), ("none", IngressClass.None))
    {
        Default = "traefik",
    };

    public static readonly WordField<IngressHealthCheck> HealthCheck = new(
        "healthCheck",
        "Who tells the balancer whether a node is well: its agent, or a TCP echo with a pod on every node "
        + "behind a NodePort, which another node's pod may answer.",
        ("agent", IngressHealthCheck.Agent), ("daemonset", IngressHealthCheck.DaemonSet))
    {
        Default = "agent",
    };

    public static readonly TextField AcmeEmail = new("email", "Where Let's Encrypt writes to.")
    {
        IsRequired = true,
        Example = "ops@example.com",
        Rule = Email,
    };

    public static readonly SpecSection AcmeSection = new(
        "spec.ingress.acme", "Certificates from Let's Encrypt, through cert-manager.", AcmeEmail);

    public static readonly SectionField Acme = new("acme", "Certificates from Let's Encrypt.", AcmeSection)
    {
        WhenAbsent = "no certificates are asked for",
    };

    public static readonly TextField Demo = new(
        "demo",
        "A name of your own that a page is served under over HTTPS, to see the whole way work. It leads to "
        + "the ingress' balancer: `dns.zone` makes such names, or your own DNS does. Needs `acme`.")
    {
        Rule = TextRule.DomainName,
        WhenAbsent = "there is no such page",
        Example = "demo.shop.example.com",
    };

    public static readonly SpecSection IngressSection = new(
        "spec.ingress", "How requests from outside come in.", Class, HealthCheck, Acme, Demo)
    {
        Example = """
            ingress:
              class: traefik
              acme: {email: ops@example.com}
            """,
    };

    public static readonly SwitchField ClusterAutoscaler = new(
        "clusterAutoscaler", "Whether cluster-autoscaler is installed and may grow pools up to their `max`.")
    {
        Default = "false",
    };

    public static readonly SwitchField Descheduler = new(
        "descheduler", "Whether the descheduler runs, every 5 minutes, with the policy of its Helm chart.")
    {
        Default = "false",
    };

    public static readonly SpecSection AutoscalingSection = new(
        "spec.autoscaling",
        "What grows and shrinks node pools, and what spreads pods again.",
        ClusterAutoscaler,
        Descheduler)
    {
        Example = "autoscaling: {clusterAutoscaler: true}",
    };

    /// <summary>EC2 user guide, "Tag restrictions".</summary>
    public static readonly MapField<Spanned<string>?> Tags = new(
        "tags",
        "Tags of everything that is made, 40 at most: Evenkeel needs some of the 50 that AWS allows.",
        new TextField("key", "A tag's value.")
        {
            Rule = new(
                @"^[A-Za-z0-9 _.:/=+@-]{0,256}$", "which AWS does not take as the value of a tag",
                "write at most 256 letters, digits, spaces and _ . : / = + - @"),
            TakesPlainValues = true,
        })
    {
        KeyRule = new(
            @"^[A-Za-z0-9 _.:/=+@-]{1,128}$", "which AWS does not take as the key of a tag",
            "write 1 to 128 letters, digits, spaces and _ . : / = + - @"),
        Example = "{team: shop}",
    };

    public static readonly TextField PermissionsBoundary = new(
        "permissionsBoundary", "The ARN of the IAM policy that bounds every role that is made.")
    {
        Rule = new(
            @"^arn:aws(-cn|-us-gov)?:iam::([0-9]{12}|aws):policy/[A-Za-z0-9+=,.@_/-]+$",
            "which is not the ARN of an IAM policy", "write arn:aws:iam::123456789012:policy/NAME"),
        WhenAbsent = "none",
        Example = "arn:aws:iam::123456789012:policy/boundary",
    };

    public static readonly TextField KmsKey = new(
        "kmsKey", "The KMS key for volumes, buckets and secrets: an ARN, or `alias/NAME`.")
    {
        Rule = new(
            @"^(arn:aws(-cn|-us-gov)?:kms:[a-z0-9-]+:[0-9]{12}:(key/[a-z0-9-]+|alias/[A-Za-z0-9_/-]+)"
            + @"|alias/[A-Za-z0-9_/-]+)$",
            "which is not the ARN of a KMS key",
            "write arn:aws:kms:REGION:123456789012:key/ID, or alias/NAME"),
        WhenAbsent = "AWS's own keys",
        Example = "alias/shop",
    };

    public static readonly TextField Amd64 = new("amd64", "The AMI of amd64 machines.")
    {
        Rule = Ami,
        Example = "ami-0123456789abcdef0",
    };

    public static readonly TextField Arm64 = new("arm64", "The AMI of arm64 machines.")
    {
        Rule = Ami,
        Example = "ami-0fedcba9876543210",
    };

    public static readonly SpecSection ImageSection = new(
        "spec.image",
        "The machine image of each architecture, pinned. Where it is given, every architecture in use needs "
        + "one.",
        Amd64, Arm64)
    {
        IsNeverEmpty = true,
        Example = "image: {amd64: ami-0123456789abcdef0}",
    };

    public static readonly TextField DnsZone = new(
        "zone", "The Route 53 zone in which `api.NAME` and `*.NAME` are made, NAME being the cluster's.")
    {
        IsRequired = true,
        Example = "example.com",
        Rule = TextRule.DomainName,
    };

    public static readonly SpecSection DnsSection = new(
        "spec.dns", "Names for the API and the ingress.", DnsZone)
    {
        Example = "dns: {zone: example.com}",
    };

    public static readonly SwitchField Public = new(
        "public", "Whether the API's balancer is reachable from the internet; otherwise through SSM or the "
        + "bastion.")
    {
        Default = "false",
    };

    public static readonly TextListField ApiAllowFrom = new(
        "allowFrom", "From where a public API is reachable: ranges of IPv4 addresses.")
    {
        Rule = TextRule.Cidr,
        WhenAbsent = "`0.0.0.0/0` where public",
        Example = "[192.0.2.0/24]",
    };

    public static readonly SpecSection ApiAccessSection = new(
        "spec.apiAccess", "Who reaches the Kubernetes API.", Public, ApiAllowFrom)
    {
        Example = "apiAccess: {public: true, allowFrom: [192.0.2.0/24]}",
    };

    public static readonly TextField Bucket = new("bucket", "The S3 bucket that holds Terraform's state.")
    {
        IsRequired = true,
        Example = "shop-state",
        Rule = new(
            "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", "which is not the name of an S3 bucket",
            "write 3 to 63 small letters, digits, hyphens and dots"),
    };

    public static readonly TextField StateKey = new("key", "The object in the bucket.")
    {
        Rule = new(
            @"^[A-Za-z0-9!_.*'()-][A-Za-z0-9!_.*'()/-]{0,1000}$", "which is not a good key of an S3 object",
            "write a path such as shop/terraform.tfstate, without a slash before it"),
        WhenAbsent = "`NAME/terraform.tfstate`, NAME being the cluster's",
        Example = "shop/terraform.tfstate",
    };

    public static readonly TextField StateRegion = new("region", "The bucket's region.")
    {
        Words = AwsRegions.Names,
        WhenAbsent = "`spec.region`",
        Example = "eu-west-1",
        IsCheckedByReader = true,
    };

    public static readonly SpecSection StateSection = new(
        "spec.state", "Where Terraform keeps its state.", Bucket, StateKey, StateRegion)
    {
        Example = "state: {bucket: shop-state}",
    };

    public static readonly TextField AlarmTopic = new(
        "topic", "The ARN of the SNS topic that CloudWatch's alarms go to.")
    {
        WhenAbsent = "no alarms of CloudWatch",
        Rule = new(
            "^arn:aws(-cn|-us-gov)?:sns:[a-z0-9-]+:[0-9]{12}:[A-Za-z0-9_-]{1,256}$",
            "which is not the ARN of an SNS topic", "write arn:aws:sns:REGION:123456789012:NAME"),
        Example = "arn:aws:sns:eu-west-1:123456789012:on-call",
    };

    public static readonly SwitchField PrometheusRule = new(
        "prometheusRule",
        "Whether alarms on what the nodes' agents say are made for Prometheus Operator, which has to be "
        + "installed.")
    {
        Default = "false",
    };

    public static readonly SpecSection AlarmsSection = new(
        "spec.alarms",
        "Alarms of CloudWatch on what AWS sees of the cluster from outside, and of Prometheus on what its "
        + "nodes see.",
        AlarmTopic, PrometheusRule)
    {
        IsNeverEmpty = true,
        Example = "alarms: {topic: \"arn:aws:sns:eu-west-1:123456789012:on-call\"}",
    };

    public static readonly WordField<Handoff> Handoff = new(
        "handoff",
        "To whom the manifests are handed once the cluster runs; `none`: the control plane's agent goes on "
        + "applying them.",
        ("none", Model.Cluster.Handoff.None),
        ("argocd", Model.Cluster.Handoff.ArgoCd),
        ("flux", Model.Cluster.Handoff.Flux))
    {
        Default = "none",
    };
}
