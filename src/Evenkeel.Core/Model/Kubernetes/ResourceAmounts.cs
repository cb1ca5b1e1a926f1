using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Kubernetes;

/// <summary>
/// Amounts of the resources that the scheduler counts, in its own units: CPU in milli-cores, memory and
/// ephemeral storage in bytes, everything else in whole units (pkg/scheduler/framework/types.go, Resource).
/// </summary>
public sealed record ResourceAmounts
{
    /// <summary>Nothing of anything.</summary>
    public static readonly ResourceAmounts None = new();

    /// <summary>CPU, in thousandths of a core.</summary>
    public long MilliCpu { get; init; }

    /// <summary>Memory, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Ephemeral storage, in bytes.</summary>
    public long EphemeralStorageBytes { get; init; }

    /// <summary>Number of pods a node admits; zero in a pod's requests.</summary>
    public long Pods { get; init; }

    /// <summary>Extended resources (GPUs, huge pages) by name, in whole units.</summary>
    public ImmutableSortedDictionary<string, long> Extended { get; init; } =
        ImmutableSortedDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>The sum, resource by resource.</summary>
    public ResourceAmounts Plus(ResourceAmounts other) => Combine(other, static (a, b) => a + b);

    /// <summary>The larger of both, resource by resource.</summary>
    public ResourceAmounts Max(ResourceAmounts other) => Combine(other, Math.Max);

    private ResourceAmounts Combine(ResourceAmounts other, Func<long, long, long> operation)
    {
        var extended = Extended;
        foreach (var (name, amount) in other.Extended)
        {
            extended = extended.SetItem(name, operation(extended.GetValueOrDefault(name), amount));
        }

        return new()
        {
            MilliCpu = operation(MilliCpu, other.MilliCpu),
            MemoryBytes = operation(MemoryBytes, other.MemoryBytes),
            EphemeralStorageBytes = operation(EphemeralStorageBytes, other.EphemeralStorageBytes),
            Pods = operation(Pods, other.Pods),
            Extended = extended,
        };
    }
}
