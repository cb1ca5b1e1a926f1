using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Compiler.Diagnostics;

/// <summary>What can be wrong between a cluster file and its workloads: codes EK20nn.</summary>
public static class CompileDiagnostics
{
    /// <summary>Every kind of this stage.</summary>
    public static DiagnosticCatalogue Catalogue { get; } = new("Cluster and workloads together");

    private static readonly DiagnosticDescriptor UnknownTypeKind = Catalogue.Error(
        "EK2001", "The instance type is not known",
        "Without its vCPUs and memory nothing can be said of what fits on its nodes. The table holds the "
        + "usual sizes of general-purpose families; it has a date, and AWS adds types every year.",
        "the instance type `m7i.huge` is not in the table of July 2026");

    private static readonly DiagnosticDescriptor NoNodesKind = Catalogue.Error(
        "EK2002", "No node takes workloads",
        "Every pool has a minimum of 0, or there is none, and the control plane takes no workloads. A proof "
        + "begins with every pool at its minimum, so there is nothing to run on.",
        "no node takes workloads: there is no node pool");

    private static readonly DiagnosticDescriptor UnknownServiceKind = Catalogue.Error(
        "EK2003", "A claim names a Service that does not exist",
        "None of the workloads' files holds a Service of that namespace and name.",
        "no workload file holds the Service shop/wbe");

    private static readonly DiagnosticDescriptor ClaimWithoutPodsKind = Catalogue.Error(
        "EK2004", "A claim's Service has no pods",
        "The Service selects no workload, so that it answers nothing even when all is well.",
        "the Service shop/web selects no workload");

    private static readonly DiagnosticDescriptor UnknownNodeKind = Catalogue.Error(
        "EK2005", "A claim names a node that does not exist",
        "Nodes are named POOL-ZONE-N, N from 1, for every pool at its minimum.",
        "there is no node `general-eu-west-1d-1`");

    private static readonly DiagnosticDescriptor ServiceWithoutPodsKind = Catalogue.Warning(
        "EK2006", "A Service selects no workload",
        "Its selector matches the labels of no workload's pods in its namespace. Mostly a label was renamed "
        + "in one place alone.",
        "the Service shop/web (app=web) selects no workload");

    private static readonly DiagnosticDescriptor NoStorageClassKind = Catalogue.Warning(
        "EK2007", "A volume has no StorageClass",
        "A claim names no StorageClass and none is marked as the default, so that its volume is never made "
        + "and its pods stay Pending. Classes that the distribution installs must stand in the workloads to "
        + "count.",
        "the volume `data` of StatefulSet shop/db names no StorageClass, and none is the default");

    private static readonly DiagnosticDescriptor UnknownStorageClassKind = Catalogue.Warning(
        "EK2008", "A StorageClass does not exist",
        "A claim names a StorageClass that no file holds; its volume is never made and its pods stay "
        + "Pending.",
        "the volume `data` of StatefulSet shop/db names the StorageClass `gp4`, which no file holds");

    private static readonly DiagnosticDescriptor FitsNowhereKind = Catalogue.Warning(
        "EK2009", "A workload fits on no node",
        "Even an empty cluster has no node that could run one of its pods: a label, a taint or the size of "
        + "its requests forbids it.",
        "Deployment shop/web fits on no node: no node has the labels that its nodeSelector and node affinity "
        + "ask for");

    private static readonly DiagnosticDescriptor NodesIgnoredKind = Catalogue.Info(
        "EK2010", "Node objects in workloads are not used",
        "The nodes of a cluster file are those of its node pools. `evenkeel simulate` takes Node objects.",
        "3 Node objects among the workloads are not used");

    private static readonly DiagnosticDescriptor NoClaimsKind = Catalogue.Warning(
        "EK2011", "Nothing is claimed",
        "Without claims there is nothing to prove.",
        "the file makes no claims");

    private static readonly DiagnosticDescriptor MixedPoolKind = Catalogue.Error(
        "EK2012", "A pool of two architectures",
        "A group of instances has one launch template, and that has one machine image, which is of one "
        + "architecture.",
        "the pool `general` has types of amd64 and of arm64");

    private static readonly DiagnosticDescriptor NoImageKind = Catalogue.Error(
        "EK2013", "No image for an architecture",
        "Where `spec.image` pins images, it pins one for every architecture in use: nothing else would be "
        + "reproducible.",
        "c7g.large is of arm64, for which `spec.image` names no AMI");

    private static readonly DiagnosticDescriptor SubnetFullKind = Catalogue.Error(
        "EK2014", "A subnet is too small",
        "A zone's nodes have addresses of its application subnet; with EKS their pods have, too. When a "
        + "zone is "
        + "lost, the others take its nodes. AWS keeps five addresses of each subnet, and balancers need "
        + "eight.",
        "the application subnet of a zone has 256 addresses, but its nodes may need 413");

    private static readonly DiagnosticDescriptor DependencyKind = Catalogue.Error(
        "EK2015", "A dependency names what does not exist",
        "None of the workloads' files holds a workload or Service of that namespace and name.",
        "no workload file holds the workload shop/wbe");

    private static readonly DiagnosticDescriptor CircularKind = Catalogue.Error(
        "EK2016", "Dependencies go round in a circle",
        "A dependency says that a request to the workload needs an answer of the Service. Round a circle "
        + "each would wait for the other, and a request would never end: one of the dependencies is not "
        + "needed for every request.",
        "shop/web needs shop/api, which needs shop/web");

    private static readonly DiagnosticDescriptor SmallerTypeKind = Catalogue.Error(
        "EK2017", "A type of a pool is smaller than its first",
        "cluster-autoscaler and proofs count on nodes of a pool's first type: a pod that fits on it may not "
        + "fit on a smaller one, so that a pool grows and helps nothing.",
        "m7i.large offers less than m7i.xlarge, the first type of the pool `general`");

    private static readonly DiagnosticDescriptor LargerTypeKind = Catalogue.Warning(
        "EK2018", "A type of a pool is larger than its first",
        "cluster-autoscaler and proofs count on nodes of a pool's first type: what a larger one offers "
        + "beyond is paid for, and not counted on.",
        "m7i.2xlarge offers more than m7i.xlarge, the first type of the pool `general`");

    private static readonly DiagnosticDescriptor OneSpotTypeKind = Catalogue.Warning(
        "EK2019", "Spot instances of one type",
        "EC2 takes Spot instances back by type and zone: where a pool has one type, all of a zone may go at "
        + "once, and none may be had in their place.",
        "the pool `batch` has Spot instances of m7i.large alone");

    internal static Diagnostic SmallerType(NodePoolSpec pool, Spanned<string> type, string sizes) =>
        SmallerTypeKind.At(
            type.Span,
            $"{type.Value} offers less than {pool.InstanceTypes[0].Value}, the first type of the pool "
            + $"{DisplayText.Quote(pool.Name.Value)}: {sizes}",
            "name the smallest first, or give each size a pool of its own");

    internal static Diagnostic LargerType(NodePoolSpec pool, Spanned<string> type, string sizes) =>
        LargerTypeKind.At(
            type.Span,
            $"{type.Value} offers more than {pool.InstanceTypes[0].Value}, the first type of the pool "
            + $"{DisplayText.Quote(pool.Name.Value)}: {sizes}",
            "name types of one size, or give each size a pool of its own");

    internal static Diagnostic OneSpotType(NodePoolSpec pool, Spanned<string> type) => OneSpotTypeKind.At(
        type.Span,
        $"the pool {DisplayText.Quote(pool.Name.Value)} has Spot instances of {type.Value} alone",
        "name several types of the same size under `instanceTypes`");

    internal static Diagnostic MixedPool(
        NodePoolSpec pool, Spanned<string> type, string first, string other) =>
        MixedPoolKind.At(
            type.Span,
            $"the pool {DisplayText.Quote(pool.Name.Value)} has types of {first} and of {other}",
            $"move the types of {other} to a pool of their own");

    internal static Diagnostic NoImage(Spanned<string> type, string architecture) => NoImageKind.At(
        type.Span,
        $"{DisplayText.Escape(type.Value)} is of {architecture}, for which `spec.image` names no AMI",
        $"add `{architecture}: ami-…` to `spec.image`, or remove `spec.image` to take the default images");

    internal static Diagnostic SubnetFull(SourceSpan span, long addresses, long needed, Ipv4Network? wider) =>
        SubnetFullKind.At(
            span,
            $"the application subnet of a zone has {addresses} addresses, but its nodes may need {needed}",
            wider is not null
                ? $"write `cidr: {wider}` under `spec.network`, or lower the pools' `max`"
                : "lower the pools' `max`; a VPC cannot be larger");

    internal static Diagnostic UnknownDependency(
        SourceSpan span, string what, ObjectName name, IEnumerable<ObjectName> known)
    {
        var names = known.Select(k => k.ToString()).Distinct(StringComparer.Ordinal).ToList();
        return DependencyKind.At(
            span,
            $"no workload file holds the {what} {DisplayText.Escape(name.ToString())}",
            NearestWord.Of(name.ToString(), names) is { } nearest ? $"did you mean `{nearest}`?"
            : names.Count == 0 ? "add the file that holds it to `spec.workloads`"
            : $"one of {Listed(names)}, or add the file that holds it to `spec.workloads`");
    }

    internal static Diagnostic CircularDependency(SourceSpan span, IReadOnlyList<ObjectName> circle)
    {
        var names = circle.Select(name => DisplayText.Escape(name.ToString())).ToList();
        return CircularKind.At(
            span,
            names.Count == 2 && circle[0] == circle[1]
                ? $"{names[0]} needs a Service that it is behind itself"
                : $"{names[0]} needs {string.Join(", which needs ", names.Skip(1))}",
            "remove the dependency that not every request needs");
    }

    internal static Diagnostic UnknownInstanceType(Spanned<string> type, IReadOnlyList<string> known)
    {
        var name = DisplayText.Quote(type.Value);
        var family = type.Value.Split('.')[0] + ".";
        var kin = known.Where(k => k.StartsWith(family, StringComparison.Ordinal))
            .OrderBy(k => Binding.InstanceTypes.Find(k)?.MemoryMib).ToList();
        var nearest = NearestWord.Of(type.Value, kin.Count > 0 ? kin : known);
        return UnknownTypeKind.At(
            type.Span,
            $"the instance type {name} is not in the table of {Binding.InstanceTypes.AsOf}",
            nearest is not null ? $"did you mean `{nearest}`?"
            : kin.Count > 0 ? $"one of {string.Join(", ", kin.Select(k => $"`{k}`"))}"
            : "use one that is, such as m7i.xlarge, c7g.large or r6i.2xlarge; bare metal and what is "
            + "older than the fifth generation are not");
    }

    internal static Diagnostic NoNodes(ClusterSpec spec) => spec.NodePools.IsEmpty
        ? NoNodesKind.About(
            spec.Source.Path, "no node takes workloads: there is no node pool",
            "add a pool to `spec.nodePools`, or set `controlPlane.schedulable: true`")
        : NoNodesKind.At(
            spec.NodePools[0].Span, "no node takes workloads: every node pool has `min: 0`",
            "give a pool a `min` of at least one node a zone");

    internal static Diagnostic UnknownService(
        SourceSpan span, ObjectName name, IReadOnlyList<ObjectName> known)
    {
        var elsewhere = known.Where(k => k.Name == name.Name).Order().Select(k => $"{k}").FirstOrDefault();
        var nearest = elsewhere ?? NearestWord.Of(name.ToString(), known.Select(k => k.ToString()));
        return UnknownServiceKind.At(
            span, $"no workload file holds the Service {DisplayText.Escape(name.ToString())}",
            nearest is not null ? $"did you mean `{nearest}`?"
            : known.Count == 0 ? "add the file that holds it to `spec.workloads`"
            : $"one of {Listed(known.Select(k => k.ToString()))}, or add the file that holds it to "
                + $"`spec.workloads`");
    }

    internal static Diagnostic ClaimWithoutPods(SourceSpan span, Service service) => ClaimWithoutPodsKind.At(
        span,
        $"the Service {DisplayText.Escape(service.Name.ToString())} selects no workload",
        service.Selector.IsEmpty
            ? "claim something of a Service that has a selector"
            : $"give the pods the labels {Selector(service)}, or correct the selector");

    internal static Diagnostic UnknownNode(SourceSpan span, string name, IReadOnlyList<string> known) =>
        UnknownNodeKind.At(
        span,
        $"there is no node {DisplayText.Quote(name)}",
        NearestWord.Of(name, known) is { } nearest
            ? $"did you mean `{nearest}`?"
            : $"one of {Listed(known)}");

    internal static Diagnostic ServiceWithoutPods(Service service)
    {
        var name = DisplayText.Escape(service.Name.ToString());
        var message = $"the Service {name} ({Selector(service)}) selects no workload";
        const string Fix = "compare the selector with the labels of the pod template";
        return service.Span is { } span
            ? ServiceWithoutPodsKind.At(span, message, Fix)
            : ServiceWithoutPodsKind.About(null, message, Fix);
    }

    internal static Diagnostic NoStorageClass(Workload workload, string claim) => At(
        NoStorageClassKind, workload,
        $"the volume {DisplayText.Quote(claim)} of {Named(workload)} names no StorageClass, and none is the "
        + $"default",
        "name a class, and add it to the workloads");

    internal static Diagnostic UnknownStorageClass(
        Workload workload, string claim, string name, IReadOnlyList<string> known) => At(
        UnknownStorageClassKind, workload,
        $"the volume {DisplayText.Quote(claim)} of {Named(workload)} names the StorageClass "
        + $"{DisplayText.Quote(name)}, "
        + "which no file holds",
        NearestWord.Of(name, known) is { } nearest
            ? $"did you mean `{nearest}`?"
            : "add it to the workloads");

    internal static Diagnostic FitsNowhere(Workload workload, string why) => At(
        FitsNowhereKind, workload, $"{Named(workload)} fits on no node: {why}",
        "change the workload, or give a node pool what it asks for");

    internal static Diagnostic NodesIgnored(int count) => NodesIgnoredKind.About(
        null,
        count == 1
            ? "1 Node object among the workloads is not used"
            : $"{count} Node objects among the workloads are not used",
        "nodes come from `spec.nodePools`");

    internal static Diagnostic NoClaims(ClusterSpec spec) => NoClaimsKind.About(
        spec.Source.Path, "the file makes no claims",
        "add to `spec.claims` what the cluster must survive, such as {name: …, survive: {any: zone}, "
        + "service: …}");

    private static Diagnostic At(DiagnosticDescriptor kind, Workload workload, string message, string fix) =>
        workload.Span is { } span ? kind.At(span, message, fix) : kind.About(null, message, fix);

    private static string Named(Workload workload) =>
        $"{workload.Kind} {DisplayText.Escape(workload.Name.ToString())}";

    private static string Selector(Service service) =>
        DisplayText.Escape(string.Join(", ", service.Selector.Select(s => $"{s.Key}={s.Value}")));

    private static string Listed(IEnumerable<string> names)
    {
        var all = names.Order(StringComparer.Ordinal).ToList();
        var shown = string.Join(", ", all.Take(6).Select(n => $"`{DisplayText.Escape(n)}`"));
        return all.Count > 6 ? $"{shown}, …" : shown;
    }
}
