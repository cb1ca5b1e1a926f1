using System.Collections.Immutable;
using System.Globalization;

namespace Evenkeel.Simulation.Claims;

/// <summary>
/// Which of a fault's scenarios is meant: what <c>evenkeel prove --case</c> takes, so that it can be shown
/// again.
/// </summary>
internal abstract record ScenarioCase
{
    /// <summary>An enumerated one.</summary>
    /// <param name="End">Which of <see cref="TimingEnd.All"/>.</param>
    /// <param name="Taken">The choices made, in order.</param>
    public sealed record Enumerated(int End, ImmutableArray<int> Taken) : ScenarioCase
    {
        /// <inheritdoc/>
        public override string ToString() => Taken.IsEmpty
            ? End.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{End}:{string.Join('.', Taken)}");
    }

    /// <summary>A sampled one.</summary>
    /// <param name="Seed">Its seed, from 1.</param>
    /// <param name="Seeds">How many there were: the ends of intervals are shared among them.</param>
    public sealed record Sampled(int Seed, int Seeds) : ScenarioCase
    {
        /// <inheritdoc/>
        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{Seed}of{Seeds}");
    }

    /// <summary>A run of the control plane.</summary>
    /// <param name="Seed">
    /// Its seed, from 1: who leads goes round with it, and the rest is drawn from it.
    /// </param>
    public sealed record OfPlane(int Seed) : ScenarioCase
    {
        /// <summary>What the case begins with.</summary>
        internal const string Word = "plane";

        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Word}{Seed}");
    }

    /// <summary>Reads what <see cref="object.ToString"/> writes; null for anything else.</summary>
    public static ScenarioCase? Parse(string text)
    {
        if (text.StartsWith(OfPlane.Word, StringComparison.Ordinal))
        {
            return Number(text[OfPlane.Word.Length..]) is { } run and > 0 ? new OfPlane(run) : null;
        }

        var seeds = text.Split("of");
        if (seeds.Length == 2)
        {
            return Number(seeds[0]) is { } seed and > 0 && Number(seeds[1]) is { } all && seed <= all
                ? new Sampled(seed, all)
                : null;
        }

        var parts = text.Split(':');
        if (parts.Length > 2 || Number(parts[0]) is not { } end || end >= TimingEnd.All.Length)
        {
            return null;
        }

        var taken = parts.Length == 1 ? [] : parts[1].Split('.').Select(Number).ToList();
        return taken.Exists(static t => t is null)
            ? null
            : new Enumerated(end, [.. taken.Select(static t => t!.Value)]);
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
