namespace Evenkeel.Platform.Terminals;

/// <summary>Whether the environment allows colour.</summary>
public static class ColourRules
{
    /// <summary>
    /// False when <c>NO_COLOR</c> is set to anything but the empty text (no-color.org) or <c>TERM</c> is
    /// <c>dumb</c>.
    /// </summary>
    /// <param name="environment">An environment variable's value, or null.</param>
    public static bool Allows(Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("NO_COLOR"))
        && !string.Equals(environment("TERM"), "dumb", StringComparison.Ordinal);
}
