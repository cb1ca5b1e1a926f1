using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

public sealed class ManifestReaderTests
{
    private const string Service =
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}}\n";

    [Fact]
    public void Documents_of_several_files_keep_their_order()
    {
        var bag = new DiagnosticBag();
        var first = new SourceText("b.yaml", Service + "---\n" + Named("api"));
        var objects = ManifestReader.Read([first, new SourceText("a.yaml", Named("db"))], bag);

        bag.Count.ShouldBe(0);
        objects.Services.Select(s => s.Name.Name).ShouldBe(["web", "api", "db"]);
    }

    [Fact]
    public void Templates_that_leave_only_comments_are_no_objects() => Inputs
        .Objects("# Source: chart/templates/a.yaml\n---\n# nothing\n---\n\n---\n" + Service)
        .Services.Length.ShouldBe(1);

    [Fact]
    public void Json_is_read_like_yaml() => Inputs
        .Objects("""
            {
            	"apiVersion": "v1", "kind": "Service",
            	"metadata": {"name": "web", "labels": {"a/b": "c"}, "managedFields": []},
            	"spec": {"selector": {"app": "web"}, "clusterIP": "None", "type": "ClusterIP"}
            }
            """.Replace("\r", ""))
        .Services.ShouldHaveSingleItem().Headless.ShouldBeTrue();

    [Fact]
    public void Lists_are_opened()
    {
        var objects = Inputs.Objects("""
            apiVersion: v1
            kind: List
            items:
            - {apiVersion: v1, kind: Namespace, metadata: {name: shop, labels: {team: a}}}
            - apiVersion: v1
              kind: ServiceList
              items:
              - {metadata: {name: web, namespace: shop}, spec: {selector: {app: web}}}
            - {apiVersion: v1, kind: List, items: null}
            """);

        objects.Namespaces.ShouldHaveSingleItem().Labels.ShouldBe(
            [new("kubernetes.io/metadata.name", "shop"), new("team", "a")]);
        objects.Services.ShouldHaveSingleItem().Name.ToString().ShouldBe("shop/web");
    }

    [Fact]
    public void Other_kinds_are_counted_and_named_once()
    {
        var (objects, diagnostics) = Inputs.Read("""
            {apiVersion: v1, kind: ServiceAccount, metadata: {name: a}}
            ---
            {apiVersion: v1, kind: ServiceAccount, metadata: {name: b}}
            ---
            {apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: c}}
            ---
            {apiVersion: batch/v1, kind: "7", metadata: {name: c}}
            """);

        objects.OtherKinds.ShouldBe(
            [new("ServiceAccount", 2), new("batch/7", 1), new("serving.knative.dev/Service", 1)]);
        objects.Services.ShouldBeEmpty();
        diagnostics.ShouldBe([
            "EK3017 - not simulated: 2 ServiceAccount, 1 batch/7",
            "EK3035 - custom objects, not simulated: 1 serving.knative.dev/Service",
        ]);
    }

    [Fact]
    public void A_kind_that_merely_ends_like_a_list_is_one_object() => Inputs
        .Read("{apiVersion: a.b/v1, kind: AddressList, metadata: {name: x}, items: [1.2.3.4]}")
        .Objects.OtherKinds.ShouldBe([new("a.b/AddressList", 1)]);

    [Theory]
    [InlineData("- a\n- b\n", "EK3005 1 this document is no Kubernetes object but a list")]
    [InlineData("just words\n", "EK3005 1 this document is no Kubernetes object but a word")]
    [InlineData(
        "replicas: 3\n",
        "EK3005 1 this document is no Kubernetes object: it has neither `apiVersion` nor `kind`")]
    [InlineData("kind: Service\n", "EK3001 1 `apiVersion` is missing")]
    [InlineData("apiVersion: v1\n", "EK3001 1 `kind` is missing")]
    [InlineData("apiVersion: v1\nkind: [Service]\n", "EK3002 2 `kind` must be a text, not a list")]
    [InlineData("apiVersion: v1\nkind: Service\n", "EK3001 1 `metadata` is missing")]
    [InlineData(
        "apiVersion: v1\nkind: Service\nmetadata: {}\nspec: {}\n",
        "EK3001 3 `metadata.name` is missing")]
    [InlineData(
        "apiVersion: v1\nkind: Service\nmetadata: {name: \"\"}\n",
        "EK3001 3 `metadata.name` is missing")]
    [InlineData(
        "apiVersion: v1\nkind: Service\nmetadata: {name: 5}\n",
        "EK3002 3 `metadata.name` must be a text, not a number")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: web}\n", "EK3001 1 `spec` is missing")]
    [InlineData(
        "apiVersion: v1\nkind: Service\nmetadata: {name: Web_1}\nspec: {}\n",
        "EK3006 3 `Web_1` cannot be the name of an object")]
    [InlineData("apiVersion: v1\nkind: List\nitems: 3\n", "EK3002 3 `items` must be a list, not a number")]
    [InlineData(
        "apiVersion: v1\nkind: List\nitems: [{}]\n",
        "EK3005 3 this document is no Kubernetes object: it has neither `apiVersion` nor `kind`")]
    public void What_is_no_object_is_reported(string yaml, string expected) =>
        Inputs.Read(yaml).Diagnostics.ShouldHaveSingleItem().ShouldBe(expected);

    [Fact]
    public void A_second_object_of_the_same_name_is_reported()
    {
        var (objects, diagnostics) = Inputs.Read(Service + "---\n" + Service + "---\n"
            + Service.Replace("name: web", "name: web, namespace: shop"));

        diagnostics.ShouldBe(
            ["EK3007 8 Service default/web occurs twice; the first is at cluster.yaml:3:18"]);
        objects.Services.Length.ShouldBe(2);
    }

    [Fact]
    public void Names_that_nothing_bears_are_warned_of_once()
    {
        var pod = (string name) => $$$$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: {{{{name}}}}}
            spec:
              priorityClassName: urgent
              containers: [{name: a}]
              volumes: [{name: d, persistentVolumeClaim: {claimName: files}}]
            """;

        Inputs.Read(pod("a") + "\n---\n" + pod("b")).Diagnostics.ShouldBe(
        [
            "EK3013 5 no PriorityClass `urgent` is given; Kubernetes refuses pods that name an unknown one",
            "EK3013 7 no PersistentVolumeClaim `files` is given; Kubernetes keeps its pods Pending",
        ]);
    }

    private static string Named(string name) => Service.Replace("web", name);
}
