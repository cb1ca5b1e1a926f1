using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>A container, with what scheduling and readiness need of it.</summary>
/// <param name="Name">Its name; empty where none is given.</param>
/// <param name="Requests">What it asks for, and whether it is a sidecar.</param>
/// <param name="Image">Its image; empty where none is given.</param>
/// <param name="PullPolicy">Always, IfNotPresent or Never.</param>
/// <param name="HostPorts">Ports that it takes on the host.</param>
/// <param name="Probes">How long its probes hold it back.</param>
internal sealed record Container(
    string Name,
    ContainerRequests Requests,
    string Image,
    string PullPolicy,
    ImmutableArray<HostPort> HostPorts,
    ContainerProbes Probes);

/// <summary>Reads containers and init containers.</summary>
internal static class ContainerReader
{
    private const string AnyAddress = "0.0.0.0";

    /// <summary>The containers under a key of a pod spec.</summary>
    public static IReadOnlyList<Container> Read(ManifestFields podSpec, string key, bool hostNetwork) =>
        [.. podSpec.Objects(key).Select(fields => ReadOne(fields, hostNetwork))];

    /// <summary>
    /// The requests under <c>resources</c>; a limit stands in for a request that is not stated
    /// (pkg/apis/core/v1/defaults.go, SetDefaults_Pod).
    /// </summary>
    public static (ResourceTotals Requests, ResourceTotals Limits) Resources(ManifestFields parent)
    {
        if (parent.Object("resources") is not { } resources)
        {
            return (new(), new());
        }

        var requests = resources.Amounts("requests");
        var limits = resources.Amounts("limits");
        foreach (var (name, limit) in limits.Entries)
        {
            if (requests.Get(name) > limit)
            {
                resources.Object("requests")!.Invalid(
                    name, "is more than the limit", "lower the request, or raise the limit");
            }
        }

        return (requests, limits);
    }

    private static Container ReadOne(ManifestFields fields, bool hostNetwork)
    {
        var (requests, limits) = Resources(fields);
        requests.SetMissing(limits);
        var isSidecar = fields.Text("restartPolicy") is "Always";
        var image = fields.Text("image") ?? "";
        return new(
            fields.Text("name") ?? "",
            new(requests, isSidecar),
            image,
            fields.Word("imagePullPolicy", "Always", "IfNotPresent", "Never") ?? DefaultPolicy(image),
            HostPorts(fields, hostNetwork),
            ContainerProbes.Read(fields));
    }

    /// <summary>
    /// What admission gives: Always for the tag <c>latest</c>, which an image without tag and digest has
    /// (pkg/apis/core/v1/defaults.go, SetDefaults_Container; pkg/util/parsers).
    /// </summary>
    private static string DefaultPolicy(string image)
    {
        if (image.Contains('@', StringComparison.Ordinal))
        {
            return "IfNotPresent";
        }

        var name = image[(image.LastIndexOf('/') + 1)..];
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 || name[(colon + 1)..] is "latest" ? "Always" : "IfNotPresent";
    }

    /// <summary>
    /// On the host's network every container port is a host port (defaultHostNetworkPorts).
    /// </summary>
    private static ImmutableArray<HostPort> HostPorts(ManifestFields container, bool hostNetwork)
    {
        var found = ImmutableArray.CreateBuilder<HostPort>();
        foreach (var port in container.Objects("ports"))
        {
            var number = port.Integer("hostPort", 0, ushort.MaxValue) ?? 0;
            var inside = port.Integer("containerPort", 1, ushort.MaxValue) ?? 0;
            number = number == 0 && hostNetwork ? inside : number;
            if (number > 0)
            {
                var protocol = port.Word("protocol", "TCP", "UDP", "SCTP") ?? "TCP";
                var address = port.Text("hostIP") is { Length: > 0 } given ? given : AnyAddress;
                found.Add(new(protocol, address, (int)number));
            }
        }

        return found.ToImmutable();
    }
}
