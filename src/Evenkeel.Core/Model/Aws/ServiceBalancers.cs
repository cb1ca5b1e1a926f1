using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Core.Model.Aws;

/// <summary>
/// The Network Load Balancers that controllers in the cluster make for Services of type LoadBalancer: the AWS
/// cloud controller (<c>aws-load-balancer-type: nlb</c>) or the AWS Load Balancer Controller
/// (<c>external</c>, <c>nlb-ip</c>). Any other type is a Classic Load Balancer, which is none of these.
/// </summary>
public static class ServiceBalancers
{
    private const string Prefix = "service.beta.kubernetes.io/aws-load-balancer-";

    private static readonly ImmutableHashSet<string> Followed =
    [
        "type", "nlb-target-type", "cross-zone-load-balancing-enabled", "attributes", "healthcheck-interval",
        "healthcheck-timeout", "healthcheck-healthy-threshold", "healthcheck-unhealthy-threshold",
    ];

    /// <summary>What does not change who answers.</summary>
    private static readonly ImmutableHashSet<string> Harmless =
    [
        "scheme", "internal", "name", "ip-address-type", "eip-allocations", "private-ipv4-addresses",
        "additional-resource-tags", "access-log-enabled", "access-log-s3-bucket-name",
        "access-log-s3-bucket-prefix", "access-log-emit-interval", "ssl-cert", "ssl-ports",
        "ssl-negotiation-policy", "backend-protocol", "alpn-policy", "proxy-protocol",
        "connection-idle-timeout",
    ];

    /// <summary>The balancers of Services, in their order; each over all zones.</summary>
    public static IEnumerable<NetworkLoadBalancer> Of(
        IEnumerable<Service> services, ImmutableArray<string> zones) =>
        services.Where(static s => s.Type is "LoadBalancer" && Kind(s) is "nlb" or "nlb-ip" or "external")
            .Select(s => new NetworkLoadBalancer
            {
                Name = $"{s.Name.Namespace}-{s.Name.Name}",
                Zones = zones,
                CrossZone = IsCrossZone(s),
                TargetGroups = [GroupOf(s)],
            });

    /// <summary>Whether a Service has a balancer that is not known here.</summary>
    public static bool IsUnknown(Service service) =>
        service.Type is "LoadBalancer" && Kind(service) is not ("nlb" or "nlb-ip" or "external");

    /// <summary>
    /// Annotations of a Service's balancer that may change who answers, and that are not followed here; those
    /// whose value AWS would refuse too, with that value.
    /// </summary>
    public static IEnumerable<string> NotFollowed(Service service) =>
        service.Type is not "LoadBalancer" ? [] : service.Annotations
            .Where(static a => a.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(static a => NotFollowed(a.Key, a.Key[Prefix.Length..], a.Value)).OfType<string>();

    private static string? NotFollowed(string key, string name, string value) => name switch
    {
        "healthcheck-port" when value is "traffic-port" => null,
        "healthcheck-interval" => Outside(key, value, 5, 300),
        "healthcheck-timeout" => Outside(key, value, 2, 120),
        "healthcheck-healthy-threshold" or "healthcheck-unhealthy-threshold" => Outside(key, value, 2, 10),
        "cross-zone-load-balancing-enabled" when value is not ("true" or "false") =>
            $"{key} ({value} is neither true nor false)",
        "nlb-target-type" when value is not ("instance" or "ip") =>
            $"{key} ({value} is neither instance nor ip)",
        "attributes" => value.Split(',', StringSplitOptions.TrimEntries)
            .FirstOrDefault(static a => a.Length > 0 && !IsKnownAttribute(a)) is { } unknown
                ? $"{key} ({unknown})"
                : null,
        _ => Followed.Contains(name) || Harmless.Contains(name) ? null : key,
    };

    /// <summary>elbv2, CreateTargetGroup: the least and the most that it takes.</summary>
    private static string? Outside(string key, string value, int least, int most) =>
        ParseNumber(value) is { } number && number >= least && number <= most ? null : string.Create(
            CultureInfo.InvariantCulture, $"{key} ({value} is no number from {least} to {most})");

    /// <summary>Whether an attribute is followed, or changes nothing about who answers.</summary>
    private static bool IsKnownAttribute(string attribute) =>
        attribute is "load_balancing.cross_zone.enabled=true" or "load_balancing.cross_zone.enabled=false"
            or "dns_record.client_routing_policy=any_availability_zone"
        || attribute.StartsWith("deletion_protection.", StringComparison.Ordinal)
        || attribute.StartsWith("access_logs.", StringComparison.Ordinal);

    private static TargetGroup GroupOf(Service service)
    {
        var ofPods = Kind(service) is "nlb-ip"
            || (Kind(service) is "external" && Text(service, "nlb-target-type") is "ip");
        var local = service.ExternalTrafficLocal && !ofPods;

        // aws-load-balancer-controller, pkg/service/model_build_target_group.go; cloud-provider-aws,
        // pkg/providers/v1/aws_loadbalancer.go.
        var isController = Kind(service) is not "nlb";
        var threshold = isController && local ? 2 : 3;
        return new()
        {
            Name = $"{service.Name.Namespace}-{service.Name.Name}",
            Service = service.Name,
            TargetType = ofPods ? TargetType.Ip : TargetType.Instance,
            HealthCheck = new()
            {
                Interval = Seconds(service, "healthcheck-interval", isController ? 10 : 30),
                Timeout = Seconds(service, "healthcheck-timeout", isController && local ? 6 : 10),
                HealthyThreshold = Number(service, "healthcheck-healthy-threshold", threshold),
                UnhealthyThreshold = Number(service, "healthcheck-unhealthy-threshold", threshold),
                Answer = ofPods ? ProbeAnswer.Target
                    : local ? ProbeAnswer.NodePortLocal
                    : ProbeAnswer.NodePortCluster,
            },
        };
    }

    private static string? Kind(Service service) => Text(service, "type");

    private static bool IsCrossZone(Service service) =>
        Text(service, "cross-zone-load-balancing-enabled") is "true"
        || (Text(service, "attributes") ?? "").Split(',', StringSplitOptions.TrimEntries)
            .Contains("load_balancing.cross_zone.enabled=true", StringComparer.Ordinal);

    private static string? Text(Service service, string name) =>
        service.Annotations.GetValueOrDefault(Prefix + name);

    private static TimeSpan Seconds(Service service, string name, int otherwise) =>
        TimeSpan.FromSeconds(Number(service, name, otherwise));

    private static int Number(Service service, string name, int otherwise) =>
        ParseNumber(Text(service, name)) is { } number and > 0 and <= 300 ? number : otherwise;

    private static int? ParseNumber(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
