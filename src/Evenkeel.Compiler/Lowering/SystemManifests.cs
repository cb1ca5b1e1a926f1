using System.Collections.Immutable;
using Evenkeel.Compiler.Lowering.Manifests;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Compiler.Lowering;

/// <summary>
/// Those of the cluster's own parts that requests go through, as Kubernetes YAML: the one description of
/// them, which is rendered and proven.
/// </summary>
public static class SystemManifests
{
    /// <summary>The parts that a cluster file asks for, in the order in which they are made.</summary>
    public static ImmutableArray<SourceText> Of(ClusterSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var settings = PartSettings.Of(spec);
        return [.. Parts(settings).Select(part => part.Text(settings))];
    }

    /// <summary>The same parts, not yet written.</summary>
    internal static IEnumerable<SystemPart> Parts(PartSettings settings) =>
        SystemPart.All.Where(part => part.IsProven && part.IsWanted(settings));
}
