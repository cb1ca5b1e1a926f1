using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Reads which webhooks are asked about new pods, and what else they are asked about that nothing goes on
/// without (admissionregistration/v1, types.go, WebhookConfiguration and RuleWithOperations).
/// </summary>
internal static class WebhookReader
{
    private const string Any = "*";

    /// <summary>
    /// Objects by which nodes live and pods are bound, moved and reached: a webhook that is asked about them
    /// and does not answer stops more than new pods.
    /// </summary>
    private static readonly string[] Vital =
    [
        "pods/binding", "pods/eviction", "pods/status", "nodes", "nodes/status", "leases", "endpoints",
        "endpointslices", "persistentvolumes", "persistentvolumeclaims", "volumeattachments", "replicasets",
    ];

    /// <summary>The webhooks of a configuration that matter; an empty list where none does.</summary>
    public static List<AdmissionWebhook>? Read(Manifest manifest) =>
        [.. manifest.Root.Objects("webhooks").Select(Read).OfType<AdmissionWebhook>()];

    private static AdmissionWebhook? Read(ManifestFields hook)
    {
        var rules = hook.Objects("rules").Select(static r => new Rule(r)).ToList();
        var asksAboutPods = rules.Exists(static r => r.Creates && r.Names("", "pods"));
        var vital = rules.SelectMany(static r => Vital.Where(v => r.Touches(v)))
            .Distinct(StringComparer.Ordinal).Select(static v => $"its rule for {v}").ToList();
        if (!asksAboutPods && vital.Count == 0)
        {
            return null;
        }

        var service = hook.Object("clientConfig")?.Object("service");
        var (@namespace, name) = (service?.Text("namespace"), service?.Text("name"));
        var conditions = hook.Objects("matchConditions").Count > 0 ? ["its matchConditions"] : (string[])[];
        return new()
        {
            Name = hook.RequiredText("name", "pods.example.com") ?? "",
            Backend = @namespace is not null && name is not null ? new(@namespace, name) : null,
            FailsClosed = hook.Word("failurePolicy", "Fail", "Ignore") is not "Ignore",
            Timeout = TimeSpan.FromSeconds(hook.Integer("timeoutSeconds", 1, 30) ?? 10),
            Namespaces = SelectorReader.Read(hook, "namespaceSelector"),
            Pods = SelectorReader.Read(hook, "objectSelector"),
            NotFollowed = [.. conditions, .. vital],
        };
    }

    /// <summary>What a rule is about.</summary>
    private sealed class Rule(ManifestFields fields)
    {
        private readonly ImmutableArray<string> groups = fields.Texts("apiGroups");
        private readonly ImmutableArray<string> operations = fields.Texts("operations");
        private readonly ImmutableArray<string> resources = fields.Texts("resources");

        public bool Creates => operations.Contains(Any) || operations.Contains("CREATE");

        public bool Names(string group, string resource) =>
            (groups.Contains(Any) || groups.Contains(group))
            && (resources.Contains(Any) || resources.Contains("*/*") || resources.Contains(resource));

        /// <summary>Whether it is about a resource, or by a wildcard about all, subresources apart.</summary>
        public bool Touches(string resource)
        {
            var parts = resource.Split('/');
            return resources.Contains(resource) || resources.Contains("*/*")
                || (parts.Length == 1 ? resources.Contains(Any) : resources.Contains($"{parts[0]}/*"));
        }
    }
}
