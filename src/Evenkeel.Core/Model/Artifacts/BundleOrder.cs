using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Artifacts;

/// <summary>
/// In which order objects are applied, so that none needs one that comes later, and which are removed.
/// </summary>
public static class BundleOrder
{
    /// <summary>
    /// What others refer to, first. A webhook comes after the Deployment that answers it, and an object of a
    /// kind that a CustomResourceDefinition makes after everything of Kubernetes' own.
    /// </summary>
    private static readonly ImmutableArray<string> Kinds =
    [
        "CustomResourceDefinition", "Namespace", "PriorityClass", "StorageClass", "CSIDriver",
        "IngressClass", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding",
        "ConfigMap", "Secret", "Service", "PodDisruptionBudget", "DaemonSet", "Deployment", "CronJob",
        "Ingress", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration",
    ];

    /// <summary>The objects in the order in which they are applied.</summary>
    public static ImmutableArray<BundleObject> Sort(IEnumerable<BundleObject> objects) =>
    [
        .. objects.OrderBy(o => Rank(o.Key)).ThenBy(o => o.Key.Group, StringComparer.Ordinal)
            .ThenBy(o => o.Key.Kind, StringComparer.Ordinal)
            .ThenBy(o => o.Key.Namespace, StringComparer.Ordinal)
            .ThenBy(o => o.Key.Name, StringComparer.Ordinal),
    ];

    /// <summary>
    /// What was applied before and is in the bundle no more, in the order in which it is removed: the
    /// reverse of that in which it was made. Definitions and namespaces stay: with them would go what users
    /// made of them.
    /// </summary>
    /// <param name="before">What was applied before.</param>
    /// <param name="now">What is applied now.</param>
    public static ImmutableArray<BundleKey> Removed(
        IEnumerable<BundleKey> before, IEnumerable<BundleKey> now)
    {
        var kept = now.ToList();
        return
        [
            .. Sort(before.Where(key => !kept.Exists(key.IsSameObject))
                .Where(key => key.Kind is not ("CustomResourceDefinition" or "Namespace"))
                .Select(key => new BundleObject(key, ""))).Select(o => o.Key).Reverse(),
        ];
    }

    private static int Rank(BundleKey key)
    {
        var isOfKubernetes = !key.Group.Contains('.', StringComparison.Ordinal)
            || key.Group.EndsWith(".k8s.io", StringComparison.Ordinal);
        var rank = Kinds.IndexOf(key.Kind);
        return isOfKubernetes ? rank < 0 ? Kinds.Length : rank : Kinds.Length + 1;
    }
}
