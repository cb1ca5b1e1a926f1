using Evenkeel.Core.Model.Proof;

namespace Evenkeel.Cli.Output;

/// <summary>A claim of a plan, before and after.</summary>
/// <param name="After">The verdict with the plan's numbers.</param>
/// <param name="Before">The verdict about what exists; null where there is nothing, it is not known, or the
/// claim cannot be asked of it.</param>
internal sealed record PlannedClaim(ClaimVerdict After, Verdict? Before)
{
    /// <summary>What the change does to it; null where what exists says nothing.</summary>
    public ClaimChange? Change => Before is not { } before ? null
        : (Holds(before), Holds(After.Verdict)) switch
    {
        (true, true) => ClaimChange.Holds,
        (true, false) => ClaimChange.Breaks,
        (false, true) => ClaimChange.Mends,
        (false, false) => ClaimChange.Fails,
    };

    /// <summary>Whether a pipeline may go on with it.</summary>
    public bool IsFine => Holds(After.Verdict);

    private static bool Holds(Verdict verdict) => verdict is Verdict.Proven or Verdict.Held;
}
