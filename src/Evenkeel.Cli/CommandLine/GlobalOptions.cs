using System.CommandLine;
using Evenkeel.Platform;

namespace Evenkeel.Cli.CommandLine;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    /// <summary><c>--output text|json</c>.</summary>
    public Option<string> Output { get; } = Make();

    /// <summary><c>--no-color</c>.</summary>
    public Option<bool> NoColour { get; } = new("--no-color")
    {
        Description = "Never colour output (NO_COLOR and TERM=dumb say the same)",
        Recursive = true,
    };

    /// <summary><c>--quiet</c>.</summary>
    public Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "Only the result in short, and errors: no progress, warnings or timelines",
        Recursive = true,
    };

    /// <summary>Adds them to the root.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Add(Output);
        root.Options.Add(NoColour);
        root.Options.Add(Quiet);
    }

    /// <summary>What a command is given, from what was written.</summary>
    public CommandContext Read(Host host, ParseResult parsed) => new(
        host,
        string.Equals(Value(parsed, Output), "json", StringComparison.Ordinal)
            ? OutputFormat.Json
            : OutputFormat.Text,
        Value(parsed, NoColour),
        Value(parsed, Quiet));

    /// <summary>An option's value; its default when it was written wrongly.</summary>
    private static T? Value<T>(ParseResult parsed, Option<T> option)
    {
        try
        {
            return parsed.GetValue(option);
        }
        catch (InvalidOperationException)
        {
            return default;
        }
    }

    private static Option<string> Make()
    {
        var option = new Option<string>("--output")
        {
            Description = "text: for people; json: for programs, on standard output alone",
            HelpName = "text|json",
            DefaultValueFactory = _ => "text",
            Recursive = true,
            CustomParser = result =>
            {
                var given = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
                if (given is not ("text" or "json"))
                {
                    result.AddError($"--output takes text or json, not '{given}'");
                    return "text";
                }

                return given;
            },
        };
        return option;
    }
}
