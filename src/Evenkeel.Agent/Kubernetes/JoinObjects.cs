using System.Text.Json;
using Evenkeel.Core.Model.Artifacts;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>
/// What upstream's kubelets need of the API server to join: the token that they begin with, and leave to ask
/// for a
/// certificate and to have it approved (kubernetes.io, "TLS bootstrapping"). They are no part of a bundle,
/// for the
/// token is secret.
/// </summary>
internal static class JoinObjects
{
    private const string Group = "system:bootstrappers:evenkeel:workers";

    /// <summary>The objects, as a bundle of their own.</summary>
    /// <param name="cluster">The cluster's name.</param>
    /// <param name="token">The bootstrap token.</param>
    public static IReadOnlyList<BundleObject> Of(string cluster, string token)
    {
        var (id, secret) = (token.Split('.')[0], token.Split('.')[^1]);
        return
        [
            Object("v1", "Secret", "kube-system", $"bootstrap-token-{id}", new()
            {
                ["type"] = "bootstrap.kubernetes.io/token",
                ["stringData"] = new Dictionary<string, string>
                {
                    ["token-id"] = id,
                    ["token-secret"] = secret,
                    ["usage-bootstrap-authentication"] = "true",
                    ["auth-extra-groups"] = Group,
                    ["description"] = $"Nodes of {cluster} join with it.",
                },
            }),
            Binding("kubelet-bootstrap", "system:node-bootstrapper", Group),
            Binding(
                "node-client-approval",
                "system:certificates.k8s.io:certificatesigningrequests:nodeclient", Group),
            Binding(
                "node-client-renewal",
                "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient", "system:nodes"),
            Binding("node-proxier", "system:node-proxier", "system:nodes"),
        ];
    }

    private static BundleObject Binding(string name, string role, string group) => Object(
        "rbac.authorization.k8s.io/v1", "ClusterRoleBinding", null, "evenkeel:" + name, new()
        {
            ["roleRef"] = new Dictionary<string, string>
            {
                ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = role,
            },
            ["subjects"] = new[]
            {
                new Dictionary<string, string>
                {
                    ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "Group", ["name"] = group,
                },
            },
        });

    private static BundleObject Object(
        string version, string kind, string? space, string name, Dictionary<string, object> rest)
    {
        var metadata = new Dictionary<string, string> { ["name"] = name };
        if (space is not null)
        {
            metadata["namespace"] = space;
        }

        rest["apiVersion"] = version;
        rest["kind"] = kind;
        rest["metadata"] = metadata;
        return new(new(version, kind, space, name), JsonSerializer.Serialize(rest));
    }
}
