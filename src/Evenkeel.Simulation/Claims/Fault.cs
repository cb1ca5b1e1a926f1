using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Simulation;

namespace Evenkeel.Simulation.Claims;

/// <summary>A fault as a claim names it: what happens at one instant, and when it is mended.</summary>
/// <param name="Name">In words, unique: <c>zone eu-west-1b loses power</c>.</param>
/// <param name="Actions">What happens, in order.</param>
/// <param name="RepairedAfter">How long after it began all of it is mended; null where it lasts.</param>
internal sealed record Fault(
    string Name, ImmutableArray<ScenarioAction> Actions, TimeSpan? RepairedAfter)
{
    /// <summary>
    /// What happens, and how long after the fault's instant, where it comes from a scenario; else empty, and
    /// all happens at once.
    /// </summary>
    public ImmutableArray<ScenarioStep> Steps { get; init; } = [];

    /// <summary>How long a scenario goes on at least.</summary>
    public TimeSpan Lasts { get; init; }

    /// <summary>The zone that is lost whole, so that nothing can be started in it either; or null.</summary>
    public string? Zone => LostZones.FirstOrDefault();

    /// <summary>All zones that are lost whole; several where two faults come together.</summary>
    public ImmutableArray<string> LostZones { get; } =
    [
        .. Actions.Select(static a => a switch
        {
            ScenarioAction.Fail fail => fail.Target.Zone,
            ScenarioAction.Isolate isolate => isolate.Target.Zone,
            _ => null,
        }).OfType<string>().Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether a whole zone is lost.</summary>
    public bool IsZone => Zone is not null;

    /// <summary>
    /// The same fault, mended after a while; itself where it lasts, and where a scenario says what is mended.
    /// </summary>
    public Fault Mended(TimeSpan? after) => after is not { } time || !Steps.IsEmpty ? this : this with
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{Name} for {time.TotalSeconds:0.###} s"),
        RepairedAfter = after,
    };
}
