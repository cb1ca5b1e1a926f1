using Evenkeel.Core.Diagnostics;

namespace Evenkeel.Compiler.Diagnostics;

/// <summary>What can be wrong when a cluster is lowered to files: codes EK21nn.</summary>
public static class LoweringDiagnostics
{
    /// <summary>Every kind of this stage.</summary>
    public static DiagnosticCatalogue Catalogue { get; } = new("Rendering");

    private static readonly DiagnosticDescriptor NoEksKind = Catalogue.Error(
        "EK2101", "EKS is not rendered yet",
        "`evenkeel prove` knows EKS; `evenkeel render` writes clusters whose control plane is their own.",
        "`distribution: eks` is not rendered yet");

    private static readonly DiagnosticDescriptor NoPublicSubnetsKind = Catalogue.Error(
        "EK2102", "The VPC that exists has no public subnets",
        "A balancer that is reachable from the internet, and a bastion, lie in subnets that are routed to an "
        + "internet gateway. In a VPC that exists already, the cluster file has to name them.",
        "`network.existing.subnets` names no public subnets for the bastion");

    private static readonly DiagnosticDescriptor NothingOutsideKind = Catalogue.Warning(
        "EK2103", "Nodes reach nothing outside their VPC",
        "With `nat: none` the APIs of AWS and S3 are reached by endpoints in the VPC. Everything else is "
        + "not: registries but ECR and those with a mirror at a private address (`mirrors`), Let's Encrypt, "
        + "and services that workloads call.",
        "with `nat: none` nodes reach AWS alone");

    private static readonly DiagnosticDescriptor NoNameKind = Catalogue.Info(
        "EK2104", "Certificates need a name of your own",
        "Let's Encrypt gives a certificate for a name that leads to the cluster, and none for the balancer's "
        + "own, which is AWS'. With `dns.zone` names of the ingress are made in Route 53; without it, your "
        + "own DNS has to lead them to the balancer.",
        "`ingress.acme` is given, but the file makes no name that a certificate could be for");

    internal static Diagnostic NoName() => NoNameKind.About(
        null, "`ingress.acme` is given, but the file makes no name that a certificate could be for",
        "add `dns: {zone: …}`, or lead a name of your own to the output `service_endpoint`");

    internal static Diagnostic NoEks() => NoEksKind.About(
        null, "`distribution: eks` is not rendered yet", "render `k3s` or `upstream`");

    internal static Diagnostic NoPublicSubnets(string what, string instead) => NoPublicSubnetsKind.About(
        null, $"`network.existing.subnets` names no public subnets for {what}",
        $"name them under `public`, one a zone, or {instead}");

    internal static Diagnostic NothingOutside() => NothingOutsideKind.About(
        null, "with `nat: none` nodes reach AWS alone",
        "keep images in ECR or in a mirror inside, and see to it that workloads call nothing else");
}
