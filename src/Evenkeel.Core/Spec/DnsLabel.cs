using System.Text;

namespace Evenkeel.Core.Spec;

/// <summary>DNS labels as Kubernetes has them (apimachinery, util/validation, IsDNS1123Label).</summary>
public static class DnsLabel
{
    private const int MaxLength = 63;

    /// <summary>Small letters, digits and hyphens, a letter or digit at both ends, at most 63.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= MaxLength
        && text.All(c => IsAlphanumeric(c) || c == '-')
        && IsAlphanumeric(text[0]) && IsAlphanumeric(text[^1]);

    /// <summary>The label nearest to a text; empty when nothing of it can be kept.</summary>
    public static string Suggest(string text)
    {
        var result = new StringBuilder();
        foreach (var c in text.ToLowerInvariant())
        {
            if (IsAlphanumeric(c))
            {
                result.Append(c);
            }
            else if (result.Length > 0 && result[^1] != '-')
            {
                result.Append('-');
            }

            if (result.Length == MaxLength)
            {
                break;
            }
        }

        return result.ToString().Trim('-');
    }

    private static bool IsAlphanumeric(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');
}
