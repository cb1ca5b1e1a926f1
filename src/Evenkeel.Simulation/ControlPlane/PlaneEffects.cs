using System.Collections.Immutable;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>A time in which the Kubernetes API answers nobody, counted from a fault.</summary>
/// <param name="From">When it begins.</param>
/// <param name="To">When it ends; null where it does not.</param>
internal readonly record struct Silence(TimeSpan From, TimeSpan? To)
{
    /// <summary>How long it lasts; null where it does not end.</summary>
    public TimeSpan? Length => To - From;
}

/// <summary>
/// A time in which the API answers, but none of the servers that do are reached from a zone.
/// </summary>
/// <param name="Zone">The zone.</param>
/// <param name="Silence">When, counted from the fault.</param>
internal sealed record ZoneSilence(string Zone, Silence Silence);

/// <summary>A server's machine leaves, and another one takes its place.</summary>
/// <param name="Machine">The name of its Node.</param>
/// <param name="From">When it begins to drain, counted from the fault.</param>
/// <param name="Ends">When the machine ends.</param>
/// <param name="Back">When its place has a member again; null where it has not.</param>
internal sealed record ServerLeave(string Machine, TimeSpan From, TimeSpan Ends, TimeSpan? Back);

/// <summary>
/// What a fault of the control plane does to those who need the API, each thing counted from the fault.
/// </summary>
internal sealed record PlaneEffects
{
    /// <summary>Nothing.</summary>
    public static PlaneEffects None { get; } = new();

    /// <summary>When the API answers nobody.</summary>
    public ImmutableArray<Silence> Silences { get; init; } = [];

    /// <summary>
    /// When a server is lost for longer than those who lead on it go on trying, so that others take over.
    /// </summary>
    public ImmutableArray<TimeSpan> LeadersLost { get; init; } = [];

    /// <summary>When zones reach no server that answers.</summary>
    public ImmutableArray<ZoneSilence> ZoneSilences { get; init; } = [];

    /// <summary>The servers that are replaced in order.</summary>
    public ImmutableArray<ServerLeave> Leaves { get; init; } = [];

    /// <summary>Whether nothing comes of it.</summary>
    public bool IsNothing =>
        Silences.IsEmpty && LeadersLost.IsEmpty && ZoneSilences.IsEmpty && Leaves.IsEmpty;

    /// <summary>How long the API answers nobody, in seconds; infinite where that never ends.</summary>
    public double SilentSeconds =>
        Silences.Sum(static s => s.Length?.TotalSeconds ?? double.PositiveInfinity);

    /// <summary>The same for zones that reach no server, all together.</summary>
    public double ZoneSeconds =>
        ZoneSilences.Sum(static z => z.Silence.Length?.TotalSeconds ?? double.PositiveInfinity);
}
