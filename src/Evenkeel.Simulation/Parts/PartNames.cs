using Evenkeel.Core.Model.Proof;

namespace Evenkeel.Simulation.Parts;

/// <summary>Names the parts of cut sets.</summary>
internal static class PartNames
{
    /// <summary>A cut set by the names of its parts, in the order of kinds and names.</summary>
    public static CutSet Of(Cut cut, PartIndex parts) => new(
    [
        .. cut.Parts.Select(p => parts[p]).OrderBy(static p => p.Kind)
            .ThenBy(static p => p.Name, StringComparer.Ordinal),
    ]);
}
