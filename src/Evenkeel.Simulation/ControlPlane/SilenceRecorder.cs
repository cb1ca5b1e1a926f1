using System.Collections.Immutable;

namespace Evenkeel.Simulation.ControlPlane;

/// <summary>Writes down when something answers nobody, from looks at it one after the other.</summary>
internal sealed class SilenceRecorder
{
    private readonly List<Silence> silences = [];

    /// <summary>Whether it was silent when last looked at.</summary>
    public bool IsSilent { get; private set; }

    /// <summary>The silences so far; one that lasts has no end.</summary>
    public ImmutableArray<Silence> Silences => [.. silences];

    /// <summary>Takes a look; says whether something changed since the one before.</summary>
    /// <param name="isSilent">What is seen.</param>
    /// <param name="since">When the look before was: a change is taken to come just after it.</param>
    public bool Look(bool isSilent, TimeSpan since)
    {
        if (isSilent == IsSilent)
        {
            return false;
        }

        if (isSilent)
        {
            silences.Add(new(since, null));
        }
        else
        {
            silences[^1] = silences[^1] with { To = since };
        }

        IsSilent = isSilent;
        return true;
    }
}
