using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Resource amounts by name, in thousandths, so that sums round once at the end as the API server's
/// quantities do. A name that is present with zero differs from one that is absent.
/// </summary>
internal sealed class ResourceTotals
{
    /// <summary>Processor time.</summary>
    public const string Cpu = "cpu";

    /// <summary>Memory.</summary>
    public const string Memory = "memory";

    private const string EphemeralStorage = "ephemeral-storage";
    /// <summary>How many pods a node admits.</summary>
    public const string Pods = "pods";
    private const string HugePagesPrefix = "hugepages-";

    /// <summary>Node amounts that limit attached volumes, one for each kind of volume.</summary>
    public const string AttachablePrefix = "attachable-volumes-";

    private readonly SortedDictionary<string, Int128> milli = new(StringComparer.Ordinal);

    /// <summary>The names that are present.</summary>
    public IEnumerable<KeyValuePair<string, Int128>> Entries => milli;

    /// <summary>Whether nothing is present.</summary>
    public bool IsEmpty => milli.Count == 0;

    /// <summary>Whether a pod may state this resource for all its containers together.</summary>
    public static bool IsPodLevel(string name) =>
        name is Cpu or Memory || name.StartsWith(HugePagesPrefix, StringComparison.Ordinal);

    /// <summary>
    /// Whether more of it may be promised than there is: cpu, memory and storage, not huge pages or
    /// devices.
    /// </summary>
    public static bool IsOvercommitable(string name) => name is Cpu or Memory or EphemeralStorage;

    /// <summary>Whether the name is present.</summary>
    public bool Has(string name) => milli.ContainsKey(name);

    /// <summary>The amount in thousandths; zero where absent.</summary>
    public Int128 Get(string name) => milli.GetValueOrDefault(name);

    /// <summary>Sets an amount, in thousandths.</summary>
    public void Set(string name, Int128 amount) => milli[name] = amount;

    /// <summary>Sets the amounts whose names are absent here.</summary>
    public void SetMissing(ResourceTotals other)
    {
        foreach (var (name, amount) in other.milli)
        {
            milli.TryAdd(name, amount);
        }
    }

    /// <summary>Adds the other's amounts.</summary>
    public void Add(ResourceTotals other)
    {
        foreach (var (name, amount) in other.milli)
        {
            milli[name] = Get(name) + amount;
        }
    }

    /// <summary>Raises each amount to the other's where that is larger.</summary>
    public void RaiseTo(ResourceTotals other)
    {
        foreach (var (name, amount) in other.milli)
        {
            milli[name] = Int128.Max(Get(name), amount);
        }
    }

    /// <summary>A copy that can be changed on its own.</summary>
    public ResourceTotals Copy()
    {
        var copy = new ResourceTotals();
        copy.Add(this);
        return copy;
    }

    /// <summary>The amounts in the scheduler's units, rounded up.</summary>
    public ResourceAmounts ToAmounts()
    {
        var extended = ImmutableSortedDictionary.CreateBuilder<string, long>(StringComparer.Ordinal);
        foreach (var (name, amount) in milli)
        {
            if (name is not (Cpu or Memory or EphemeralStorage or Pods)
                && !name.StartsWith(AttachablePrefix, StringComparison.Ordinal))
            {
                extended[name] = Whole(amount);
            }
        }

        return new()
        {
            MilliCpu = Clamp(Get(Cpu)),
            MemoryBytes = Whole(Get(Memory)),
            EphemeralStorageBytes = Whole(Get(EphemeralStorage)),
            Pods = Whole(Get(Pods)),
            Extended = extended.ToImmutable(),
        };
    }

    /// <summary>Thousandths as whole units, rounded up.</summary>
    public static long Whole(Int128 thousandths) => Clamp((thousandths + 999) / 1000);

    private static long Clamp(Int128 value) => (long)Int128.Clamp(value, 0, long.MaxValue);
}
