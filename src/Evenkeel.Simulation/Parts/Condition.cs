namespace Evenkeel.Simulation.Parts;

/// <summary>
/// What must be there for something to answer: parts, joined by "all of", "any of" and "so many of". A
/// condition never holds with fewer parts where it does not hold with more. Conditions are shared: one that
/// is needed in several places is one object.
/// </summary>
internal abstract class Condition
{
    /// <summary>Holds whatever is lost.</summary>
    public static readonly Condition Always = new AllOf([]);

    /// <summary>Never holds.</summary>
    public static readonly Condition Never = new AnyOf([]);

    /// <summary>A part is there.</summary>
    /// <param name="part">Its number.</param>
    internal sealed class Is(int part) : Condition
    {
        public int Part { get; } = part;
    }

    /// <summary>All hold.</summary>
    internal sealed class AllOf(Condition[] needed) : Condition
    {
        public Condition[] Needed { get; } = needed;
    }

    /// <summary>One holds.</summary>
    internal sealed class AnyOf(Condition[] choices) : Condition
    {
        public Condition[] Choices { get; } = choices;
    }

    /// <summary>So many hold.</summary>
    internal sealed class AtLeast(int least, Condition[] members) : Condition
    {
        public int Least { get; } = least;

        public Condition[] Members { get; } = members;
    }

    /// <summary>All of some conditions, those that always hold left out.</summary>
    public static Condition All(params IEnumerable<Condition> needed)
    {
        Condition[] all = [.. needed.Where(static c => c != Always).Distinct()];
        return all.Contains(Never) ? Never : all.Length switch
        {
            0 => Always,
            1 => all[0],
            _ => new AllOf(all),
        };
    }

    /// <summary>Any of some conditions, those that never hold left out.</summary>
    public static Condition Any(params IEnumerable<Condition> choices)
    {
        Condition[] all = [.. choices.Where(static c => c != Never).Distinct()];
        return all.Contains(Always) ? Always : all.Length switch
        {
            0 => Never,
            1 => all[0],
            _ => new AnyOf(all),
        };
    }

    /// <summary>The numbers of all parts that it mentions, in their order.</summary>
    public int[] Mentioned()
    {
        var parts = new SortedSet<int>();
        var seen = new HashSet<Condition>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Condition>([this]);
        while (open.TryPop(out var condition))
        {
            if (!seen.Add(condition))
            {
                continue;
            }

            if (condition is Is one)
            {
                parts.Add(one.Part);
            }

            foreach (var below in condition.Below)
            {
                open.Push(below);
            }
        }

        return [.. parts];
    }

    private Condition[] Below => this switch
    {
        AllOf all => all.Needed,
        AnyOf any => any.Choices,
        AtLeast some => some.Members,
        _ => [],
    };
}
