namespace Evenkeel.Cli.Output.Timelines;

/// <summary>How near to each other like events must be to be told as one.</summary>
/// <param name="Gap">The longest pause between two of them.</param>
/// <param name="Longest">The longest time from the first to the last.</param>
/// <param name="AppsTogether">Whether the pods of several apps are told as one.</param>
internal sealed record Pace(TimeSpan Gap, TimeSpan Longest, bool AppsTogether)
{
    /// <summary>
    /// From the finest on. A large zone is given up node by node, 10 s apart: told one by one, nobody would
    /// see the whole.
    /// </summary>
    public static readonly IReadOnlyList<Pace> FromFinest =
    [
        new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), AppsTogether: false),
        new(TimeSpan.FromSeconds(12), TimeSpan.FromMinutes(2), AppsTogether: false),
        new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10), AppsTogether: false),
        new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(24), AppsTogether: false),
        new(TimeSpan.FromMinutes(10), TimeSpan.FromHours(24), AppsTogether: true),
    ];
}
