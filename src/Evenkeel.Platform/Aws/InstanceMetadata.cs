namespace Evenkeel.Platform.Aws;

/// <summary>What an instance may learn of itself.</summary>
public interface IInstanceMetadata
{
    /// <summary>
    /// The value at a path below <c>latest/</c>, such as <c>meta-data/instance-id</c>; null where there is
    /// none.
    /// </summary>
    /// <exception cref="IOException">
    /// The service does not answer: this is no instance, or it is off.
    /// </exception>
    Task<string?> GetAsync(string path, CancellationToken cancellation);
}

/// <summary>
/// The instance metadata service, second version alone: a token first, then the value
/// (docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html).
/// </summary>
public sealed class InstanceMetadata : IInstanceMetadata, IDisposable
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(6);
    private static readonly TimeSpan TokenMargin = TimeSpan.FromMinutes(5);

    private readonly HttpClient http;
    private readonly Uri endpoint;
    private readonly TimeProvider time;
    private (string Text, DateTimeOffset Until)? token;

    /// <summary>A client.</summary>
    /// <param name="environment">Its <c>AWS_EC2_METADATA_SERVICE_ENDPOINT</c> moves the service.</param>
    /// <param name="time">The clock by which the token grows old.</param>
    public InstanceMetadata(Func<string, string?> environment, TimeProvider time)
    {
        var moved = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
        endpoint = new Uri(
            (string.IsNullOrEmpty(moved) ? "http://169.254.169.254" : moved.TrimEnd('/')) + "/latest/");
        this.time = time;
        http = new HttpClient { Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 1 << 20 };
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <inheritdoc/>
    public async Task<string?> GetAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(endpoint, path));
            request.Headers.Add("X-aws-ec2-metadata-token", await TokenAsync(cancellation));
            using var response = await http.SendAsync(request, cancellation);
            if (response.StatusCode == System.Net.HttpStatusCode.NotFound) return null;
            if (response.StatusCode == System.Net.HttpStatusCode.Unauthorized) token = null;
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsStringAsync(cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new IOException($"the instance's metadata: {path}: {e.Message}", e);
        }
        catch (TaskCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"the instance's metadata: {path}: no answer", e);
        }
    }

    private async Task<string> TokenAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (token is { } kept && now < kept.Until) return kept.Text;

        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(endpoint, "api/token"));
        request.Headers.Add("X-aws-ec2-metadata-token-ttl-seconds", $"{(int)TokenLife.TotalSeconds}");
        using var response = await http.SendAsync(request, cancellation);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync(cancellation);
        token = (text, now + TokenLife - TokenMargin);
        return text;
    }
}
