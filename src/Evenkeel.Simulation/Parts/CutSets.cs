namespace Evenkeel.Simulation.Parts;

/// <summary>
/// The minimal cut sets of a condition, of one to three parts: sets of parts that, lost together, make it
/// fail, while no smaller set of them does. Worked out from below: what all is needed of fails with any cut
/// of any, what one is needed of with a cut of each (MOCUS from the other end: Fussell and Vesely, "A new
/// methodology for obtaining cut sets for fault trees", 1972). A cut of more than three parts contains none
/// that is dropped here, so that leaving it out early loses nothing.
/// </summary>
internal static class CutSets
{
    /// <summary>
    /// All of them, the smallest first; one without parts alone where it never holds.
    /// </summary>
    public static List<Cut> Of(Condition condition)
    {
        var known = new Dictionary<Condition, HashSet<Cut>>(ReferenceEqualityComparer.Instance);
        var cuts = Of(condition, known).ToList();
        cuts.Sort();
        return cuts;
    }

    private static HashSet<Cut> Of(Condition condition, Dictionary<Condition, HashSet<Cut>> known)
    {
        if (!known.TryGetValue(condition, out var cuts))
        {
            cuts = condition switch
            {
                Condition.Is one => [Cut.Of(one.Part)],
                Condition.AllOf all => Minimal(all.Needed.SelectMany(c => Of(c, known))),
                Condition.AnyOf any => OfEach(any.Choices, known),
                Condition.AtLeast some => OfMany(some, known),
                _ => throw new InvalidOperationException($"no such condition: {condition}"),
            };
            known.Add(condition, cuts);
        }

        return cuts;
    }

    private static HashSet<Cut> OfEach(
        IEnumerable<Condition> choices, Dictionary<Condition, HashSet<Cut>> known)
    {
        HashSet<Cut> cuts = [Cut.Empty];
        foreach (var choice in choices)
        {
            cuts = Product(cuts, Of(choice, known));
            if (cuts.Count == 0)
            {
                break;
            }
        }

        return cuts;
    }

    /// <summary>It fails when all of some one more are lost than may be.</summary>
    private static HashSet<Cut> OfMany(
        Condition.AtLeast some, Dictionary<Condition, HashSet<Cut>> known)
    {
        var enough = some.Members.Length - some.Least + 1;
        return enough <= 0
            ? [Cut.Empty]
            : Minimal(Combinations(some.Members, enough).SelectMany(c => OfEach(c, known)));
    }

    private static HashSet<Cut> Product(HashSet<Cut> one, HashSet<Cut> other)
    {
        var joined = new HashSet<Cut>();
        foreach (var cut in one)
        {
            foreach (var more in other)
            {
                if (cut.TryJoin(more, out var both))
                {
                    joined.Add(both);
                }
            }
        }

        return Minimal(joined);
    }

    private static HashSet<Cut> Minimal(IEnumerable<Cut> cuts)
    {
        var all = cuts as HashSet<Cut> ?? [.. cuts];
        return [.. all.Where(c => !c.IsCoveredBy(all, itself: false))];
    }

    /// <summary>Every choice of so many of some.</summary>
    internal static IEnumerable<T[]> Combinations<T>(T[] of, int size)
    {
        if (size > of.Length)
        {
            yield break;
        }

        var places = Enumerable.Range(0, size).ToArray();
        while (true)
        {
            yield return [.. places.Select(p => of[p])];
            var last = size - 1;
            while (last >= 0 && places[last] == of.Length - size + last)
            {
                last--;
            }

            if (last < 0)
            {
                yield break;
            }

            places[last]++;
            for (var next = last + 1; next < size; next++)
            {
                places[next] = places[next - 1] + 1;
            }
        }
    }
}
