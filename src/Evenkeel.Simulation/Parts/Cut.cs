namespace Evenkeel.Simulation.Parts;

/// <summary>At most three parts, by number and in their order; places that are not used hold the largest
/// number there is.</summary>
internal readonly record struct Cut : IComparable<Cut>
{
    /// <summary>How many parts there can be.</summary>
    public const int Most = 3;

    private const int None = int.MaxValue;
    private readonly int first;
    private readonly int second;
    private readonly int third;

    private Cut(int first, int second, int third) =>
        (this.first, this.second, this.third) = (first, second, third);

    /// <summary>No part: what is down with nothing lost.</summary>
    public static readonly Cut Empty = new(None, None, None);

    /// <summary>How many parts there are.</summary>
    public int Order => first == None ? 0 : second == None ? 1 : third == None ? 2 : 3;

    /// <summary>The parts.</summary>
    public int[] Parts => Order switch
    {
        0 => [],
        1 => [first],
        2 => [first, second],
        _ => [first, second, third],
    };

    /// <summary>One part.</summary>
    public static Cut Of(int part) => new(part, None, None);

    /// <summary>Three parts, each once; in any order.</summary>
    public static Cut Of(int one, int two, int three)
    {
        (one, two) = one < two ? (one, two) : (two, one);
        (two, three) = two < three ? (two, three) : (three, two);
        (one, two) = one < two ? (one, two) : (two, one);
        return new(one, two, three);
    }

    /// <summary>The parts of both; false where that is more than three.</summary>
    public bool TryJoin(in Cut other, out Cut joined)
    {
        joined = this;
        foreach (var part in (ReadOnlySpan<int>)[other.first, other.second, other.third])
        {
            if (part == None || part == joined.first || part == joined.second || part == joined.third)
            {
                continue;
            }

            if (joined.third != None)
            {
                return false;
            }

            joined = joined.second == None ? Of(joined.first, part, None)
                : Of(joined.first, joined.second, part);
        }

        return true;
    }

    /// <summary>Whether a set holds this or what is less than it.</summary>
    /// <param name="set">Cuts.</param>
    /// <param name="itself">Whether this itself counts.</param>
    public bool IsCoveredBy(HashSet<Cut> set, bool itself)
    {
        if ((itself && set.Contains(this)) || (Order > 0 && set.Contains(Empty)))
        {
            return true;
        }

        return Order switch
        {
            2 => set.Contains(Of(first)) || set.Contains(Of(second)),
            3 => set.Contains(Of(first)) || set.Contains(Of(second)) || set.Contains(Of(third))
                || set.Contains(new(first, second, None)) || set.Contains(new(first, third, None))
                || set.Contains(new(second, third, None)),
            _ => false,
        };
    }

    public int CompareTo(Cut other) =>
        (Order, first, second, third).CompareTo((other.Order, other.first, other.second, other.third));
}
