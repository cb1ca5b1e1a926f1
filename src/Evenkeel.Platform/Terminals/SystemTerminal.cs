using System.Text;

namespace Evenkeel.Platform.Terminals;

/// <summary>
/// The process's own standard streams: UTF-8 without byte order mark, lines ending in <c>\n</c>.
/// </summary>
public sealed class SystemTerminal : ITerminal, IDisposable
{
    private const int Narrowest = 60;
    private readonly Lazy<TextWriter> output =
        new(() => Writer(Console.OpenStandardOutput(), 16 * 1024, flush: false));

    private readonly Lazy<TextWriter> error =
        new(() => Writer(Console.OpenStandardError(), 1024, flush: true));


    /// <inheritdoc/>
    public TextWriter Out => output.Value;

    /// <inheritdoc/>
    public TextWriter Error => error.Value;

    /// <inheritdoc/>
    public bool OutIsTerminal => !Console.IsOutputRedirected;

    /// <inheritdoc/>
    public bool ErrorIsTerminal => !Console.IsErrorRedirected;

    /// <inheritdoc/>
    public bool InIsTerminal => !Console.IsInputRedirected;

    /// <inheritdoc/>
    public string? ReadLine() => Console.In.ReadLine();

    /// <inheritdoc/>
    public int Width => OutIsTerminal ? Measure() : ITerminal.DefaultWidth;

    /// <inheritdoc/>
    public bool ColourAllowed => ColourRules.Allows(Environment.GetEnvironmentVariable);

    /// <summary>Writes what is buffered. A reader that has gone away (<c>| head</c>) is no error.</summary>
    public void Dispose()
    {
        foreach (var writer in new[] { output, error })
        {
            if (!writer.IsValueCreated)
            {
                continue;
            }

            try
            {
                writer.Value.Flush();
            }
            catch (IOException)
            {
                // The pipe is closed: nobody is left to tell.
            }
        }
    }

    private static StreamWriter Writer(Stream stream, int size, bool flush) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), size)
        {
            AutoFlush = flush,
            NewLine = "\n",
        };

    private static int Measure()
    {
        try
        {
            var width = Console.WindowWidth;
            return width <= 0 ? ITerminal.DefaultWidth : Math.Max(Narrowest, width);
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException)
        {
            return ITerminal.DefaultWidth;
        }
    }
}
