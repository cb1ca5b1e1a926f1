using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Compiler.Binding;

/// <summary>
/// How much of an instance its pods may request: the machine's resources, less what virtualisation, the
/// kubelet and its eviction threshold keep.
/// </summary>
public static class NodeSize
{
    private const long Mib = 1 << 20;
    private const long Gib = 1 << 30;

    /// <summary>The kubelet's own default (kubelet configuration, maxPods).</summary>
    private const int DefaultMaxPods = 110;

    /// <summary>
    /// Memory that firmware, hypervisor and kernel keep, in thousandths of what AWS advertises (Karpenter's
    /// --vm-memory-overhead-percent, 0.075).
    /// </summary>
    private const int VirtualisationPermille = 75;

    /// <summary>
    /// What Graviton keeps besides (karpenter-provider-aws, instancetype/types.go, memory).
    /// </summary>
    private const long GravitonBytes = 64 * Mib;

    /// <summary>The kubelet's default hard eviction threshold, memory.available.</summary>
    private const long EvictionBytes = 100 * Mib;

    /// <summary>The root volume; its threshold nodefs.available is 10 %, and 1 GiB is reserved.</summary>
    internal const long RootVolumeBytes = 80 * Gib;

    /// <summary>What pods may request of a node of that type.</summary>
    public static ResourceAmounts Allocatable(InstanceType type, Distribution distribution)
    {
        var pods = MaxPods(type, distribution);
        var advertised = (type.MemoryMib * Mib) - (type.Architecture == "arm64" ? GravitonBytes : 0);
        var overhead = CeilingToMib(advertised * VirtualisationPermille / 1000);
        return new()
        {
            MilliCpu = (type.Cpus * 1000) - ReservedMilliCpu(type.Cpus),
            MemoryBytes = advertised - overhead - ReservedMemoryBytes(pods) - EvictionBytes,
            EphemeralStorageBytes = (RootVolumeBytes / 10 * 9) - Gib,
            Pods = pods,
        };
    }

    /// <summary>
    /// What the kubelet keeps for itself of what pods may request, as its <c>--kube-reserved</c>.
    /// </summary>
    public static string KubeReserved(InstanceType type, Distribution distribution) =>
        $"cpu={ReservedMilliCpu(type.Cpus)}m,"
        + $"memory={ReservedMemoryBytes(MaxPods(type, distribution)) / Mib}Mi,ephemeral-storage=1Gi";

    /// <summary>
    /// 110; on EKS no more than the instance's network interfaces have addresses for, and no more than
    /// managed node groups allow: 110 below 30 vCPUs, else 250 (EKS user guide, choosing an instance type).
    /// </summary>
    public static int MaxPods(InstanceType type, Distribution distribution) =>
        distribution == Distribution.Eks
        ? Math.Min(type.EniPods, type.Cpus < 30 ? DefaultMaxPods : 250)
        : DefaultMaxPods;

    /// <summary>Which sizes were taken and why, in two sentences.</summary>
    public static IEnumerable<string> Assumptions(IEnumerable<InstanceType> types, Distribution distribution)
    {
        foreach (var type in types)
        {
            var size = Allocatable(type, distribution);
            yield return $"A node of type {type.Name} ({type.Cpus} vCPU, {type.MemoryGib} GiB) takes "
                + $"{size.Pods} pods with requests of {size.MilliCpu}m CPU and {size.MemoryBytes / Mib} MiB.";
        }

        yield return "Of memory, 7.5 % goes to virtualisation (as Karpenter assumes), 255 MiB and 11 MiB a "
            + "pod to the kubelet, and 100 MiB are its eviction threshold; of CPU, the kubelet keeps 6 % of "
            + "the first core, 1 % of the second, 0.5 % of the next two and 0.25 % of the rest (the table "
            + "that EKS images use).";
        yield return $"Instance types are those of AWS in {InstanceTypes.AsOf}; root volumes have 80 GiB.";
    }

    /// <summary>
    /// kube-reserved memory (awslabs/amazon-eks-ami, nodeadm/internal/kubelet/config.go,
    /// getMemoryMebibytesToReserve).
    /// </summary>
    private static long ReservedMemoryBytes(int pods) => ((11L * pods) + 255) * Mib;

    /// <summary>kube-reserved CPU (the same file, getCPUMillicoresToReserve).</summary>
    private static long ReservedMilliCpu(int cpus)
    {
        var milli = cpus * 1000L;
        return (Math.Min(milli, 1000) * 600 / 10000)
            + (Between(milli, 1000, 2000) * 100 / 10000)
            + (Between(milli, 2000, 4000) * 50 / 10000)
            + (Between(milli, 4000, long.MaxValue) * 25 / 10000);
    }

    private static long Between(long value, long from, long to) => Math.Max(0, Math.Min(value, to) - from);

    private static long CeilingToMib(long bytes) => (bytes + Mib - 1) / Mib * Mib;
}
