using System.Text.RegularExpressions;

namespace Evenkeel.Core.Spec.Fields;

/// <summary>Which texts a field takes.</summary>
/// <param name="Pattern">
/// A regular expression from <c>^</c> to <c>$</c> in the language that ECMAScript and .NET share.
/// </param>
/// <param name="Problem">What another text is, as it follows the text: "which is not a …".</param>
/// <param name="Fix">How to mend it.</param>
public sealed record TextRule(string Pattern, string Problem, string Fix)
{
    private const int Longest = 2048;

    private readonly Lazy<Regex> regex = new(() => new Regex(
        Pattern.EndsWith('$') ? Pattern[..^1] + @"\z" : Pattern,
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking));

    /// <summary>A DNS label. Checked by its readers, who know a nearer name.</summary>
    public static TextRule Label { get; } = new(
        "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", "which is not a DNS label", "write small letters and digits");

    /// <summary>An EC2 instance type, by its form: new ones appear too often to be listed.</summary>
    public static TextRule InstanceType { get; } = new(
        @"^[a-z0-9-]+\.[a-z0-9-]+$", "which is not an EC2 instance type",
        "write family and size, such as m7i.large");

    /// <summary>Namespace and name of a Kubernetes object, or a name in <c>default</c>.</summary>
    public static TextRule ObjectName { get; } = new(
        "^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?/)?[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
        "which does not name a Service", "write namespace/name, such as shop/web");

    /// <summary>A range of IPv4 addresses, by its form; its readers look closer.</summary>
    public static TextRule Cidr { get; } = new(
        @"^([0-9]{1,3}\.){3}[0-9]{1,3}/[0-9]{1,2}$", "which is not a range of IPv4 addresses",
        "write a network and its prefix length, such as 10.20.0.0/16");

    /// <summary>A domain name of two labels or more.</summary>
    public static TextRule DomainName { get; } = new(
        @"^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])$",
        "which is not a domain name", "write a name such as example.com, in small letters");

    /// <summary>Whether a text is allowed.</summary>
    public bool Allows(string text) => text.Length <= Longest && regex.Value.IsMatch(text);
}
