using System.Collections.Frozen;

namespace Evenkeel.Compiler.Binding;

/// <summary>An EC2 instance type, with what a node's size depends on.</summary>
/// <param name="Name">Family and size, such as <c>m7i.large</c>.</param>
/// <param name="Cpus">Its vCPUs.</param>
/// <param name="MemoryGib">Its memory, as AWS advertises it.</param>
/// <param name="Architecture">As the label <c>kubernetes.io/arch</c> has it: amd64 or arm64.</param>
/// <param name="EniPods">
/// How many pods get an address of its network interfaces: interfaces × (addresses each − 1) + 2.
/// </param>
public sealed record InstanceType(string Name, int Cpus, int MemoryGib, string Architecture, int EniPods);

/// <summary>
/// The general-purpose instance types that are known. Sizes: https://aws.amazon.com/ec2/instance-types/;
/// pods: awslabs/amazon-eks-ami, nodeadm/internal/kubelet/instance-info.jsonl and eni_max_pods.go. Both as of
/// July 2026.
/// </summary>
public static class InstanceTypes
{
    /// <summary>When the table was last compared with its sources.</summary>
    public const string AsOf = "July 2026";

    private const string Amd = "amd64";
    private const string Arm = "arm64";

    private static readonly (string Size, int Cpus, int EniPods)[] Sizes =
    [
        ("large", 2, 29), ("xlarge", 4, 58), ("2xlarge", 8, 58), ("4xlarge", 16, 234), ("8xlarge", 32, 234),
    ];

    private static readonly FrozenDictionary<string, InstanceType> Known =
        Make().ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>The names of all types known, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The type of that name, or null.</summary>
    public static InstanceType? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>
    /// The type of that name for a machine that is no node, or null: those that are too small for the kubelet
    /// and
    /// its pods are known here too.
    /// </summary>
    public static InstanceType? FindForHost(string name) => name switch
    {
        "t3.micro" or "t3a.micro" => new(name, 2, 1, Amd, 4),
        "t4g.micro" => new(name, 2, 1, Arm, 4),
        _ => Find(name),
    };

    private static IEnumerable<InstanceType> Make() =>
    [
        .. Burstable("t3", Amd), .. Burstable("t3a", Amd), .. Burstable("t4g", Arm),
        .. Family("m5", 4, Amd), .. Family("m6i", 4, Amd), .. Family("m6a", 4, Amd), .. Family("m6g", 4, Arm),
        .. Family("m7i", 4, Amd), .. Family("m7a", 4, Amd), .. Family("m7g", 4, Arm),
        // c5 alone has a 9xlarge in the place of the 8xlarge.
        .. Family("c5", 2, Amd).Where(t => t.Name != "c5.8xlarge"), new("c5.9xlarge", 36, 72, Amd, 234),
        .. Family("c6i", 2, Amd), .. Family("c6a", 2, Amd), .. Family("c6g", 2, Arm),
        .. Family("c7i", 2, Amd), .. Family("c7a", 2, Amd), .. Family("c7g", 2, Arm),
        .. Family("r5", 8, Amd), .. Family("r6i", 8, Amd), .. Family("r6g", 8, Arm),
        .. Family("r7i", 8, Amd), .. Family("r7g", 8, Arm),
    ];

    private static IEnumerable<InstanceType> Family(string family, int gibPerCpu, string architecture) =>
        Sizes.Select(s => new InstanceType(
            $"{family}.{s.Size}", s.Cpus, s.Cpus * gibPerCpu, architecture, s.EniPods));

    /// <summary>
    /// t3.small to t3.2xlarge and their kin, which have more addresses than others of their size.
    /// </summary>
    private static IEnumerable<InstanceType> Burstable(string family, string architecture) =>
    [
        new($"{family}.small", 2, 2, architecture, family == "t3a" ? 8 : 11),
        new($"{family}.medium", 2, 4, architecture, 17),
        new($"{family}.large", 2, 8, architecture, 35),
        new($"{family}.xlarge", 4, 16, architecture, 58),
        new($"{family}.2xlarge", 8, 32, architecture, 58),
    ];
}
