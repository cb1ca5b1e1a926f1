using System.CommandLine;
using System.Globalization;

namespace Evenkeel.Cli.CommandLine;

/// <summary>An option that is a whole number from 1 to a bound.</summary>
internal static class NumberOption
{
    /// <summary>The option.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="usual">What it is where it is not given.</param>
    /// <param name="most">The bound.</param>
    /// <param name="description">What it is.</param>
    public static Option<int> Make(string name, int usual, int most, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => usual,
        CustomParser = result =>
        {
            var given = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
            if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= 1 && number <= most)
            {
                return number;
            }

            result.AddError($"{name} needs a whole number from 1 to {most}, not '{given}'");
            return usual;
        },
    };
}
