using Evenkeel.Cli.Output;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Platform;

namespace Evenkeel.Cli.CommandLine;

/// <summary>Whom the result is for.</summary>
internal enum OutputFormat
{
    /// <summary>People.</summary>
    Text,

    /// <summary>Programs.</summary>
    Json,
}

/// <summary>What every command is given: the machine and the global options.</summary>
/// <param name="Host">The machine.</param>
/// <param name="Format">Whom the result is for.</param>
/// <param name="NoColour">Whether colour was refused.</param>
/// <param name="Quiet">Whether only results and errors are wanted.</param>
internal sealed record CommandContext(Host Host, OutputFormat Format, bool NoColour, bool Quiet)
{
    /// <summary>How text on standard output looks.</summary>
    public Layout OutLayout => new(
        Palette.For(Host.Terminal.OutIsTerminal && Host.Terminal.ColourAllowed && !NoColour),
        Host.Terminal.Width,
        Quiet);

    /// <summary>How to paint standard error.</summary>
    public Palette ErrorPalette =>
        Palette.For(Host.Terminal.ErrorIsTerminal && Host.Terminal.ColourAllowed && !NoColour);

    /// <summary>Whether progress may be drawn on standard error.</summary>
    public bool ShowsProgress => Host.Terminal.ErrorIsTerminal && !Quiet;

    /// <summary>Writes a result to standard output, in one piece.</summary>
    /// <exception cref="OutputFailedException">It cannot be written.</exception>
    public void WriteResult(string text)
    {
        try
        {
            Host.Terminal.Out.Write(text);
            Host.Terminal.Out.Flush();
        }
        catch (IOException e)
        {
            throw new OutputFailedException(e);
        }
    }

    /// <summary>Writes a line for people to standard error, beside a result for programs.</summary>
    public void WriteRemark(string line)
    {
        if (!Quiet)
        {
            Host.Terminal.Error.Write($"{line}\n");
        }
    }

    /// <summary>
    /// Writes diagnostics to standard error; when there are errors and the result was to be JSON, also to
    /// standard output, where the result would have been.
    /// </summary>
    public void WriteDiagnostics(DiagnosticBag bag)
    {
        Host.Terminal.Error.Write(DiagnosticOutput.Text(bag, ErrorPalette.Enabled, Quiet));
        if (bag.HasErrors && Format == OutputFormat.Json)
        {
            WriteResult(DiagnosticJson.ToJson(bag));
        }
    }
}
