using System.Globalization;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>Something that happened in a control plane.</summary>
/// <param name="AtMs">When, in milliseconds of the run.</param>
/// <param name="Who">The machine, or the slot.</param>
/// <param name="What">What happened to it, or what it did.</param>
internal readonly record struct TraceLine(long AtMs, string Who, string What)
{
    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{AtMs / 1000.0,9:0.000} {Who,-5} {What}");
}
