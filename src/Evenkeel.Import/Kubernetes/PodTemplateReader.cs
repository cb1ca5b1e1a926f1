using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>Reads a pod's labels and spec, of a template or of a bare Pod.</summary>
internal static class PodTemplateReader
{
    /// <summary>The template, or null where its spec is missing.</summary>
    public static PodTemplate? Read(ManifestFields holder, ImmutableSortedDictionary<string, string> labels)
    {
        if (holder.RequiredObject("spec") is not { } spec)
        {
            return null;
        }

        if (spec.IsEmptyList("containers"))
        {
            spec.Missing("containers", "[{name: …, image: …}]");
        }

        var hostNetwork = spec.Flag("hostNetwork");
        var containers = ContainerReader.Read(spec, "containers", hostNetwork);
        var initContainers = ContainerReader.Read(spec, "initContainers", hostNetwork);
        var (requests, nonZero) = Requests(spec, containers, initContainers);
        var running = containers.Concat(initContainers.Where(c => c.Requests.IsSidecar)).ToList();
        var template = new PodTemplate
        {
            Labels = labels,
            Requests = requests,
            NonZeroRequests = nonZero,
            Containers = [.. running.Select(ResourcesOf)],
            RequestsAreSums = initContainers.All(static c => c.Requests.IsSidecar)
                && !spec.Has("overhead") && !spec.Has("resources"),
            NodeSelector = spec.TextMap("nodeSelector"),
            SpreadConstraints = SpreadReader.Read(spec),
            Tolerations = TolerationReader.Read(spec),
            PriorityClassName = spec.Text("priorityClassName") is { Length: > 0 } name ? name : null,
            NodeName = spec.Text("nodeName") is { Length: > 0 } node ? node : null,
            Volumes = Volumes(spec),
            HasLocalStorage = spec.Objects("volumes").Any(IsLocal),
            HostPorts = [.. running.SelectMany(c => c.HostPorts).Distinct()],
            TerminationGracePeriod = Grace(spec),
            ReadinessDelay = ContainerProbes.OfPod(initContainers, containers),
            HangReadiness = ContainerProbes.HangReadiness(containers),
            HangLiveness = ContainerProbes.HangLiveness(containers),
            NotSimulated = [.. NotSimulated(spec)],
            Images = ImagesOf(initContainers.Concat(containers)),
            AlwaysPulled = ImagesOf(
                initContainers.Concat(containers).Where(c => c.PullPolicy is "Always")),
            NeverPulled = ImagesOf(initContainers.Concat(containers).Where(c => c.PullPolicy is "Never")),
        };
        return AffinityReader.AddTo(template, spec);
    }

    private static ContainerResources ResourcesOf(Container container)
    {
        var amounts = container.Requests.Requests;
        var rounded = amounts.ToAmounts();
        return new(
            container.Name,
            amounts.Has(ResourceTotals.Cpu) ? rounded.MilliCpu : null,
            amounts.Has(ResourceTotals.Memory) ? rounded.MemoryBytes : null,
            container.Requests.IsSidecar);
    }

    private static ImmutableArray<string> ImagesOf(IEnumerable<Container> containers) =>
        [.. containers.Select(c => c.Image).Where(i => i.Length > 0)];

    private static IEnumerable<string> NotSimulated(ManifestFields spec)
    {
        if (!spec.IsEmptyList("schedulingGates"))
        {
            yield return "schedulingGates";
        }

        if (spec.Text("schedulerName") is { Length: > 0 } scheduler and not "default-scheduler")
        {
            yield return $"schedulerName: {scheduler}";
        }

        // Such a pod ends by itself, and serves no longer than that.
        if (spec.Text("restartPolicy") is { } policy and ("Never" or "OnFailure"))
        {
            yield return $"restartPolicy: {policy}";
        }
    }

    private static (ResourceAmounts Requests, ResourceAmounts NonZero) Requests(
        ManifestFields spec, IReadOnlyList<Container> containers, IReadOnlyList<Container> initContainers)
    {
        var (requests, limits) = ContainerReader.Resources(spec);
        var pod = new PodRequests
        {
            Containers = [.. containers.Select(c => c.Requests)],
            InitContainers = [.. initContainers.Select(c => c.Requests)],
            PodLevelRequests = requests,
            PodLevelLimits = limits,
            Overhead = spec.Amounts("overhead"),
        };
        return pod.Compute();
    }

    private static TimeSpan Grace(ManifestFields spec) =>
        spec.Integer("terminationGracePeriodSeconds") is { } seconds
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.FromSeconds(30);

    private static bool IsLocal(ManifestFields volume) => volume.Object("hostPath") is not null
        || (volume.Object("emptyDir") is { } scratch && scratch.Text("medium") is not "Memory");

    /// <summary>Volumes of claims; those of the pod's own lifetime bind it to no place.</summary>
    private static ImmutableArray<PodVolume> Volumes(ManifestFields spec)
    {
        var found = ImmutableArray.CreateBuilder<PodVolume>();
        foreach (var volume in spec.Objects("volumes"))
        {
            if (volume.Object("persistentVolumeClaim") is { } claim
                && claim.RequiredText("claimName", "…") is { } claimName
                && volume.RequiredText("name", "…") is { } name)
            {
                found.Add(new(name, claimName));
            }
        }

        return found.ToImmutable();
    }
}
