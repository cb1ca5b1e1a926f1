using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Proof;

namespace Evenkeel.Cli.Output;

/// <summary>One figure of a claim.</summary>
/// <param name="Text">The figure beside its bound.</param>
/// <param name="Broken">Whether it breaks its bound.</param>
internal sealed record Figure(string Text, bool Broken);

/// <summary>A claim's worst figures beside its bounds.</summary>
internal static class Figures
{
    /// <summary>
    /// For example <c>blackout 0 s of 0 s allowed</c>, <c>errors 16.7 s of 30 s</c>,
    /// <c>full strength never (8 min allowed)</c>.
    /// </summary>
    public static IEnumerable<Figure> Of(Claim claim, WorstCase worst)
    {
        yield return Make("blackout", worst.OutageSeconds, "never ends", claim.MaxOutage, " allowed");
        yield return Make("errors", worst.ErrorSeconds, "never end", claim.MaxErrors, "");
        yield return worst.RecoveredSeconds is null
            ? Make("full strength", null, "never", claim.Recovered, "")
            : Make("full strength after", worst.RecoveredSeconds, "", claim.Recovered, "");
    }

    private static Figure Make(string what, double? seconds, string never, TimeSpan? bound, string after) =>
        (seconds, bound) switch
        {
            (null, null) => new($"{what} {never} (no bound)", false),
            (null, { } most) => new($"{what} {never} ({Durations.Text(most)} allowed)", true),
            ({ } value, null) => new($"{what} {Durations.Text(value)} (no bound)", false),
            ({ } value, { } most) => new(
                $"{what} {Durations.Text(value)} of {Durations.Text(most)}{after}",
                value > most.TotalSeconds),
        };
}
