using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>
/// The metadata of an instance and a bucket, played on loopback. The bucket checks the signature of every request by
/// the published algorithm (IAM user guide, "Create a signed AWS API request").
/// </summary>
internal sealed class BootBucket : IDisposable
{
    private const string Secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private readonly HttpListener listener = new();

    public BootBucket()
    {
        Endpoint = $"http://127.0.0.1:{FreePorts.Next()}";
        listener.Prefixes.Add($"{Endpoint}/");
        listener.Start();
        _ = Task.Run(Serve);
    }

    public string Endpoint { get; }

    public Dictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    public List<string> Asked { get; } = [];

    public string Put(byte[] content)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        Objects[$"/shop-artifacts/objects/{digest}"] = content;
        return digest;
    }

    public void Dispose() => ((IDisposable)listener).Dispose();

    private async Task Serve()
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                var answer = Answer(context.Request);
                context.Response.StatusCode = answer is null ? 403 : 200;
                context.Response.Close(answer ?? [], willBlock: true);
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private byte[]? Answer(HttpListenerRequest request)
    {
        var path = request.Url!.AbsolutePath;
        if (path.StartsWith("/latest/"))
        {
            return Metadata(request, path["/latest/".Length..]) is { } text ? Encoding.UTF8.GetBytes(text) : null;
        }

        lock (Asked) Asked.Add(path);
        return IsSigned(request) ? Objects.GetValueOrDefault(path) : null;
    }

    private static string? Metadata(HttpListenerRequest request, string path)
    {
        if (request.HttpMethod == "PUT") return path == "api/token" ? "imds" : null;
        if (request.Headers["X-aws-ec2-metadata-token"] != "imds") return null;
        return path switch
        {
            "meta-data/placement/availability-zone" => "eu-west-1b",
            "meta-data/instance-id" => "i-0123456789abcdef0",
            "meta-data/services/domain" => "amazonaws.com",
            "dynamic/instance-identity/document" => """{"accountId": "123456789012"}""",
            "meta-data/iam/security-credentials/" => "shop-worker",
            "meta-data/iam/security-credentials/shop-worker" =>
                $$"""{"AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": "{{Secret}}", "Token": "session/+="}""",
            _ => null,
        };
    }

    private static bool IsSigned(HttpListenerRequest request)
    {
        var given = request.Headers["authorization"] ?? "";
        var date = request.Headers["x-amz-date"] ?? "";
        string[] names = ["host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"];
        var headers = string.Concat(names.Select(n => $"{n}:{request.Headers[n]}\n"));
        var signed = string.Join(';', names);
        var canonical = $"{request.HttpMethod}\n{request.Url!.AbsolutePath}\n\n{headers}\n{signed}\n{Hash("")}";
        var scope = $"{date[..8]}/eu-west-1/s3/aws4_request";
        var key = Encoding.UTF8.GetBytes("AWS4" + Secret);
        foreach (var part in scope.Split('/')) key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(
            key, Encoding.UTF8.GetBytes($"AWS4-HMAC-SHA256\n{date}\n{scope}\n{Hash(canonical)}")));
        return request.Headers["x-amz-security-token"] == "session/+="
            && given == $"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/{scope}, SignedHeaders={signed}, Signature={signature}";
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
