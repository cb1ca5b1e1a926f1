namespace Evenkeel.Cli.Output;

/// <summary>What a piece of text means, for its colour.</summary>
internal enum Tone
{
    /// <summary>As is.</summary>
    Plain,

    /// <summary>A heading.</summary>
    Strong,

    /// <summary>Less important.</summary>
    Faint,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Not as it should be, or not known.</summary>
    Caution,

    /// <summary>Broken.</summary>
    Bad,
}

/// <summary>Paints text for a terminal, or leaves it as it is. Meaning never rests on colour alone.</summary>
internal sealed class Palette
{
    private static readonly Palette Painted = new(true);
    private static readonly Palette Unpainted = new(false);

    private Palette(bool enabled) => Enabled = enabled;

    /// <summary>Whether it paints.</summary>
    public bool Enabled { get; }

    /// <summary>The palette that paints, or the one that does not.</summary>
    public static Palette For(bool enabled) => enabled ? Painted : Unpainted;

    /// <summary>The text in its tone's colour.</summary>
    public string Paint(Tone tone, string text)
    {
        if (!Enabled || text.Length == 0 || tone == Tone.Plain)
        {
            return text;
        }

        var code = tone switch
        {
            Tone.Strong => "1",
            Tone.Faint => "2",
            Tone.Good => "32",
            Tone.Caution => "33",
            Tone.Bad => "1;31",
            _ => throw new InvalidOperationException($"tone {tone}"),
        };
        return $"\u001b[{code}m{text}\u001b[0m";
    }
}
