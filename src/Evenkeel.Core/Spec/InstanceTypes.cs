namespace Evenkeel.Core.Spec;

/// <summary>
/// Reads the names of EC2 instance types by their form alone: new ones appear too often to be listed.
/// </summary>
internal static class InstanceTypes
{
    /// <summary>How to mend a word that is none.</summary>
    public const string Fix = "write family and size, such as m7i.large";

    /// <summary>Family, a dot, size.</summary>
    public static bool IsValid(string text)
    {
        var parts = text.Split('.');
        return parts.Length == 2 && parts.All(part =>
            part.Length > 0 && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'));
    }
}
