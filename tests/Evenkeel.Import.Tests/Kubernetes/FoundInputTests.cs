using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

/// <summary>
/// What people really have: rendered charts, folders with other files in them, dumps, old editors.
/// </summary>
public sealed class FoundInputTests
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a}]}}
        """;

    [Fact]
    public void A_rendered_chart_has_comments_and_empty_documents()
    {
        var rendered = "---\n# Source: shop/templates/serviceaccount.yaml\n---\n"
            + "# Source: shop/templates/deployment.yaml\n" + Web
            + "\n---\n---\n# Source: shop/empty.yaml\n...\n";
        Inputs.Objects(rendered).Workloads.ShouldHaveSingleItem().Replicas.ShouldBe(2);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\n")]
    public void Line_ends_do_not_matter(string end)
    {
        var text = (Web.Replace("replicas: 2", "replicas: two") + "\n").Replace("\n", end);
        Inputs.Read(text).Diagnostics
            .ShouldBe(["EK3002 5 `spec.replicas` must be a whole number, not a word"]);
    }

    [Fact]
    public void Anchors_and_merge_keys_are_followed()
    {
        var workload = Inputs.Objects("""
            apiVersion: apps/v1
            kind: StatefulSet
            metadata: {name: db, labels: &labels {app: db, tier: data}}
            spec:
              selector: {matchLabels: *labels}
              template:
                metadata:
                  labels: {<<: *labels, tier: other, extra: "1"}
                spec:
                  containers:
                  - &base {name: a, resources: {requests: {cpu: 1}}}
                  - {<<: *base, name: b}
            """.Replace("tier: other, ", "")).Workloads.ShouldHaveSingleItem();

        workload.Template.Labels.ShouldBe([new("app", "db"), new("extra", "1"), new("tier", "data")]);
        workload.Template.Requests.MilliCpu.ShouldBe(2000);
    }

    [Fact]
    public void A_dump_in_json_counts_from_spec_and_each_pod_once()
    {
        var objects = Inputs.Objects("""
            {
                "apiVersion": "v1",
                "items": [
                    {
                        "apiVersion": "apps/v1", "kind": "Deployment",
                        "metadata": {
                            "annotations": {
                                "kubectl.kubernetes.io/last-applied-configuration": "{\"kind\":\"x\"}\n"
                            },
                            "creationTimestamp": "2026-01-01T00:00:00Z", "generation": 2,
                            "managedFields": [{"fieldsV1": {"f:spec": {"k:{\"name\":\"a\"}": {".": {}}}}}],
                            "name": "web", "namespace": "shop", "uid": "0a"
                        },
                        "spec": {
                            "replicas": 3, "revisionHistoryLimit": 10,
                            "selector": {"matchLabels": {"app": "web"}},
                            "template": {
                                "metadata": {"creationTimestamp": null, "labels": {"app": "web"}},
                                "spec": {"containers": [{"name": "a", "resources": {}}], "schedulerName": "x"}
                            }
                        },
                        "status": {"replicas": 7, "readyReplicas": 1, "conditions": [{"type": "Available"}]}
                    },
                    {
                        "apiVersion": "apps/v1", "kind": "ReplicaSet",
                        "metadata": {
                            "name": "web-6d", "namespace": "shop",
                            "ownerReferences": [{"kind": "Deployment", "name": "web", "controller": true}]
                        },
                        "spec": {"replicas": 0}
                    },
                    {
                        "apiVersion": "v1", "kind": "Pod",
                        "metadata": {
                            "name": "web-6d-x", "namespace": "shop",
                            "ownerReferences": [{"kind": "ReplicaSet", "name": "web-6d", "controller": true}]
                        },
                        "spec": {"nodeName": "a1", "containers": [{"name": "a"}]},
                        "status": {"phase": "Running"}
                    }
                ],
                "kind": "List",
                "metadata": {"resourceVersion": ""}
            }
            """);

        var web = objects.Workloads.ShouldHaveSingleItem();
        web.Name.ShouldBe(new("shop", "web"));
        web.Replicas.ShouldBe(3);
    }

    [Theory]
    [InlineData("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.2.3\n")]
    [InlineData("values.yaml", "replicaCount: 3\nimage: {tag: 1.29.0}\n")]
    [InlineData("values-prod.yaml", "replicaCount: 9\n")]
    [InlineData("kustomization.yaml", "resources: [web.yaml]\n")]
    [InlineData("base.yaml", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n")]
    public void Files_of_helm_and_kustomize_are_read_past(string name, string text)
    {
        var (workloads, diagnostics) = ReadFolder((name, text), ("web.yaml", Web));

        workloads.ShouldBe(1);
        diagnostics.ShouldBe([$"EK3032 - no manifests, read past: shop/{name}"]);
    }

    [Fact]
    public void A_manifest_may_have_any_name()
    {
        var (workloads, diagnostics) = ReadFolder(("values.yaml", Web));

        workloads.ShouldBe(1);
        diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void One_empty_file_among_others_is_nothing_but_nothing_at_all_is_a_mistake()
    {
        ReadFolder(("a.yaml", "# Source: shop/templates/off.yaml\n"), ("web.yaml", Web))
            .Diagnostics.ShouldBeEmpty();
        ReadFolder(("a.yaml", "# Source: shop/templates/off.yaml\n"), ("b.yaml", ""))
            .Diagnostics.ShouldBe(["EK1010 - the file is empty"]);
        ReadFolder().Diagnostics.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{{- if .Values.enabled }}\nkind: Service\n{{- end }}\n", 1)]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ include \"a.name\" . }}\n", 4)]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: '{{ .Release.Name }}-a'}\n", 3)]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  {{- with .Values.l }}\n  b: {}\n", 5)]
    [InlineData("kind: Service\nspec:\n  ports:\n    {{- toYaml .Values.ports | nindent 4 }}\n", 4)]
    public void A_template_is_one_mistake_at_its_first_instruction(string text, int line) =>
        Inputs.Read(text).Diagnostics.ShouldBe(
            [$"EK3031 {line} this is a Helm template that was not rendered, not a manifest"]);

    [Theory]
    [InlineData("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {t: '{{ .Values.x }}'}\n")]
    [InlineData("apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\n"
        + "spec: {groups: [{rules: [{annotations: {text: '{{ $labels.pod }} at {{ .Values }}'}}]}]}\n")]
    public void Texts_that_quote_templates_are_none(string text) => Inputs
        .Read(text).Diagnostics.ShouldHaveSingleItem().ShouldContain("not simulated: 1 ");

    [Fact]
    public void A_broken_manifest_with_braces_in_a_comment_is_no_template() => Inputs
        .Read("# was {{ .Values.x }}\napiVersion: v1\nkind: Service\n\tmetadata: {}\n").Diagnostics
        .ShouldHaveSingleItem().ShouldStartWith("EK1001 4 ");

    private static (int Workloads, IReadOnlyList<string> Diagnostics) ReadFolder(
        params (string Name, string Text)[] files)
    {
        var bag = new DiagnosticBag();
        var sources = files.Select(f => new SourceText("shop/" + f.Name, f.Text));
        var objects = ManifestReader.Read(sources, bag);
        return (objects.Workloads.Length, Inputs.Lines(bag));
    }
}
