using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Evenkeel.Agent.Kubernetes;
using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Agent.Tests;

public sealed class ManifestApplierTests : IDisposable
{
    private readonly FakeApi server = new();
    private readonly HttpClient client;
    private readonly KubernetesApi api;

    public ManifestApplierTests()
    {
        client = new HttpClient(server);
        api = new KubernetesApi("https://api", client);
    }

    public void Dispose()
    {
        api.Dispose();
        client.Dispose();
        server.Dispose();
    }

    [Fact]
    public async Task What_a_bundle_has_is_applied_with_its_label_and_what_the_next_lacks_is_removed()
    {
        (await ApplyAsync(BundleMode.Apply, Map("one"), Map("two"))).Applied.ShouldBe(2);
        server.Objects[Path("one")].ShouldContain("\"evenkeel.dev/bundle\":\"shop\"");
        var outcome = await ApplyAsync(BundleMode.Apply, Map("two"));
        (outcome.Applied, outcome.Pruned).ShouldBe((1, 1));
        server.Objects.ShouldNotContainKey(Path("one"));
        server.Objects.ShouldContainKey(Path("two"));
    }

    [Fact]
    public async Task What_lost_the_label_is_somebody_elses_and_stays()
    {
        await ApplyAsync(BundleMode.Apply, Map("one"), Map("two"));
        server.Objects[Path("one")] = """{"metadata":{"name":"one"}}""";
        await ApplyAsync(BundleMode.Apply, Map("two"));
        server.Objects.ShouldContainKey(Path("one"));
    }

    [Fact]
    public async Task Handed_off_what_is_missing_is_made_and_nothing_else_is_touched()
    {
        server.Objects[Path("one")] = """{"metadata":{"name":"one"},"data":{"by":"somebody"}}""";
        (await ApplyAsync(BundleMode.Create, Map("one"), Map("two"))).Problems.ShouldBeEmpty();
        server.Objects[Path("one")].ShouldContain("somebody");
        server.Objects.ShouldContainKey(Path("two"));
        await ApplyAsync(BundleMode.Create, Map("two"));
        server.Objects.ShouldContainKey(Path("one"));
    }

    [Fact]
    public async Task A_kind_that_the_server_does_not_know_is_told_and_the_rest_is_applied()
    {
        var unknown = new BundleObject(
            new("example.com/v1", "Widget", null, "w"),
            """{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w"}}""");
        var outcome = await ApplyAsync(BundleMode.Apply, unknown, Map("one"));
        outcome.Problems.ShouldHaveSingleItem().ShouldContain("does not know example.com/v1 Widget");
        server.Objects.ShouldContainKey(Path("one"));
        (await new ManifestApplier(api).AppliedDigestAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_died_half_way_leaves_what_it_made_in_the_inventory()
    {
        server.Refuses = Path("two");
        (await ApplyAsync(BundleMode.Apply, Map("one"), Map("two"))).Problems.ShouldHaveSingleItem();
        server.Refuses = "";
        (await ApplyAsync(BundleMode.Apply)).Pruned.ShouldBe(2);
        server.Objects.Keys.ShouldAllBe(path => path.EndsWith("evenkeel-bundle"));
    }

    private static BundleObject Map(string name) => new(
        new("v1", "ConfigMap", "web", name),
        $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"web"}}""");

    private static string Path(string name) => $"/api/v1/namespaces/web/configmaps/{name}";

    private Task<ManifestOutcome> ApplyAsync(BundleMode mode, params ImmutableArray<BundleObject> objects) =>
        new ManifestApplier(api).ApplyAsync(
            new("shop", mode, objects), "digest", TestContext.Current.CancellationToken);

    /// <summary>An API server that knows ConfigMaps alone.</summary>
    private sealed class FakeApi : HttpMessageHandler
    {
        public SortedDictionary<string, string> Objects { get; } = new(StringComparer.Ordinal);

        public string Refuses { get; set; } = "";

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            if (path == Refuses)
            {
                return Answer(HttpStatusCode.InternalServerError, """{"message":"no"}""");
            }

            if (path == "/api/v1")
            {
                return Answer(HttpStatusCode.OK, """
                    {"resources":[{"name":"configmaps","kind":"ConfigMap","namespaced":true},
                     {"name":"configmaps/status","kind":"ConfigMap","namespaced":true}]}
                    """);
            }

            switch (request.Method.Method)
            {
                case "PATCH":
                    request.Content!.Headers.ContentType!.MediaType.ShouldBe(ManifestApplier.ApplyType);
                    Objects[path] = body;
                    return Answer(HttpStatusCode.OK, body);
                case "POST":
                    var name = JsonDocument.Parse(body).RootElement.GetProperty("metadata").GetProperty("name");
                    return Objects.TryAdd($"{path}/{name}", body)
                        ? Answer(HttpStatusCode.Created, body) : Answer(HttpStatusCode.Conflict, "{}");
                case "DELETE":
                    Objects.Remove(path);
                    return Answer(HttpStatusCode.OK, "{}");
                default:
                    return Objects.TryGetValue(path, out var found)
                        ? Answer(HttpStatusCode.OK, found) : Answer(HttpStatusCode.NotFound, "{}");
            }
        }

        private static HttpResponseMessage Answer(HttpStatusCode status, string body) =>
            new(status) { Content = new StringContent(body) };
    }
}
