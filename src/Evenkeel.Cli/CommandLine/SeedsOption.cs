using System.CommandLine;
using System.Globalization;

namespace Evenkeel.Cli.CommandLine;

/// <summary><c>--seeds N</c>: how many runs.</summary>
internal sealed class SeedsOption
{
    /// <summary>The option, with its default and the most it may be.</summary>
    public SeedsOption(int usual, int most, string description)
    {
        Option = new("--seeds")
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => usual,
            CustomParser = result =>
            {
                var given = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
                if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var seeds)
                    && seeds >= 1 && seeds <= most)
                {
                    return seeds;
                }

                result.AddError($"--seeds needs a whole number from 1 to {most}, not '{given}'");
                return usual;
            },
        };
    }

    /// <summary>The option.</summary>
    public Option<int> Option { get; }

    /// <summary>How many were asked for.</summary>
    public int Read(ParseResult parsed) => parsed.GetValue(Option);
}
