using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;
using static Evenkeel.Compiler.Tests.Bindings;

namespace Evenkeel.Compiler.Tests.Binding;

/// <summary>The cluster's own parts beside the workloads.</summary>
public sealed class SystemBinderTests
{
    private static readonly ObjectName KubeDns = new("kube-system", "kube-dns");

    [Fact]
    public void CoreDNS_and_Traefik_are_made_first_and_found()
    {
        var model = BindAll(File());

        model.Objects.Workloads.Select(static w => $"{w.Kind} {w.Name}").ShouldBe(
            ["Deployment kube-system/coredns", "DaemonSet kube-system/traefik", "Deployment shop/web"]);
        model.Objects.Workloads[0].Replicas.ShouldBe(3);
        model.System.Dns.ShouldBe(KubeDns);
        model.System.Ingress["traefik"].ShouldBe(new ObjectName("kube-system", "traefik"));
        model.Aws.Images.AtBoot.Count.ShouldBe(2);
        model.Assumptions.ShouldContain(
            "Of the cluster's own parts these are simulated: Deployment kube-system/coredns, DaemonSet "
            + "kube-system/traefik.");
    }

    [Fact]
    public void Their_pods_are_the_last_that_anybody_evicts_for_room()
    {
        foreach (var workload in BindAll(File()).Objects.Workloads.Take(2))
        {
            workload.Template.PriorityClassName.ShouldBe("system-cluster-critical");
            workload.Template.Requests.MilliCpu.ShouldBe(100);
            workload.Template.Requests.MemoryBytes.ShouldBeGreaterThan(0);
            workload.Template.AlwaysPulled.ShouldBeEmpty();
        }
    }

    [Fact]
    public void Without_an_ingress_class_there_is_no_controller()
    {
        var model = BindAll(File(more: "  ingress: {class: none}"));

        model.Objects.Workloads.ShouldNotContain(static w => w.Name.Name == "traefik");
        model.System.Ingress.ShouldBeEmpty();
        model.System.DefaultClass.ShouldBeNull();
    }

    [Fact]
    public void An_echo_on_every_node_answers_the_balancer_where_the_file_says_so()
    {
        var model = BindAll(File(more: "  ingress: {healthCheck: daemonset}"));

        var echo = model.Objects.Workloads.Single(static w => w.Name.Name == "health-echo");
        echo.Kind.ShouldBe(WorkloadKind.DaemonSet);
        var service = model.Objects.Services.Single(s => s.Name == echo.Name);
        service.Type.ShouldBe("NodePort");
        service.ExternalTrafficLocal.ShouldBeFalse("another node's pod may answer");
        var groups = model.Aws.LoadBalancers.Single(static b => b.Name == "service").TargetGroups;
        groups.ShouldAllBe(g => g.HealthCheck.Answer == ProbeAnswer.NodePortCluster
            && g.HealthCheck.Asked == echo.Name);
        model.Aws.LoadBalancers.Single(static b => b.Name == "api").TargetGroups
            .ShouldAllBe(static g => g.HealthCheck.Answer == ProbeAnswer.Agent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ingress: {healthCheck: agent}")]
    [InlineData("  ingress: {class: none, healthCheck: daemonset}")]
    public void Else_the_agent_answers_and_there_is_no_echo(string ingress)
    {
        var model = BindAll(File(more: ingress));

        model.Objects.Workloads.ShouldNotContain(static w => w.Name.Name == "health-echo");
        model.Aws.LoadBalancers.SelectMany(static b => b.TargetGroups)
            .ShouldAllBe(static g => g.HealthCheck.Answer == ProbeAnswer.Agent && g.HealthCheck.Asked == null);
    }

    [Fact]
    public void The_echo_listens_where_its_port_is_written_down()
    {
        var diagnostics = new DiagnosticBag();
        var spec = ClusterSpecReader.Read(
            new SourceText("cluster.yaml", File(more: "  ingress: {healthCheck: daemonset}")), diagnostics)!;

        SystemManifests.Of(spec)[^1].Content.ShouldContain($"nodePort: {Ports.Echo}}}");
    }

    [Fact]
    public void What_the_workloads_bring_themselves_is_theirs()
    {
        var model = BindAll(File(), $"{Web}\n---\n{Own("kube-system", "kube-dns", "ClusterIP")}\n---\n"
            + Own("edge", "traefik", "LoadBalancer"));

        model.Objects.Workloads.Select(static w => w.Name.ToString())
            .ShouldBe(["shop/web", "kube-system/kube-dns", "edge/traefik"]);
        model.System.Dns.ShouldBe(KubeDns);
        model.System.Ingress["traefik"].ShouldBe(new ObjectName("edge", "traefik"));
        model.Aws.Images.AtBoot.ShouldBeEmpty();
    }

    [Fact]
    public void The_controller_of_another_class_is_the_exposed_Service_called_by_it()
    {
        const string Ingress = """
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: web, namespace: shop}
            spec: {ingressClassName: nginx, defaultBackend: {service: {name: web, port: {number: 80}}}}
            """;
        var controller = Own("ingress-nginx", "ingress-nginx-controller", "LoadBalancer");

        BindAll(File(), $"{Web}\n---\n{Ingress}\n---\n{controller}").System.Ingress["nginx"]
            .ShouldBe(new ObjectName("ingress-nginx", "ingress-nginx-controller"));
        BindAll(File(), $"{Web}\n---\n{Ingress}").System.Ingress.ContainsKey("nginx").ShouldBeFalse();
        var two = Own("other", "nginx-internal", "NodePort");
        BindAll(File(), $"{Web}\n---\n{Ingress}\n---\n{controller}\n---\n{two}").System.Ingress.ContainsKey("nginx")
            .ShouldBeFalse("it could be either");
    }

    [Fact]
    public void Images_come_from_the_internet_but_for_what_the_file_says()
    {
        BindAll(File()).Aws.Images.EcrThroughEndpoints.ShouldBeFalse();
        BindAll(File(more: "  network: {nat: none}")).Aws.Images.EcrThroughEndpoints.ShouldBeTrue();
        BindAll(File(distribution: "eks")).Aws.Images.AtBoot.ShouldBeEmpty();
    }

    [Fact]
    public void A_mirror_at_a_private_address_is_taken_to_answer_and_the_proof_says_so()
    {
        var model = BindAll(File(more: "  mirrors: [{registry: docker.io, endpoints: ['https://10.30.0.9'], "
            + "addresses: [10.30.0.0/24]}, {registry: quay.io, endpoints: ['https://mirror.example.com']}]"));
        model.Aws.Images.NeedsInternet("web").ShouldBeFalse();
        model.Aws.Images.NeedsInternet("quay.io/example/web").ShouldBeTrue();
        model.Assumptions.Where(a => a.Contains("mirror") || a.Contains("10.30.0.9")).ShouldHaveSingleItem().ShouldStartWith(
            "Images of docker.io come from https://10.30.0.9, without a way to the internet.");
    }

    [Fact]
    public void Volumes_are_of_the_clusters_own_classes_unless_the_workloads_bring_a_default()
    {
        StorageClassesOf(File()).ShouldBe(["gp3 True", "gp3-retain True"]);
        StorageClassesOf(File(more: "  storage: {efs: true}")).ShouldBe(["gp3 True", "gp3-retain True", "efs False"]);
        const string Theirs = """
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: fast, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}
            provisioner: ebs.csi.aws.com
            """;
        StorageClassesOf(File(), $"{Web}\n---\n{Theirs}").ShouldBe(["fast True"]);
        BindAll(File(), $"{Web}\n---\n{Theirs}").ReplacedParts.ShouldBe(["storage-classes"]);
    }

    /// <summary>By name, and whether volumes lie in one zone.</summary>
    private static IEnumerable<string> StorageClassesOf(string file, string workloads = Web) =>
        BindAll(file, workloads).Objects.StorageClasses.Select(c => $"{c.Name} {c.Zonal}");

    private static ClusterModel BindAll(string file, string workloads = Web)
    {
        var diagnostics = new DiagnosticBag();
        var spec = ClusterSpecReader.Read(new SourceText("cluster.yaml", file), diagnostics)!;
        var objects = ManifestReader.Read([new SourceText("workloads.yaml", workloads)], diagnostics);
        var parts = SystemManifests.Of(spec).Select(s => ManifestReader.Read([s], diagnostics));
        var model = ClusterBinder.Bind(spec, objects, [.. parts], diagnostics);
        model.ShouldNotBeNull(DiagnosticText.Format(diagnostics, colour: false));
        return model;
    }

    private static string Own(string inNamespace, string name, string type) => $$$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{{name}}}, namespace: {{{inNamespace}}}}
        spec:
          replicas: 1
          selector: {matchLabels: {app: {{{name}}}}}
          template:
            metadata: {labels: {app: {{{name}}}}}
            spec: {containers: [{name: main, image: main}]}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: {{{name}}}, namespace: {{{inNamespace}}}}
        spec: {type: {{{type}}}, selector: {app: {{{name}}}}, ports: [{port: 80}]}
        """;
}
