using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Reads Services, budgets, priorities and namespaces.</summary>
internal static class PolicyReader
{
    /// <summary>The label that every namespace gets (core/v1/defaults.go, SetDefaults_Namespace).</summary>
    private const string NamespaceNameLabel = "kubernetes.io/metadata.name";

    /// <summary>A Service.</summary>
    public static Service? ReadService(Manifest manifest)
    {
        if (manifest.Root.RequiredObject("spec") is not { } spec)
        {
            return null;
        }

        return new()
        {
            Name = manifest.Name,
            Selector = spec.TextMap("selector"),
            Type = spec.Word("type", "ClusterIP", "NodePort", "LoadBalancer", "ExternalName") ?? "ClusterIP",
            Headless = spec.Text("clusterIP") is "None",
            ExternalTrafficLocal = spec.Word("externalTrafficPolicy", "Cluster", "Local") is "Local",
            InternalTrafficLocal = spec.Word("internalTrafficPolicy", "Cluster", "Local") is "Local",
            PublishesNotReady = spec.Flag("publishNotReadyAddresses"),
            TrafficDistribution = spec.Word(
                "trafficDistribution", "PreferClose", "PreferSameZone", "PreferSameNode"),
            Annotations = manifest.Metadata.TextMap("annotations"),
            Span = manifest.Span,
        };
    }

    /// <summary>A budget, or null for one that covers nothing.</summary>
    public static DisruptionBudget? ReadBudget(Manifest manifest)
    {
        if (manifest.Root.RequiredObject("spec") is not { } spec)
        {
            return null;
        }

        var least = spec.Share("minAvailable");
        var most = spec.Share("maxUnavailable");
        spec.AtMostAll("minAvailable", least);
        spec.AtMostAll("maxUnavailable", most);
        var hasBoth = spec.Has("minAvailable") && spec.Has("maxUnavailable");
        if (hasBoth)
        {
            spec.Invalid("maxUnavailable", "cannot stand beside minAvailable", "remove one of the two");
        }

        var selector = SelectorReader.Read(spec, "selector");
        if (!spec.Has("selector"))
        {
            spec.Diagnostics.Add(ImportDiagnostics.BudgetCoversNothing(manifest.Span, manifest.ToString()));
        }

        if (hasBoth || selector is null)
        {
            return null;
        }

        if (!spec.Has("minAvailable") && !spec.Has("maxUnavailable"))
        {
            // The disruption controller expects no pods then, and allows no eviction (disruption.go,
            // getExpectedPodCount).
            spec.Diagnostics.Add(ImportDiagnostics.BudgetWithoutBound(manifest.Span, manifest.ToString()));
            least = IntOrPercent.Percent(100);
        }

        return new()
        {
            Name = manifest.Name,
            Selector = selector,
            MinAvailable = least,
            MaxUnavailable = most,
        };
    }

    /// <summary>A priority class.</summary>
    public static PriorityClass Read(Manifest manifest)
    {
        var root = manifest.Root;
        if (!root.Has("value"))
        {
            root.Missing("value", "1000");
        }

        return new(
            manifest.Name.Name,
            (int)(root.Integer("value", int.MinValue, int.MaxValue) ?? 0),
            root.Flag("globalDefault"),
            root.Word("preemptionPolicy", "PreemptLowerPriority", "Never") is not "Never");
    }

    /// <summary>A namespace.</summary>
    public static NamespaceObject ReadNamespace(Manifest manifest) =>
        new(manifest.Name.Name, manifest.Labels.SetItem(NamespaceNameLabel, manifest.Name.Name));
}
