namespace Evenkeel.Simulation.Parts;

/// <summary>Says whether a condition holds with some parts lost; made once and asked often.</summary>
internal sealed class ConditionCheck(Condition root)
{
    private readonly Dictionary<Condition, bool> known = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether it holds with these parts lost.</summary>
    public bool Holds(IReadOnlyCollection<int> lost)
    {
        known.Clear();
        return Holds(root, lost);
    }

    private bool Holds(Condition condition, IReadOnlyCollection<int> lost)
    {
        if (condition is Condition.Is one)
        {
            return !lost.Contains(one.Part);
        }

        if (known.TryGetValue(condition, out var answer))
        {
            return answer;
        }

        answer = condition switch
        {
            Condition.AllOf all => Array.TrueForAll(all.Needed, c => Holds(c, lost)),
            Condition.AnyOf any => Array.Exists(any.Choices, c => Holds(c, lost)),
            Condition.AtLeast some => some.Members.Count(c => Holds(c, lost)) >= some.Least,
            _ => throw new InvalidOperationException($"no such condition: {condition}"),
        };
        known.Add(condition, answer);
        return answer;
    }
}
