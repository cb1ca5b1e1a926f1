namespace Evenkeel.Cli.Output;

/// <summary>What a change does to a claim.</summary>
internal enum ClaimChange
{
    /// <summary>It holds before and after.</summary>
    Holds,

    /// <summary>It holds now, and would not.</summary>
    Breaks,

    /// <summary>It does not hold now, and would.</summary>
    Mends,

    /// <summary>It holds neither before nor after.</summary>
    Fails,
}
