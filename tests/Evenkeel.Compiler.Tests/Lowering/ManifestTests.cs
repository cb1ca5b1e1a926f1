using System.Text.Json.Nodes;
using Evenkeel.Compiler.Emit.Kubernetes;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Compiler.Lowering.Manifests;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>The cluster's own parts, as files and as the bundle that is applied.</summary>
public sealed class ManifestTests
{
    private const string All = "all-parts";

    /// <summary>Kinds that come with programs that the user installs, or that the bundle itself defines.</summary>
    internal static readonly string[] CustomKinds =
    [
        "cert-manager.io/v1 ClusterIssuer", "monitoring.coreos.com/v1 PrometheusRule",
        "monitoring.coreos.com/v1alpha1 ScrapeConfig",
    ];

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Every_field_is_one_that_Kubernetes_has(string name)
    {
        var objects = Objects(name).ToList();
        objects.Count.ShouldBeGreaterThan(40);
        objects.Where(o => !CustomKinds.Contains($"{o["apiVersion"]} {o["kind"]}"))
            .SelectMany(OpenApiFields.Kubernetes.Problems).ShouldBeEmpty();
    }

    [Fact]
    public void The_list_of_fields_finds_mistakes()
    {
        var item = Objects(All).Single(o => IsNamed(o, "Deployment", "coredns"));
        item["spec"]!["replica"] = 3;
        item["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = 1;
        item["spec"]!.AsObject().Remove("selector");
        OpenApiFields.Kubernetes.Problems(item).ShouldBe([
            "apps/v1 Deployment coredns.spec.selector: is missing",
            "apps/v1 Deployment coredns.spec.template.spec.containers[0].image: no string: 1",
            "apps/v1 Deployment coredns.spec.replica: no such field",
        ]);
        OpenApiFields.Kubernetes.Problems(new JsonObject
        {
            ["apiVersion"] = "apps/v1beta1", ["kind"] = "Deployment", ["metadata"] = new JsonObject(),
        }).ShouldBe(["apps/v1beta1 Deployment: no such kind"]);
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void The_bundle_has_the_objects_of_the_files_in_an_order_that_can_be_applied(string name)
    {
        var bundle = ManifestLowering.Bundle(Renders.Model(name));
        var read = BundleText.Read(BundleText.Write(bundle), out var problem).ShouldNotBeNull(problem);
        read.Objects.Select(o => o.Key).ShouldBe(bundle.Objects.Select(o => o.Key));
        BundleOrder.Sort(bundle.Objects.Reverse()).Select(o => o.Key).ShouldBe(bundle.Objects.Select(o => o.Key));
        bundle.Mode.ShouldBe(name == All ? BundleMode.Create : BundleMode.Apply);
        bundle.Objects.Select(o => o.Key).ShouldBeUnique();
        foreach (var (item, json) in bundle.Objects.Select(o => (o.Key, JsonNode.Parse(o.Json)!.AsObject())))
        {
            json["metadata"]!["labels"]![ManifestBundle.Label]!.GetValue<string>().ShouldBe("shop", item.ToString());
            var file = Objects(name).Single(o => BundleText.KeyOf(
                System.Text.Json.JsonDocument.Parse(o.ToJsonString()).RootElement) == item);
            json["metadata"]!["labels"]!.AsObject().Remove(ManifestBundle.Label);
            if (json["metadata"]!["labels"]!.AsObject().Count == 0) json["metadata"]!.AsObject().Remove("labels");
            JsonNode.DeepEquals(json, file).ShouldBeTrue(item.ToString());
        }

        Objects(name).Count().ShouldBe(bundle.Objects.Length);
    }

    /// <summary>What is proven is what ships: one text for both.</summary>
    [Fact]
    public void The_parts_that_are_proven_are_those_that_are_rendered()
    {
        var text = File.ReadAllText(Path.Combine(Renders.Folder, All, "cluster.yaml"));
        var spec = ClusterSpecReader.Read(new SourceText("cluster.yaml", text), new DiagnosticBag())!;
        var proven = SystemManifests.Of(spec);
        proven.Select(p => Path.GetFileName(p.Path)).ShouldBe(["storage-classes.yaml", "coredns.yaml", "traefik.yaml", "health-echo.yaml"]);
        foreach (var part in proven)
        {
            Renders.Of(All).Files[$"manifests/{Path.GetFileName(part.Path)}"].ShouldBe(part.Content);
        }
    }

    [Fact]
    public void What_the_workloads_bring_themselves_is_not_rendered()
    {
        const string Own = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: metrics-server, namespace: kube-system}
            spec:
              selector: {matchLabels: {app: m}}
              template: {metadata: {labels: {app: m}}, spec: {containers: [{name: m, image: m}]}}
            ---
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
            provisioner: ebs.csi.aws.com
            """;
        var model = Bindings.Good(Bindings.File(claims: ""), $"{Bindings.Web}\n---\n{Own}");
        model.ReplacedParts.ShouldBe(["metrics-server", "storage-classes"]);
        var files = ManifestLowering.Lower(model).Files.Keys;
        files.ShouldContain("manifests/coredns.yaml");
        files.ShouldNotContain("manifests/metrics-server.yaml");
        files.ShouldNotContain("manifests/storage-classes.yaml");
    }

    /// <summary>A flag for everything that is simulated of cluster-autoscaler.</summary>
    [Fact]
    public void Whatever_the_autoscaler_is_simulated_with_it_is_told()
    {
        AutoscalerArguments.Of(ClusterAutoscalerSettings.Default).ShouldBeEmpty("these are its own values");
        foreach (var property in typeof(ClusterAutoscalerSettings).GetProperties()
            .Where(p => p.CanWrite && p.Name != nameof(ClusterAutoscalerSettings.Priorities)))
        {
            var changed = ClusterAutoscalerSettings.Default with { };
            property.SetValue(changed, property.GetValue(changed) switch
            {
                bool flag => !flag,
                int number => number + 1,
                double share => share + 1,
                TimeSpan time => time + TimeSpan.FromSeconds(1),
                System.Collections.Immutable.ImmutableArray<string> labels => labels.Add("a.example/b"),
                System.Collections.Immutable.ImmutableArray<GroupExpander> => (object)
                    System.Collections.Immutable.ImmutableArray.Create(GroupExpander.Priority),
                var other => throw new InvalidOperationException($"{property.Name}: {other}"),
            });
            AutoscalerArguments.Of(changed).Count().ShouldBe(1, property.Name);
        }

        Objects("k3s-three-zones").Single(o => IsNamed(o, "Deployment", "cluster-autoscaler")).ToJsonString()
            .ShouldContain("\"--balance-similar-node-groups=true\"");
    }

    [Theory]
    [MemberData(nameof(Renders.Cases), MemberType = typeof(Renders))]
    public void Pods_that_call_AWS_take_a_role_that_trusts_them(string name)
    {
        var configuration = Renders.Configuration(name);
        var accounts = Objects(name).Where(o => Text(o["kind"]) == "ServiceAccount")
            .Where(o => o["metadata"]!["annotations"]?["evenkeel.dev/role"] is not null).ToList();
        accounts.Count.ShouldBeGreaterThan(1);
        foreach (var account in accounts)
        {
            var role = Text(account["metadata"]!["annotations"]!["evenkeel.dev/role"]);
            var block = configuration.All("aws_iam_role").Single(r => r.Text("name") == role);
            var subject = $"system:serviceaccount:{account["metadata"]!["namespace"]}:{account["metadata"]!["name"]}";
            Configuration.Texts(configuration.One($"data.aws_iam_policy_document.{block.Name}_pods").Body)
                .ShouldContain(subject);
            var pods = Objects(name).Where(o => Text(o["spec"]?["template"]?["spec"]?["serviceAccountName"])
                == Text(account["metadata"]!["name"])).ToList();
            pods.ShouldHaveSingleItem(role).ToJsonString()
                .ShouldContain($"\"value\":\"arn:aws:iam::$(ACCOUNT):role/{role}\"", customMessage: role);
        }

        var roles = configuration.All("aws_iam_role").Select(r => r.Name).Except(["control_plane", "worker"]);
        accounts.Count.ShouldBe(roles.Count(), "a role that nobody takes");
    }

    [Fact]
    public void Parts_state_what_they_need_and_may_be_evicted_one_at_a_time()
    {
        var objects = Objects(All).ToList();
        foreach (var workload in objects.Where(o => Text(o["kind"]) is "Deployment" or "DaemonSet"))
        {
            var who = workload["metadata"]!.ToJsonString();
            foreach (var container in workload["spec"]!["template"]!["spec"]!["containers"]!.AsArray())
            {
                container!["resources"]!["requests"]!.AsObject().Select(r => r.Key)
                    .ShouldBe(["cpu", "memory"], who);
                container["resources"]!["limits"]!["memory"].ShouldNotBeNull(who);
                container["securityContext"].ShouldNotBeNull(who);
                Text(container["image"])!.ShouldMatch("^[a-z0-9.]+/[a-z0-9./-]+:v?[0-9][a-z0-9.-]+$", who);
            }

            if (Text(workload["kind"]) == "DaemonSet") continue;

            workload["spec"]!["replicas"]!.GetValue<long>().ShouldBeGreaterThan(1, who);
            workload["spec"]!["template"]!["spec"]!["topologySpreadConstraints"].ShouldNotBeNull(who);
            objects.Count(o => Text(o["kind"]) == "PodDisruptionBudget"
                && JsonNode.DeepEquals(o["spec"]!["selector"], workload["spec"]!["selector"])).ShouldBe(1, who);
        }
    }

    [Fact]
    public void A_release_gathers_every_image()
    {
        var images = ManifestLowering.Images(Renders.Model(All));
        images.ShouldContain("registry.k8s.io/autoscaling/cluster-autoscaler:v1.35.1");
        images.ShouldContain("quay.io/jetstack/cert-manager-acmesolver:v1.19.5");
        images.Length.ShouldBe(19);
        images.ShouldBe(images.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_account_is_filled_in_by_machines_and_kept_by_nobody_else()
    {
        var files = Renders.Of(All).Files.Where(f => f.Key.StartsWith("manifests/")).ToList();
        files.Where(f => f.Value.Contains('@') && f.Value.Contains(ManifestLowering.AccountMark)).Select(f => f.Key)
            .ShouldBe(["manifests/account.yaml"]);
        var kustomization = files.Single(f => f.Key == "manifests/kustomization.yaml").Value;
        kustomization.ShouldNotContain("account.yaml");
        foreach (var (path, _) in files.Where(f => f.Key is not ("manifests/account.yaml" or "manifests/kustomization.yaml")))
        {
            kustomization.ShouldContain($"- {Path.GetFileName(path)}\n");
        }

        Renders.Of("account").Files.Keys.ShouldNotContain("manifests/kustomization.yaml");
        Evenkeel.Compiler.Lowering.Bootstrap.BootFiles.Read("boot.py").ShouldContain($"\"{ManifestLowering.AccountMark.Trim('@')}\": account");
    }

    [Fact]
    public void Webhooks_hold_up_nothing_but_their_own_objects()
    {
        var rules = Objects(All).Where(o => Text(o["kind"])!.EndsWith("WebhookConfiguration"))
            .SelectMany(o => o["webhooks"]!.AsArray()).SelectMany(w => w!["rules"]!.AsArray())
            .SelectMany(r => r!["apiGroups"]!.AsArray()).Select(Text).Distinct().ToList();
        rules.ShouldBe(["cert-manager.io", "acme.cert-manager.io"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("ingress: {acme: {email: a@example.com}, demo: a.elb.eu-west-1.amazonaws.com}", "is a name of AWS'")]
    [InlineData("ingress: {demo: demo.example.com}", "nothing asks for its certificate")]
    public void The_demo_needs_a_name_and_a_certificate(string ingress, string message)
    {
        var diagnostics = new DiagnosticBag();
        ClusterSpecReader.Read(new SourceText("cluster.yaml", Bindings.File(more: $"  {ingress}")), diagnostics);
        diagnostics.ToOrderedList().ShouldHaveSingleItem().Message.ShouldContain(message);
    }

    [Fact]
    public void Certificates_without_a_name_are_remarked_upon()
    {
        var diagnostics = new DiagnosticBag();
        ClusterLowering.Lower(
            Bindings.Good(Bindings.File(claims: "", more: "  ingress: {acme: {email: a@example.com}}")), diagnostics);
        diagnostics.ToOrderedList().ShouldHaveSingleItem().Code.ShouldBe("EK2104");
    }

    private static IEnumerable<JsonObject> Objects(string name) => Renders.Of(name).Files
        .Where(f => f.Key.StartsWith("manifests/") && !f.Key.EndsWith("/kustomization.yaml"))
        .SelectMany(f => ManifestJson.Read(new SourceText(f.Key, f.Value)));

    private static bool IsNamed(JsonObject item, string kind, string name) =>
        Text(item["kind"]) == kind && Text(item["metadata"]!["name"]) == name;

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
