namespace Evenkeel.Platform.Terminals;

/// <summary>Where a command's output goes.</summary>
public interface ITerminal
{
    /// <summary>Standard output: results.</summary>
    TextWriter Out { get; }

    /// <summary>Standard error: diagnostics and progress.</summary>
    TextWriter Error { get; }

    /// <summary>Whether a person sees standard output as it is written.</summary>
    bool OutIsTerminal { get; }

    /// <summary>Whether a person sees standard error as it is written.</summary>
    bool ErrorIsTerminal { get; }

    /// <summary>Whether a person answers on standard input.</summary>
    bool InIsTerminal => false;

    /// <summary>A line of standard input, or null at its end.</summary>
    string? ReadLine() => null;

    /// <summary>How many cells a line has; <see cref="DefaultWidth"/> where nothing says.</summary>
    int Width { get; }

    /// <summary>Whether the environment allows colour (NO_COLOR, TERM=dumb).</summary>
    bool ColourAllowed { get; }

    /// <summary>The width that output is laid out for when it is not a terminal.</summary>
    const int DefaultWidth = 110;
}
