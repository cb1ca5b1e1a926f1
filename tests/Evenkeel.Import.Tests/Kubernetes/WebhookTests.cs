using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Tests.Kubernetes;

/// <summary>Webhooks that the API server asks about new pods.</summary>
public sealed class WebhookTests
{
    private const string Guard = """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: guard}
        webhooks:
        - name: pods.guard.example.com
          admissionReviewVersions: [v1]
          sideEffects: None
          clientConfig: {service: {namespace: guard, name: guard, path: /pods}}
          namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [guard]}]}
          rules: [{apiGroups: [""], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [pods]}]
        - name: deployments.guard.example.com
          admissionReviewVersions: [v1]
          sideEffects: None
          clientConfig: {service: {namespace: guard, name: guard}}
          rules: [{apiGroups: [apps], apiVersions: [v1], operations: ["*"], resources: [deployments]}]
        """;

    [Fact]
    public void Those_that_are_asked_about_new_pods_are_read()
    {
        var webhook = Inputs.Read(Guard).Item1.Webhooks.ShouldHaveSingleItem();

        webhook.Name.ShouldBe("pods.guard.example.com");
        webhook.Backend.ShouldBe(new ObjectName("guard", "guard"));
        (webhook.FailsClosed, webhook.Timeout).ShouldBe((true, TimeSpan.FromSeconds(10)), "the defaults");
        webhook.NotFollowed.ShouldBeEmpty();
        webhook.Asks("shop", Labels.None, []).ShouldBeTrue();
        webhook.Asks("guard", Labels.None, []).ShouldBeFalse("every namespace has its name as a label");
    }

    [Theory]
    [InlineData("failurePolicy: Ignore", false, "")]
    [InlineData("timeoutSeconds: 3", true, "")]
    [InlineData("matchConditions: [{name: own, expression: 'true'}]", true, "its matchConditions")]
    [InlineData("objectSelector: {matchLabels: {app: web}}", true, "")]
    public void What_it_says_of_itself_is_kept(string field, bool failsClosed, string notFollowed)
    {
        var webhook = Inputs.Read(Guard.Replace("  sideEffects: None", $"  sideEffects: None\n  {field}"))
            .Item1.Webhooks[0];

        webhook.FailsClosed.ShouldBe(failsClosed);
        string.Join(',', webhook.NotFollowed).ShouldBe(notFollowed);
        webhook.Timeout.TotalSeconds.ShouldBe(field.StartsWith("timeout", StringComparison.Ordinal) ? 3 : 10);
        webhook.Asks("shop", Labels.None.Add("app", "db"), [])
            .ShouldBe(!field.StartsWith("object", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[\"*\"]", "its rule for nodes,its rule for leases")]
    [InlineData("[pods, pods/eviction]", "its rule for pods/eviction")]
    [InlineData("[pods, pods/log]", "")]
    public void Rules_for_what_no_cluster_goes_on_without_are_told(string resources, string expected)
    {
        var webhook = Inputs.Read(Guard.Replace("resources: [pods]", $"resources: {resources}")).Item1.Webhooks[0];

        var told = webhook.NotFollowed.ToList();
        expected.Split(',', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(e => told.Contains(e));
        told.Count.ShouldBeGreaterThanOrEqualTo(expected.Length > 0 ? 1 : 0);
        told.ShouldNotContain("its rule for pods/log");
    }
}
