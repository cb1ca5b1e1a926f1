using System.Globalization;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads lengths of time that cannot be negative.</summary>
internal static class Durations
{
    /// <summary>A duration of at least some seconds; null when absent or wrong (reported).</summary>
    public static TimeSpan? Read(ObjectReader reader, string key, int leastSeconds = 0)
    {
        if (reader.Duration(key) is not { } duration)
        {
            return null;
        }

        if (duration.TotalSeconds >= leastSeconds)
        {
            return duration.ToTimeSpan();
        }

        var least = string.Create(CultureInfo.InvariantCulture, $"{leastSeconds}s");
        reader.Invalid(
            key,
            $"is {DisplayText.Quote(duration.ToString())}, but must be at least {least}",
            $"write {least} or more");
        return null;
    }
}
