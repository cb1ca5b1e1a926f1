using System.Collections.Immutable;
using Evenkeel.Core.Model.Proof;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Parts;

/// <summary>
/// The share of time in which a condition does not hold, where parts fail and are mended independently of
/// each other: a Monte Carlo over states, stratified by how many parts are away at once. How likely each
/// stratum is is known exactly (Poisson's binomial distribution), and so is the share of it that is down, up
/// to three parts, from the cut sets; the rest is drawn.
/// </summary>
internal sealed class AvailabilityEstimator
{
    private const int MostAway = 10;
    private const int Draws = 4000;
    private const int MostTriples = 2_000_000;
    private const int Contributors = 3;

    /// <summary>The two-sided normal quantile of 95 %.</summary>
    private const double Confidence = 1.959964;

    /// <summary>The rule of three: with no hit in n draws, at most 3/n are expected (95 %).</summary>
    private const double RuleOfThree = 3;

    private readonly Condition condition;
    private readonly List<Cut> cuts;
    private readonly int[] relevant;
    private readonly double[] unavailable;
    private readonly PartIndex parts;

    public AvailabilityEstimator(Condition condition, List<Cut> cuts, PartIndex parts)
    {
        (this.condition, this.cuts, this.parts) = (condition, cuts, parts);
        relevant = condition.Mentioned();
        unavailable = [.. relevant.Select(p => parts.Rate(p).Unavailability)];
    }

    /// <summary>The estimate; the same for the same seed.</summary>
    public AvailabilityEstimate Estimate(ulong seed)
    {
        if (cuts is [{ Order: 0 }])
        {
            return new(1, 1, 1, []);
        }

        var (likely, exact) = Strata(out var strata);
        var random = new SeededRandom(seed);
        var (mean, variance, unseen) = (exact, 0.0, 0.0);
        for (var away = Cut.Most + 1; away < likely.Length; away++)
        {
            if (likely[away] < 1e-6 * Math.Max(exact, 1e-12))
            {
                unseen += likely[away..].Sum();
                break;
            }

            var down = Drawn(away, strata, random);
            mean += likely[away] * down;
            variance += likely[away] * likely[away] * down * (1 - down) / Draws;
            unseen += down is 0 ? likely[away] * RuleOfThree / Draws : 0;
        }

        var margin = Confidence * Math.Sqrt(variance);
        return new(
            Math.Min(1, mean),
            Math.Max(exact, mean - margin),
            Math.Min(1, mean + margin + unseen + Beyond(likely)),
            Largest(mean));
    }

    private ImmutableArray<Contributor> Largest(double all) =>
    [
        .. cuts.Select(c => (Cut: c, Weight: c.Parts.Aggregate(
                1.0, (product, p) => product * parts.Rate(p).Unavailability)))
            .OrderByDescending(static c => c.Weight).ThenBy(static c => c.Cut)
            .Take(Contributors)
            .Select(c => new Contributor(Named(c.Cut), Math.Min(1, c.Weight / all))),
    ];

    /// <summary>A cut set by the names of its parts.</summary>
    private CutSet Named(Cut cut) => PartNames.Of(cut, parts);

    /// <summary>
    /// How likely it is that none, one, two … parts are away, and the likelihood of the states with up to
    /// three away that are down.
    /// </summary>
    private (double[] Likely, double Exact) Strata(out double[,] strata)
    {
        strata = Distribution(unavailable);
        var likely = Row(strata, 0);
        var single = cuts.Where(static c => c.Order == 1).Select(static c => c.Parts[0]).ToHashSet();
        var others = relevant.Index().Where(p => !single.Contains(p.Item)).ToArray();
        var untouched = others.Length == relevant.Length
            ? likely
            : Row(Distribution([.. others.Select(o => unavailable[o.Index])]), 0);
        var noneOfSingle = relevant.Index().Where(p => single.Contains(p.Item))
            .Aggregate(1.0, (product, p) => product * (1 - unavailable[p.Index]));
        var exact = 0.0;
        for (var away = 1; away <= Cut.Most && away < likely.Length; away++)
        {
            // Those with a part that suffices by itself.
            exact += likely[away] - (noneOfSingle * (away < untouched.Length ? untouched[away] : 0));
        }

        return (likely, exact + (noneOfSingle * WithoutSingle(others)));
    }

    /// <summary>
    /// The likelihood, among states of parts that do not suffice alone, of those with two or three away that
    /// are down.
    /// </summary>
    private double WithoutSingle((int Index, int Item)[] others)
    {
        var odds = others.ToDictionary(
            static o => o.Item, o => unavailable[o.Index] / (1 - unavailable[o.Index]));
        var none = others.Aggregate(1.0, (product, o) => product * (1 - unavailable[o.Index]));
        var pairs = cuts.Where(static c => c.Order == 2).ToList();
        var sum = pairs.Sum(c => odds[c.Parts[0]] * odds[c.Parts[1]]);
        if ((long)pairs.Count * others.Length > MostTriples)
        {
            // Too many to tell apart: a third part away beside a pair counts once for each pair.
            var rest = odds.Values.Sum();
            return none * (sum + (sum * rest)
                + cuts.Where(static c => c.Order == 3).Sum(Weight));
        }

        var triples = cuts.Where(static c => c.Order == 3).ToHashSet();
        foreach (var pair in pairs)
        {
            foreach (var (_, third) in others)
            {
                if (third != pair.Parts[0] && third != pair.Parts[1])
                {
                    triples.Add(Cut.Of(pair.Parts[0], pair.Parts[1], third));
                }
            }
        }

        return none * (sum + triples.Order().Sum(Weight));

        double Weight(Cut cut) => cut.Parts.Aggregate(1.0, (product, p) => product * odds[p]);
    }

    /// <summary>The share of states with so many parts away that are down, from draws.</summary>
    private double Drawn(int away, double[,] strata, SeededRandom random)
    {
        var check = new ConditionCheck(condition);
        var lost = new HashSet<int>();
        var down = 0;
        for (var draw = 0; draw < Draws; draw++)
        {
            lost.Clear();
            var left = away;
            for (var i = 0; i < relevant.Length && left > 0; i++)
            {
                // Given that so many of the rest are away, whether this one is among them.
                var chance = unavailable[i] * strata[i + 1, left - 1] / strata[i, left];
                if (random.Fraction() < chance)
                {
                    lost.Add(relevant[i]);
                    left--;
                }
            }

            down += check.Holds(lost) ? 0 : 1;
        }

        return (double)down / Draws;
    }

    /// <summary>At [i, k]: how likely it is that k of the parts from the i-th on are away.</summary>
    private static double[,] Distribution(double[] chances)
    {
        var most = Math.Min(MostAway, chances.Length);
        var table = new double[chances.Length + 1, most + 1];
        table[chances.Length, 0] = 1;
        for (var i = chances.Length - 1; i >= 0; i--)
        {
            for (var k = 0; k <= most; k++)
            {
                table[i, k] = ((1 - chances[i]) * table[i + 1, k])
                    + (k > 0 ? chances[i] * table[i + 1, k - 1] : 0);
            }
        }

        return table;
    }

    private static double[] Row(double[,] table, int row) =>
        [.. Enumerable.Range(0, table.GetLength(1)).Select(k => table[row, k])];

    /// <summary>That more are away than are looked at; 1 − Σ would drown in rounding.</summary>
    private double Beyond(double[] likely) => relevant.Length < likely.Length
        ? 0
        : likely[^1] * unavailable.Sum();
}
