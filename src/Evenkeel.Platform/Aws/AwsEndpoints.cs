using Amazon;

namespace Evenkeel.Platform.Aws;

/// <summary>
/// Where a service answers: <c>AWS_ENDPOINT_URL_SERVICE</c>, <c>AWS_ENDPOINT_URL</c>, or AWS itself; the same
/// order as AWS' own tools (docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html).
/// </summary>
public static class AwsEndpoints
{
    /// <summary>The variable that moves every service.</summary>
    public const string Variable = "AWS_ENDPOINT_URL";

    /// <summary>The address of a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="region">The region.</param>
    /// <param name="environment">An environment variable's value, or null.</param>
    public static Uri Of(AwsService service, string region, Func<string, string?> environment)
    {
        if (Override(service.EndpointVariable, environment) is { } moved) return moved;

        var suffix = RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;
        return service == AwsService.Identity
            ? new Uri($"https://{service.Host}.{suffix}/")
            : new Uri($"https://{service.Host}.{region}.{suffix}/");
    }

    /// <summary>The address that the environment gives a service, or null.</summary>
    public static Uri? Override(string serviceVariable, Func<string, string?> environment)
    {
        var own = environment($"{Variable}_{serviceVariable}");
        var text = string.IsNullOrEmpty(own) ? environment(Variable) : own;
        return string.IsNullOrEmpty(text) ? null : new Uri(text.TrimEnd('/') + "/");
    }
}
