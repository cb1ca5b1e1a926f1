using System.Net;
using Evenkeel.Platform.Aws;

namespace Evenkeel.Platform.Tests.Aws;

/// <summary>The second version of the metadata service, played on loopback.</summary>
public sealed class InstanceMetadataTests
{
    [Fact]
    public async Task A_token_is_fetched_once_and_named_at_every_question()
    {
        using var listener = new HttpListener();
        var port = FreePorts.Next();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var asked = new List<string>();
        var serving = Task.Run(async () =>
        {
            for (var i = 0; i < 4; i++)
            {
                var context = await listener.GetContextAsync();
                var (answer, status) = Answer(context.Request);
                lock (asked) asked.Add($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}");
                context.Response.StatusCode = status;
                context.Response.Close(System.Text.Encoding.UTF8.GetBytes(answer), willBlock: true);
            }
        });
        using var metadata = new InstanceMetadata(
            name => name == "AWS_EC2_METADATA_SERVICE_ENDPOINT" ? $"http://127.0.0.1:{port}" : null, TimeProvider.System);

        (await metadata.GetAsync("meta-data/instance-id", CancellationToken.None)).ShouldBe("i-1");
        (await metadata.GetAsync("meta-data/nothing", CancellationToken.None)).ShouldBeNull();
        (await metadata.GetAsync("meta-data/instance-id", CancellationToken.None)).ShouldBe("i-1");
        await serving;
        asked.ShouldBe([
            "PUT /latest/api/token", "GET /latest/meta-data/instance-id", "GET /latest/meta-data/nothing",
            "GET /latest/meta-data/instance-id",
        ]);
    }

    [Fact]
    public async Task A_machine_that_is_no_instance_says_so()
    {
        using var metadata = new InstanceMetadata(
            name => name == "AWS_EC2_METADATA_SERVICE_ENDPOINT" ? "http://127.0.0.1:1" : null, TimeProvider.System);
        (await Should.ThrowAsync<IOException>(() => metadata.GetAsync("meta-data/instance-id", CancellationToken.None)))
            .Message.ShouldContain("meta-data/instance-id");
    }

    private static (string Answer, int Status) Answer(HttpListenerRequest request) =>
        request.HttpMethod == "PUT"
            ? (request.Headers["X-aws-ec2-metadata-token-ttl-seconds"] == "21600" ? ("token", 200) : ("", 400))
        : request.Headers["X-aws-ec2-metadata-token"] != "token" ? ("", 401)
        : request.Url!.AbsolutePath.EndsWith("instance-id") ? ("i-1", 200) : ("", 404);
}
