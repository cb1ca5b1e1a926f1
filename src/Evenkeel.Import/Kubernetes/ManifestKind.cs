namespace Evenkeel.Import.Kubernetes;

/// <summary>The kinds that are read; all others are counted.</summary>
internal enum ManifestKind
{
    Namespace,
    Node,
    Pod,
    Deployment,
    ReplicaSet,
    ReplicationController,
    StatefulSet,
    DaemonSet,
    Job,
    CronJob,
    HorizontalPodAutoscaler,
    VerticalPodAutoscaler,
    Service,
    Ingress,
    PodDisruptionBudget,
    PersistentVolume,
    PersistentVolumeClaim,
    StorageClass,
    PriorityClass,
    MutatingWebhookConfiguration,
    ValidatingWebhookConfiguration,
}

/// <summary>Which group each kind belongs to, and which of its versions are no longer served.</summary>
internal static class ManifestKinds
{
    /// <summary>
    /// The kind of an object, or null for one that is not read. A Knative Service is not a Service.
    /// </summary>
    public static ManifestKind? Find(string group, string kind)
    {
        // The second test keeps out numbers, which TryParse takes for values.
        if (!Enum.TryParse<ManifestKind>(kind, out var found)
            || !string.Equals(found.ToString(), kind, StringComparison.Ordinal))
        {
            return null;
        }

        // Early Kubernetes served several kinds from the group extensions.
        var isOurs = found switch
        {
            ManifestKind.Deployment or ManifestKind.ReplicaSet or ManifestKind.DaemonSet =>
                group is "apps" or "extensions",
            ManifestKind.StatefulSet => group is "apps",
            ManifestKind.Job => group is "batch" or "extensions",
            ManifestKind.CronJob => group is "batch",
            ManifestKind.HorizontalPodAutoscaler => group is "autoscaling" or "extensions",
            ManifestKind.VerticalPodAutoscaler => group is "autoscaling.k8s.io",
            ManifestKind.Ingress => group is "networking.k8s.io" or "extensions",
            ManifestKind.PodDisruptionBudget => group is "policy",
            ManifestKind.StorageClass => group is "storage.k8s.io",
            ManifestKind.PriorityClass => group is "scheduling.k8s.io",
            ManifestKind.MutatingWebhookConfiguration or ManifestKind.ValidatingWebhookConfiguration =>
                group is "admissionregistration.k8s.io",
            _ => group.Length == 0,
        };
        return isOurs ? found : null;
    }

    /// <summary>Whether objects of the kind live outside namespaces.</summary>
    public static bool IsClusterScoped(ManifestKind kind) =>
        kind is ManifestKind.Namespace or ManifestKind.Node or ManifestKind.PersistentVolume
            or ManifestKind.StorageClass or ManifestKind.PriorityClass
            or ManifestKind.MutatingWebhookConfiguration or ManifestKind.ValidatingWebhookConfiguration;

    /// <summary>Whether objects of the kind are pods or make them, and are simulated.</summary>
    public static bool IsWorkload(ManifestKind kind) =>
        kind is ManifestKind.Pod or ManifestKind.Deployment or ManifestKind.ReplicaSet
            or ManifestKind.ReplicationController or ManifestKind.StatefulSet or ManifestKind.DaemonSet;

    /// <summary>
    /// Whether the kind is counted as those are that are not read; what is read of it serves remarks alone.
    /// </summary>
    public static bool IsCountedOnly(ManifestKind kind) =>
        kind is ManifestKind.Job or ManifestKind.CronJob or ManifestKind.VerticalPodAutoscaler;

    /// <summary>The apiVersion that is served today.</summary>
    public static string Served(ManifestKind kind) => kind switch
    {
        ManifestKind.Deployment or ManifestKind.ReplicaSet or ManifestKind.DaemonSet
            or ManifestKind.StatefulSet => "apps/v1",
        ManifestKind.Job or ManifestKind.CronJob => "batch/v1",
        ManifestKind.HorizontalPodAutoscaler => "autoscaling/v2",
        ManifestKind.VerticalPodAutoscaler => "autoscaling.k8s.io/v1",
        ManifestKind.Ingress => "networking.k8s.io/v1",
        ManifestKind.PodDisruptionBudget => "policy/v1",
        ManifestKind.StorageClass => "storage.k8s.io/v1",
        ManifestKind.PriorityClass => "scheduling.k8s.io/v1",
        ManifestKind.MutatingWebhookConfiguration or ManifestKind.ValidatingWebhookConfiguration =>
            "admissionregistration.k8s.io/v1",
        _ => "v1",
    };

    /// <summary>Whether an apiVersion is served today: two kinds have two.</summary>
    public static bool IsServed(ManifestKind kind, string apiVersion) =>
        string.Equals(apiVersion, Served(kind), StringComparison.Ordinal)
        || (kind, apiVersion) is (ManifestKind.HorizontalPodAutoscaler, "autoscaling/v1")
            or (ManifestKind.VerticalPodAutoscaler, "autoscaling.k8s.io/v1beta2");

    /// <summary>
    /// The Kubernetes version that stopped serving an old apiVersion (its deprecation guide), or null where
    /// that guide begins later.
    /// </summary>
    public static string? RemovedIn(ManifestKind kind, string apiVersion) => (kind, apiVersion) switch
    {
        (ManifestKind.Deployment or ManifestKind.ReplicaSet or ManifestKind.DaemonSet
            or ManifestKind.StatefulSet, _) => "1.16",
        (ManifestKind.CronJob, "batch/v1beta1") => "1.25",
        (ManifestKind.HorizontalPodAutoscaler, "autoscaling/v2beta1") => "1.25",
        (ManifestKind.HorizontalPodAutoscaler, "autoscaling/v2beta2") => "1.26",
        (ManifestKind.PodDisruptionBudget, _) => "1.25",
        (ManifestKind.Ingress, _) => "1.22",
        (ManifestKind.StorageClass or ManifestKind.PriorityClass
            or ManifestKind.MutatingWebhookConfiguration or ManifestKind.ValidatingWebhookConfiguration, _) =>
            "1.22",
        _ => null,
    };
}
