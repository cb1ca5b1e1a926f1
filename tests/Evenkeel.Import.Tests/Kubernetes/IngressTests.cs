using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

public sealed class IngressTests
{
    [Fact]
    public void An_Ingress_leads_to_each_of_its_Services_once()
    {
        var ingress = Read("""
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata: {name: shop, namespace: shop}
            spec:
              ingressClassName: traefik
              defaultBackend: {service: {name: fallback, port: {number: 80}}}
              rules:
              - host: shop.example.com
                http:
                  paths:
                  - {path: /, pathType: Prefix, backend: {service: {name: web, port: {name: http}}}}
                  - {path: /api, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}
                  - {path: /files, pathType: Prefix, backend: {resource: {apiGroup: k8s.example.com, kind: Bucket, name: files}}}
              - http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}
            """).Ingresses.ShouldHaveSingleItem();

        ingress.Name.ShouldBe(new ObjectName("shop", "shop"));
        ingress.Class.ShouldBe("traefik");
        ingress.Backends.Select(static b => b.ToString()).ShouldBe(["shop/web", "shop/api", "shop/fallback"]);
    }

    [Theory]
    [InlineData("{name: x}", "", null)]
    [InlineData("{name: x}", "ingressClassName: nginx", "nginx")]
    [InlineData("{name: x, annotations: {kubernetes.io/ingress.class: old}}", "ingressClassName: nginx", "old")]
    public void The_annotation_wins_over_the_field(string metadata, string spec, string? expected) =>
        Read($"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {metadata}\nspec: {{{spec}}}\n")
            .Ingresses.ShouldHaveSingleItem().Class.ShouldBe(expected);

    [Fact]
    public void One_of_before_1_19_is_read_as_it_was_meant()
    {
        var diagnostics = new DiagnosticBag();
        Read("""
            apiVersion: networking.k8s.io/v1beta1
            kind: Ingress
            metadata: {name: old}
            spec: {rules: [{http: {paths: [{path: /, backend: {serviceName: web, servicePort: 80}}]}}]}
            """, diagnostics).Ingresses[0].Backends.ShouldBe([new ObjectName("default", "web")]);
        diagnostics.ToOrderedList().ShouldContain(static d => d.Code == "EK3010");
    }

    [Theory]
    [InlineData("image: web:1.2", "")]
    [InlineData("image: web", "always")]
    [InlineData("image: web:latest", "always")]
    [InlineData("image: 'registry.example.com:5000/web'", "always")]
    [InlineData("image: 'registry.example.com:5000/web:1.2'", "")]
    [InlineData("image: 'web@sha256:0123456789012345678901234567890123456789012345678901234567890123'", "")]
    [InlineData("image: 'web:1.2', imagePullPolicy: Always", "always")]
    [InlineData("image: 'web:latest', imagePullPolicy: IfNotPresent", "")]
    [InlineData("image: 'web:latest', imagePullPolicy: Never", "never")]
    public void When_an_image_is_pulled_follows_from_its_tag_and_policy(string image, string expected)
    {
        var template = Read(
            $"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\nspec: {{containers: [{{name: x, {image}}}]}}\n")
            .Workloads[0].Template;

        template.Images.Length.ShouldBe(1);
        (template.AlwaysPulled.IsEmpty ? "" : "always").ShouldBe(expected == "always" ? "always" : "");
        (template.NeverPulled.IsEmpty ? "" : "never").ShouldBe(expected == "never" ? "never" : "");
    }

    private static KubernetesObjects Read(string yaml, DiagnosticBag? diagnostics = null)
    {
        var bag = diagnostics ?? new DiagnosticBag();
        var objects = ManifestReader.Read([new SourceText("x.yaml", yaml)], bag);
        bag.HasErrors.ShouldBeFalse(DiagnosticText.Format(bag, colour: false));
        return objects;
    }
}
