using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// What a VerticalPodAutoscaler recommends for each container, within its policy
/// (vertical-pod-autoscaler/pkg/utils/vpa, capping.go).
/// </summary>
internal sealed class VerticalRecommendation
{
    private const string AnyContainer = "*";
    private const long DefaultMilliCpu = 100;
    private const long DefaultMemoryBytes = 200 << 20;
    private readonly Dictionary<string, (long? MilliCpu, long? MemoryBytes)> targets = [];
    private readonly Dictionary<string, ManifestFields> policies = [];
    private readonly bool isThere;

    private VerticalRecommendation(ManifestFields? recommendation, ManifestFields spec)
    {
        isThere = recommendation is not null;
        foreach (var policy in spec.Object("resourcePolicy")?.Objects("containerPolicies") ?? [])
        {
            policies[policy.Text("containerName") ?? ""] = policy;
        }

        foreach (var container in recommendation?.Objects("containerRecommendations") ?? [])
        {
            var name = container.Text("containerName") ?? "";
            var target = container.Amounts("target");
            Cap(target, PolicyOf(name));
            var amounts = target.ToAmounts();
            targets[name] = (
                target.Has(ResourceTotals.Cpu) ? amounts.MilliCpu : null,
                target.Has(ResourceTotals.Memory) ? amounts.MemoryBytes : null);
        }
    }

    /// <summary>What an object recommends.</summary>
    public static VerticalRecommendation Read(ManifestFields root, ManifestFields spec) =>
        new(root.Object("status")?.Object("recommendation"), spec);

    /// <summary>Why it cannot be told which requests pods get; null where it can.</summary>
    public string? WhyNot(PodTemplate template)
    {
        if (!isThere)
        {
            return "which recommends nothing yet";
        }

        foreach (var container in Governed(template))
        {
            if (!targets.ContainsKey(container.Name))
            {
                return $"which recommends nothing for container {container.Name} yet";
            }

            if (PolicyOf(container.Name)?.Word("controlledValues", "RequestsAndLimits", "RequestsOnly")
                is "RequestsOnly")
            {
                return $"which keeps the requests of container {container.Name} below its limits";
            }
        }

        return template.RequestsAreSums
            ? null
            : "beside init containers, overhead or requests of the pod itself";
    }

    /// <summary>The template with what is recommended; what is not stays.</summary>
    public PodTemplate ApplyTo(PodTemplate template)
    {
        var (requests, nonZero) = (template.Requests, template.NonZeroRequests);
        var containers = template.Containers.ToBuilder();
        foreach (var old in Governed(template))
        {
            var (milliCpu, memory) = targets[old.Name];
            var after = old with
            {
                MilliCpu = milliCpu ?? old.MilliCpu,
                MemoryBytes = memory ?? old.MemoryBytes,
            };
            containers[containers.IndexOf(old)] = after;
            requests = Moved(requests, old, after, 0, 0);
            nonZero = Moved(nonZero, old, after, DefaultMilliCpu, DefaultMemoryBytes);
        }

        return template with
        {
            Requests = requests,
            NonZeroRequests = nonZero,
            Containers = containers.ToImmutable(),
        };
    }

    private static ResourceAmounts Moved(
        ResourceAmounts sum, ContainerResources old, ContainerResources after, long cpu, long memory) =>
        sum with
        {
            MilliCpu = sum.MilliCpu + (after.MilliCpu ?? cpu) - (old.MilliCpu ?? cpu),
            MemoryBytes = sum.MemoryBytes + (after.MemoryBytes ?? memory) - (old.MemoryBytes ?? memory),
        };

    /// <summary>Containers whose requests it sets: sidecars and those with mode Off keep theirs.</summary>
    private IEnumerable<ContainerResources> Governed(PodTemplate template) => template.Containers.Where(
        c => !c.IsSidecar && PolicyOf(c.Name)?.Word("mode", "Auto", "Off") is not "Off");

    /// <summary>Its own policy, or else that of <c>*</c> (GetContainerResourcePolicy).</summary>
    private ManifestFields? PolicyOf(string container) =>
        policies.GetValueOrDefault(container) ?? policies.GetValueOrDefault(AnyContainer);

    /// <summary>At least minAllowed, then at most maxAllowed; a maximum of zero is none.</summary>
    private static void Cap(ResourceTotals target, ManifestFields? policy)
    {
        var (least, most) = (policy?.Amounts("minAllowed"), policy?.Amounts("maxAllowed"));
        foreach (var (name, amount) in target.Entries.ToList())
        {
            var raised = least is not null && least.Get(name) > amount ? least.Get(name) : amount;
            var ceiling = most?.Get(name) ?? 0;
            target.Set(name, ceiling > 0 && ceiling < raised ? ceiling : raised);
        }
    }
}
