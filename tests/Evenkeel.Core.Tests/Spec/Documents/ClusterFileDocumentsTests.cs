using System.Text.Json.Nodes;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Spec.Documents;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Tests.Spec.Documents;

/// <summary>What is generated from the declared fields is current and agrees with the reader.</summary>
public sealed class ClusterFileDocumentsTests
{
    private const string Minimal =
        "apiVersion: evenkeel.dev/v1alpha1\nkind: Cluster\nmetadata: {name: shop}\nspec:\n"
        + "  region: eu-west-1\n  zones: [eu-west-1a, eu-west-1b, eu-west-1c]\n";

    private static readonly JsonObject Schema = JsonNode.Parse(ClusterFileSchema.Write())!.AsObject();

    public static TheoryData<string> ValidFiles => Names("valid");

    public static TheoryData<string> InvalidFiles => Names("invalid");

    public static TheoryData<string> Examples =>
        [.. ClusterFileReference.Sections().Select(s => s.Example).OfType<string>()];

    [Fact]
    public void The_schema_is_current() => Golden.Verify("docs/schema/cluster.json", ClusterFileSchema.Write());

    [Fact]
    public void The_reference_is_current() => Golden.Verify("docs/cluster-file.md", ClusterFileReference.Write());

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_is_read_and_fits_the_schema(string example)
    {
        var text = Minimal + string.Concat(example.Split('\n').Select(line => $"  {line}\n"));
        var diagnostics = new DiagnosticBag();
        var spec = ClusterSpecReader.Read(new SourceText("f", text), diagnostics);
        spec.ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false));
        JsonSchemaCheck.Problems(Schema, Json(text)).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(ValidFiles))]
    public void Every_valid_file_fits_the_schema(string file) =>
        JsonSchemaCheck.Problems(Schema, Json(Text("valid", file))).ShouldBeEmpty();

    /// <summary>A schema is no stricter than the reader: what it refuses has diagnostics of form.</summary>
    [Theory]
    [MemberData(nameof(InvalidFiles))]
    public void What_the_schema_refuses_the_reader_refuses(string file)
    {
        var diagnostics = new DiagnosticBag();
        var source = SourceEncoding.Decode(file, File.ReadAllBytes(
            RepositoryRoot.PathOf("tests", "cases", "invalid", file)));
        ClusterSpecReader.Read(source, diagnostics);
        var documents = YamlReader.Read(source, new DiagnosticBag());
        if (!diagnostics.HasErrors && documents.Count == 1)
        {
            JsonSchemaCheck.Problems(Schema, JsonSchemaCheck.ToJson(documents[0])).ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("unknown-keys.yaml", "zone: not allowed")]
    [InlineData("network-words.yaml", "perzone")]
    [InlineData("ports.yaml", "65536")]
    [InlineData("arns.yaml", "pattern")]
    [InlineData("misspelt-region.yaml", "eu-wset-1")]
    [InlineData("missing-everything.yaml", "missing")]
    public void The_schema_refuses_what_is_wrong_in_form(string file, string problem) =>
        string.Join('\n', JsonSchemaCheck.Problems(Schema, Json(Text("invalid", file)))).ShouldContain(problem);

    [Theory]
    [InlineData("k3s", "eu-west-1", 3, "shop/web")]
    [InlineData("upstream", "us-east-1", 6, null)]
    [InlineData("eks", "ap-northeast-1", 2, "web")]
    [InlineData("k3s", "sa-east-1", 1, null)]
    public void The_template_has_no_mistakes(string distribution, string region, int zones, string? service)
    {
        var text = Template(distribution, region, zones, service);
        var diagnostics = new DiagnosticBag();
        var spec = ClusterSpecReader.Read(new SourceText("f", text), diagnostics);
        var told = diagnostics.ToOrderedList().Select(d => d.Code).Where(c => c is not ("EK1118" or "EK1126"));
        told.ShouldBeEmpty(DiagnosticText.Format(diagnostics, colour: false));
        spec!.NodePools.ShouldHaveSingleItem().Min.ShouldBe(Math.Max(2, zones));
        spec.Claims.Length.ShouldBe(service is null ? 0 : 1);
        JsonSchemaCheck.Problems(Schema, Json(text)).ShouldBeEmpty();
    }

    [Fact]
    public void The_template_shows_every_default() =>
        Golden.Verify("tests/cases/init/k3s.yaml", Template("k3s", "eu-west-1", 3, "shop/web"));

    [Fact]
    public void The_template_says_nothing_but_defaults()
    {
        var written = Read(Template("k3s", "eu-west-1", 3, "shop/web"));
        var plain = Read(Minimal + "  nodePools: [{name: general}]\n");
        written.Network.Settings.ShouldBe(plain.Network.Settings);
        written.ControlPlane.Etcd.ShouldBe(plain.ControlPlane.Etcd);
        written.ControlPlane.Placement.ShouldBe(plain.ControlPlane.Placement);
        (written.NodePools[0].Min, written.NodePools[0].Max).ShouldBe((3, 12));
        written.Ingress.ShouldBe(plain.Ingress);
        written.Version.Value.ShouldBe(plain.Version.Value);
        written.Account.Handoff.ShouldBe(plain.Account.Handoff);
        written.ClusterAutoscaler.ShouldBe(plain.ClusterAutoscaler);
    }

    private static string Template(string distribution, string region, int zones, string? service) =>
        ClusterFileTemplate.Write(new()
        {
            Name = "shop",
            Region = region,
            Zones = [.. AwsRegions.ZonesOf(region).Take(zones)],
            Distribution = distribution,
            Service = service is null ? null : ObjectName.Parse(service),
        });

    private static ClusterSpec Read(string text) =>
        ClusterSpecReader.Read(new SourceText("f", text), new DiagnosticBag()).ShouldNotBeNull();

    private static JsonNode? Json(string text) =>
        JsonSchemaCheck.ToJson(YamlReader.Read(new SourceText("f", text), new DiagnosticBag())[0]);

    private static string Text(string folder, string file) =>
        File.ReadAllText(RepositoryRoot.PathOf("tests", "cases", folder, file));

    private static TheoryData<string> Names(string folder) =>
    [
        .. Directory.EnumerateFiles(RepositoryRoot.PathOf("tests", "cases", folder), "*.yaml")
            .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal),
    ];
}
