using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Text;
using static System.FormattableString;

namespace Evenkeel.Core.Diagnostics;

/// <summary>
/// What can be wrong with a cluster file's network, names, keys and stores: codes EK1130 on.
/// </summary>
public static class SettingsDiagnostics
{
    /// <summary>Every kind of this part.</summary>
    public static DiagnosticCatalogue Catalogue { get; } = new("Settings of the cluster file");

    private static readonly DiagnosticDescriptor BadNetworkKind = Catalogue.Error(
        "EK1130", "Not a usable network",
        "The VPC's addresses are a private network (RFC 1918, or 100.64.0.0/10) of `/16`, the largest "
        + "that AWS allows, to `/20`, below which the subnets of six zones have no room for nodes. It is "
        + "written with its first address.",
        "`spec.network.cidr` is 10.20.1.0/16, which begins inside the network 10.20.0.0/16");

    private static readonly DiagnosticDescriptor OverlapKind = Catalogue.Error(
        "EK1131", "Networks overlap",
        "An address that is in two networks is reached in one of them alone: pods and Services would hide "
        + "a part of the VPC.",
        "`spec.network.cidr` overlaps 10.42.0.0/16, the addresses of pods");

    private static readonly DiagnosticDescriptor OpenKind = Catalogue.Warning(
        "EK1132", "Open to the whole internet",
        "Every address of the internet may connect. Both SSH and the Kubernetes API are tried by "
        + "strangers within minutes.",
        "`spec.apiAccess.allowFrom` lets the whole internet in");

    private static readonly DiagnosticDescriptor NoEffectKind = Catalogue.Warning(
        "EK1133", "A setting without effect",
        "Another setting decides, so that this one changes nothing.",
        "`spec.network.nat` has no effect: the routes of an existing VPC are its owner's");

    private static readonly DiagnosticDescriptor SubnetsKind = Catalogue.Error(
        "EK1134", "Not one subnet a zone",
        "Each tier names one subnet for each of `spec.zones`, in their order, each once: that is how a "
        + "subnet's zone is known.",
        "`spec.network.existing.subnets.public` names 2 subnets for 3 zones");

    private static readonly DiagnosticDescriptor TwiceKind = Catalogue.Error(
        "EK1135", "The same twice",
        "Two entries mean the same, and only one of them can hold. IAM does not tell tags apart by capital "
        + "letters.",
        "the port 5432 is given to `postgres` and to `orders`");

    private static readonly DiagnosticDescriptor ReservedKind = Catalogue.Error(
        "EK1136", "A reserved name",
        "The name is set by Evenkeel, by Kubernetes or by AWS: controllers find their own by it, and the "
        + "kubelet refuses labels of Kubernetes' own prefixes (NodeRestriction).",
        "the tag `aws:owner` is reserved for AWS");

    private static readonly DiagnosticDescriptor UnknownStoreKind = Catalogue.Error(
        "EK1137", "A store that the data tier does not have",
        "A dependency names a store of `spec.data.stores`.",
        "there is no store `order` in `spec.data.stores`");

    private static readonly DiagnosticDescriptor DependencyKind = Catalogue.Error(
        "EK1138", "A dependency is on one thing",
        "A dependency names exactly one of `store`, `service` and `egress`.",
        "the dependency is on nothing: it has neither `store` nor `service` nor `egress`");

    private static readonly DiagnosticDescriptor DistributionKind = Catalogue.Error(
        "EK1139", "Not with this distribution",
        "The setting belongs to another distribution than the file's.",
        "`mode: embedded` is K3s' own etcd, but the distribution is upstream");

    private static readonly DiagnosticDescriptor KeyRegionKind = Catalogue.Error(
        "EK1140", "A key of another region",
        "A KMS key encrypts volumes of its own region alone.",
        "the key is in us-east-1, but the cluster in eu-west-1");

    private static readonly DiagnosticDescriptor TwoScalersKind = Catalogue.Error(
        "EK1141", "Two that set the size of one group",
        "cluster-autoscaler and a scaling policy of EC2 Auto Scaling undo each other: one adds nodes for "
        + "pods that wait, the other takes away nodes that are idle, without moving their pods first.",
        "`spec.nodePools[0].targetTracking` stands beside `autoscaling.clusterAutoscaler`");

    private static readonly DiagnosticDescriptor TopicRegionKind = Catalogue.Error(
        "EK1142", "A topic of another region",
        "CloudWatch's alarms go to topics of their own region alone.",
        "the topic is in us-east-1, but the cluster in eu-west-1");

    internal static Diagnostic TwoScalers(SourceSpan span, string path) => TwoScalersKind.At(
        span,
        $"`{path}` stands beside `autoscaling.clusterAutoscaler`, which sets the size of the same groups",
        "remove one of the two");

    internal static Diagnostic BadNetwork(SourceSpan span, string path, string problem, string fix) =>
        BadNetworkKind.At(span, $"`{path}` {problem}", fix);

    internal static Diagnostic Overlap(
        SourceSpan span, string path, string other, string whose) => OverlapKind.At(
        span,
        $"`{path}` overlaps {other}, the addresses of {whose}",
        "take another network, such as 10.20.0.0/16");

    internal static Diagnostic Open(SourceSpan span, string path) => OpenKind.At(
        span, $"`{path}` lets the whole internet in", "name the addresses of your office or VPN");

    internal static Diagnostic NoEffect(
        SourceSpan span, string path, string why, string fix) => NoEffectKind.At(
        span, $"`{path}` has no effect: {why}", fix);

    internal static Diagnostic SubnetCount(
        SourceSpan span, string path, int subnets, int zones) => SubnetsKind.At(
        span,
        Invariant($"`{path}` names {subnets} subnet{(subnets == 1 ? "" : "s")} for {zones} zones"),
        "name one a zone, in the order of `spec.zones`");

    internal static Diagnostic SubnetTwice(Spanned<string> subnet) => SubnetsKind.At(
        subnet.Span,
        $"the subnet {DisplayText.Quote(subnet.Value)} is named twice",
        "name another subnet for each tier and zone");

    internal static Diagnostic PortTwice(Spanned<string> name, int port, string first) => TwiceKind.At(
        name.Span,
        Invariant(
            $"the port {port} is given to {DisplayText.Quote(first)} and to {DisplayText.Quote(name.Value)}"),
        "remove one of them");

    internal static Diagnostic TagTwice(Spanned<string> key, string first) => TwiceKind.At(
        key.Span,
        $"the tags {DisplayText.Quote(first)} and {DisplayText.Quote(key.Value)} differ in capital letters "
        + "alone",
        "rename one of them");

    internal static Diagnostic Reserved(Spanned<string> name, string what, string owner) => ReservedKind.At(
        name.Span,
        $"the {what} {DisplayText.Quote(name.Value)} is reserved for {owner}",
        what == "label" ? "take another name, such as example.com/team" : "take another name");

    internal static Diagnostic UnknownStore(Spanned<string> store, IReadOnlyList<string> known) =>
        UnknownStoreKind.At(
            store.Span,
            $"there is no store {DisplayText.Quote(store.Value)} in `spec.data.stores`",
            NearestWord.Of(store.Value, known) is { } nearest ? $"did you mean `{nearest}`?"
            : known.Count == 0 ? "add it to `spec.data.stores`"
            : $"one of {string.Join(", ", known.Take(6))}, or add it there");

    internal static Diagnostic Dependency(SourceSpan span, int targets) => DependencyKind.At(
        span,
        targets == 0
            ? "the dependency is on nothing: it has neither `store` nor `service` nor `egress`"
            : "the dependency is on several things; each needs an entry of its own",
        "write one of `store`, `service` and `egress`");

    internal static Diagnostic Embedded(SourceSpan span, string distribution) => DistributionKind.At(
        span,
        $"`mode: embedded` is K3s' own etcd, but the distribution is {distribution}",
        "write `mode: agent`, or `distribution: k3s`");

    internal static Diagnostic MirrorsOfK3s(SourceSpan span, Distribution distribution) =>
        DistributionKind.At(
            span,
            $"`spec.mirrors` is what K3s asks for images, but the distribution is {Word(distribution)}",
            "remove it, or write `distribution: k3s`");

    private static string Word(Distribution distribution) =>
        distribution == Distribution.Eks ? "eks" : "upstream";

    internal static Diagnostic KeyOutsideRegion(SourceSpan span, string keyRegion, string region) =>
        KeyRegionKind.At(
            span,
            $"the key is in {DisplayText.Escape(keyRegion)}, but the cluster in {region}",
            $"name a key of {region}");

    internal static Diagnostic TopicOutsideRegion(SourceSpan span, string topicRegion, string region) =>
        TopicRegionKind.At(
            span,
            $"the topic is in {DisplayText.Escape(topicRegion)}, but the cluster in {region}",
            $"name a topic of {region}");
}
