using System.Globalization;

namespace Evenkeel.Core.Model;

/// <summary>
/// A Kubernetes minor version. Where versions behave differently, it selects the model's rule.
/// </summary>
public readonly record struct KubernetesVersion(int Major, int Minor) : IComparable<KubernetesVersion>
{
    /// <summary>The oldest version modelled.</summary>
    public static readonly KubernetesVersion Oldest = new(1, 34);

    /// <summary>The newest version modelled, and the default.</summary>
    public static readonly KubernetesVersion Newest = new(1, 36);

    /// <summary>Parses <c>1.36</c>, <c>v1.36</c> or <c>1.36.2</c>.</summary>
    /// <returns>False where the text is none of these.</returns>
    public static bool TryParse(string text, out KubernetesVersion version)
    {
        version = default;
        var parts = text.TrimStart('v').Split('.');
        if (parts.Length is < 2 or > 3
            || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            || (parts.Length == 3
                && !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            return false;
        }

        version = new(major, minor);
        return true;
    }

    /// <summary>Whether this version is at least <paramref name="major"/>.<paramref name="minor"/>.</summary>
    public bool AtLeast(int major, int minor) => CompareTo(new(major, minor)) >= 0;

    /// <inheritdoc/>
    public int CompareTo(KubernetesVersion other) => (Major, Minor).CompareTo((other.Major, other.Minor));

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
