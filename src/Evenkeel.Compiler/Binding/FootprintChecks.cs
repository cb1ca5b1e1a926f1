using System.Globalization;
using Evenkeel.Compiler.Diagnostics;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec;

namespace Evenkeel.Compiler.Binding;

/// <summary>
/// Nodes of one group are of like footprint: cluster-autoscaler counts on the first type alone (autoscaler,
/// cloudprovider/aws/README.md, "Using Mixed Instances Policies and Spot Instances"), and so does a proof.
/// </summary>
internal static class FootprintChecks
{
    /// <summary>How much more a type may offer than the first before that is worth a warning, in percent.
    /// </summary>
    private const int Tolerance = 10;

    /// <summary>Reports pools whose types differ in size, and Spot that may be taken all at once.</summary>
    public static void Check(ClusterSpec spec, DiagnosticBag diagnostics)
    {
        foreach (var pool in spec.NodePools)
        {
            var known = pool.InstanceTypes
                .Select(name => (Name: name, Type: InstanceTypes.Find(name.Value)))
                .Where(static t => t.Type is not null).ToList();
            if (known.Count == 0)
            {
                continue;
            }

            foreach (var (name, type) in known.Skip(1)
                .Where(t => t.Type!.Architecture == known[0].Type!.Architecture))
            {
                if (Difference(known[0].Type!, type!, spec.Distribution.Value) is { } difference)
                {
                    diagnostics.Add(difference.IsSmaller
                        ? CompileDiagnostics.SmallerType(pool, name, difference.Text)
                        : CompileDiagnostics.LargerType(pool, name, difference.Text));
                }
            }

            if (pool.Spot is not null && known.Count == 1)
            {
                diagnostics.Add(CompileDiagnostics.OneSpotType(pool, known[0].Name));
            }
        }
    }

    /// <summary>In what a type differs from the first of its pool; null where it is alike.</summary>
    private static (bool IsSmaller, string Text)? Difference(
        InstanceType first, InstanceType other, Distribution distribution)
    {
        var (expected, offered) = (
            NodeSize.Allocatable(first, distribution), NodeSize.Allocatable(other, distribution));
        var isSmaller = offered.MilliCpu < expected.MilliCpu || offered.MemoryBytes < expected.MemoryBytes
            || offered.Pods < expected.Pods;
        var isLarger = IsMore(offered.MilliCpu, expected.MilliCpu)
            || IsMore(offered.MemoryBytes, expected.MemoryBytes);
        return !isSmaller && !isLarger ? null : (
            isSmaller,
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Amounts.Text(offered)} for {offered.Pods} pods, and {first.Name} {Amounts.Text(expected)} "
                + $"for {expected.Pods}"));
    }

    private static bool IsMore(long offered, long expected) => offered * 100 > expected * (100 + Tolerance);
}
