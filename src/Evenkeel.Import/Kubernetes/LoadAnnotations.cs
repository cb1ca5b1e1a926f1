using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Quantities;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Reads what the owner of a workload declares for the simulation, in annotations of the workload:
/// <c>evenkeel.dev/load-cpu</c>, the CPU that its requests need in all.
/// </summary>
internal static class LoadAnnotations
{
    private const string Prefix = "evenkeel.dev/";
    private const string LoadCpu = Prefix + "load-cpu";
    private static readonly string[] Known = [LoadCpu];

    /// <summary>The declared load in thousandths of a core, or null.</summary>
    public static long? ReadCpu(Manifest manifest)
    {
        if (manifest.Metadata.Object("annotations") is not { } annotations)
        {
            return null;
        }

        foreach (var entry in annotations.Mapping.Entries)
        {
            var key = entry.Key.Value;
            if (key.StartsWith(Prefix, StringComparison.Ordinal)
                && !Known.Contains(key, StringComparer.Ordinal))
            {
                annotations.Diagnostics.Add(ImportDiagnostics.UnknownAnnotation(
                    entry.Key.Span, key, manifest.ToString(), NearestWord.Of(key, Known)));
            }
        }

        // An annotation is a text; a number without quotes is told of by Text.
        return annotations.Has(LoadCpu) && annotations.Text(LoadCpu) is not null
            && annotations.Amount(LoadCpu) is { } load
                ? load.MilliValue
                : null;
    }
}
