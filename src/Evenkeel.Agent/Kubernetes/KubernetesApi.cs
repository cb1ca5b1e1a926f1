using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Evenkeel.Agent.Certificates;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>The Kubernetes API of this node's own server, asked with the agent's certificate.</summary>
/// <param name="url">The server; null while it is not known.</param>
/// <param name="certificate">The agent's certificate file.</param>
/// <param name="key">Its key.</param>
/// <param name="authority">The authority of the server.</param>
internal sealed class KubernetesApi(
    Func<string?> url, string certificate, string key, string authority) : IDisposable
{
    private readonly Lock gate = new();
    private readonly HttpClient? given;
    private HttpClient? client;
    private DateTime loadedFor;

    /// <summary>An API that is asked in a way that is given.</summary>
    internal KubernetesApi(string url, HttpClient client)
        : this(() => url, "", "", "") => given = client;

    /// <summary>Asks for the health at a path; true where it is 200.</summary>
    public async Task<bool> IsFineAsync(string server, string path, CancellationToken cancellation)
    {
        using var response = await Client().GetAsync(new Uri(server + path), cancellation);
        return response.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>Reads; null where there is no such thing.</summary>
    public async Task<JsonElement?> GetAsync(string path, CancellationToken cancellation)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, path, null, "", cancellation);
        return status == HttpStatusCode.NotFound ? null : Checked(status, body, path);
    }

    /// <summary>Writes, in whatever way the content type says.</summary>
    public async Task<JsonElement> WriteAsync(
        HttpMethod method, string path, string content, string type, CancellationToken cancellation)
    {
        var (status, body) = await SendAsync(method, path, content, type, cancellation);
        return Checked(status, body, path);
    }

    /// <summary>Asks, and leaves it to the caller what the status means.</summary>
    public async Task<(HttpStatusCode Status, string Body)> SendAsync(
        HttpMethod method, string path, string? content, string type, CancellationToken cancellation)
    {
        var server = url() ?? throw new IOException("there is no API server here yet");
        using var request = new HttpRequestMessage(method, new Uri(server + path));
        if (content is not null)
        {
            request.Content = new StringContent(content, Encoding.UTF8, new MediaTypeHeaderValue(type));
        }

        using var response = await Client().SendAsync(request, cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(cancellation));
    }

    /// <inheritdoc/>
    public void Dispose() => client?.Dispose();

    private static JsonElement Checked(HttpStatusCode status, string body, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement.Clone();
            return (int)status is >= 200 and < 300 ? root
                : throw new IOException($"{path}: HTTP {(int)status}: "
                    + (root.TryGetProperty("message", out var said) ? said.ToString() : ""));
        }
        catch (JsonException e)
        {
            throw new IOException($"{path}: HTTP {(int)status}, and no JSON", e);
        }
    }

    private HttpClient Client()
    {
        if (given is not null)
        {
            return given;
        }

        var written = File.GetLastWriteTimeUtc(certificate);
        lock (gate)
        {
            if (client is null || written != loadedFor)
            {
                (client, loadedFor) = (Load(), written);
            }

            return client;
        }
    }

    private HttpClient Load()
    {
        var own = X509Certificate2.CreateFromPemFile(certificate, key);
        var trusted = X509CertificateLoader.LoadCertificateFromFile(authority);
        var check = CertificateChains.Check([trusted]);
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            UseProxy = false,
            UseCookies = false,
        };
        handler.SslOptions.ClientCertificates = [own];
        handler.SslOptions.RemoteCertificateValidationCallback = check;
        return new HttpClient(handler, disposeHandler: true)
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = 64 << 20,
        };
    }
}
