using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Compiler.Binding;

/// <summary>Resources for people.</summary>
internal static class Amounts
{
    /// <summary><c>2000m CPU, 4096 MiB and 1 nvidia.com/gpu</c>.</summary>
    public static string Text(ResourceAmounts amounts)
    {
        List<string> parts =
        [
            $"{amounts.MilliCpu}m CPU",
            $"{amounts.MemoryBytes >> 20} MiB",
            .. amounts.Extended.Select(e => $"{e.Value} {e.Key}"),
        ];
        return $"{string.Join(", ", parts[..^1])} and {parts[^1]}";
    }
}
