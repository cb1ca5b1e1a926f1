using System.Collections.Frozen;
using System.Globalization;

namespace Evenkeel.Compiler.Binding;

/// <summary>An EC2 instance type, with what a node's size depends on.</summary>
/// <param name="Name">Family and size, such as <c>m7i.large</c>.</param>
/// <param name="Cpus">Its vCPUs.</param>
/// <param name="MemoryMib">Its memory in MiB, as AWS advertises it.</param>
/// <param name="Architecture">As the label <c>kubernetes.io/arch</c> has it: amd64 or arm64.</param>
/// <param name="Interfaces">How many network interfaces its default network card takes.</param>
/// <param name="AddressesEach">How many IPv4 addresses each of them holds.</param>
public sealed record InstanceType(
    string Name, int Cpus, int MemoryMib, string Architecture, int Interfaces, int AddressesEach)
{
    /// <summary>
    /// How many pods get an address of its network interfaces; the two more are on the host's own network
    /// (awslabs/amazon-eks-ami, nodeadm/internal/kubelet/eni_max_pods.go, calculateStandardMaxPods).
    /// </summary>
    public int EniPods => (Interfaces * (AddressesEach - 1)) + 2;

    /// <summary>Its memory in GiB as people write it: <c>8</c>, <c>5.25</c>.</summary>
    public string MemoryGib => (MemoryMib / 1024m).ToString("0.###", CultureInfo.InvariantCulture);
}

/// <summary>
/// The instance types that are known: <c>instance-types.txt</c> beside this file, which names its sources
/// and what it leaves out. <c>eng/aws-tables.py</c> compares it with what AWS says.
/// </summary>
public static class InstanceTypes
{
    /// <summary>When the table was last compared with its sources.</summary>
    public const string AsOf = "July 2026";

    private const string Table = "instance-types.txt";

    private static readonly FrozenDictionary<string, InstanceType> Hosts =
        Read().ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, InstanceType> Known =
        Hosts.Values.Where(IsNode).ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    /// <summary>The names of all types that can be nodes, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The type of that name, or null.</summary>
    public static InstanceType? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>
    /// The type of that name for a machine that is no node, or null: those that are too small for the kubelet
    /// and its pods are known here too.
    /// </summary>
    public static InstanceType? FindForHost(string name) => Hosts.GetValueOrDefault(name);

    private static bool IsNode(InstanceType type) => !type.Name.EndsWith(".micro", StringComparison.Ordinal);

    private static IEnumerable<InstanceType> Read()
    {
        using var stream = typeof(InstanceTypes).Assembly.GetManifestResourceStream(Table)
            ?? throw new InvalidOperationException($"{Table} is not in the assembly.");
        using var reader = new StreamReader(stream);
        string[] family = [];
        while (reader.ReadLine() is { } line)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line.StartsWith(' '))
            {
                foreach (var word in words)
                {
                    yield return Type(family[0], family[1], word);
                }
            }
            else if (!line.StartsWith('#'))
            {
                family = words;
            }
        }
    }

    /// <summary>One entry, <c>SIZE:VCPU:GIB:INTERFACESxADDRESSES</c>.</summary>
    private static InstanceType Type(string family, string architecture, string word)
    {
        var parts = word.Split(':');
        var network = parts[3].Split('x');
        return new(
            $"{family}.{parts[0]}",
            int.Parse(parts[1], CultureInfo.InvariantCulture),
            (int)(decimal.Parse(parts[2], CultureInfo.InvariantCulture) * 1024),
            architecture,
            int.Parse(network[0], CultureInfo.InvariantCulture),
            int.Parse(network[1], CultureInfo.InvariantCulture));
    }
}
