using System.Collections;

namespace Evenkeel.Lab.Drills;

/// <summary>What came of each write of one writer, by its number.</summary>
internal sealed class WriteLedger
{
    private readonly List<WriteState> writes = [];

    private enum WriteState : byte
    {
        Acknowledged,
        Refused,
        Unknown,
    }

    /// <summary>How many writes were tried.</summary>
    public int Count => writes.Count;

    /// <summary>How many were acknowledged.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>How many were surely refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Of how many nobody knows.</summary>
    public int Unknown => writes.Count - Acknowledged - Refused;

    /// <summary>Takes the outcome of the next write.</summary>
    public void Add(Etcd.WriteOutcome outcome)
    {
        writes.Add(outcome switch
        {
            Etcd.WriteOutcome.Acknowledged => WriteState.Acknowledged,
            Etcd.WriteOutcome.Refused => WriteState.Refused,
            _ => WriteState.Unknown,
        });
        Acknowledged += outcome == Etcd.WriteOutcome.Acknowledged ? 1 : 0;
        Refused += outcome == Etcd.WriteOutcome.Refused ? 1 : 0;
    }

    /// <summary>Compares with what is there.</summary>
    /// <param name="found">The numbers that are there with the value that was written.</param>
    /// <returns>
    /// The acknowledged writes that are not there, and how many unknown ones are.
    /// </returns>
    public (IReadOnlyList<int> Lost, int UnknownThere) Compare(IEnumerable<int> found)
    {
        var there = new BitArray(writes.Count);
        foreach (var number in found.Where(n => n >= 0 && n < writes.Count))
        {
            there[number] = true;
        }

        var lost = new List<int>();
        var unknown = 0;
        for (var i = 0; i < writes.Count; i++)
        {
            if (writes[i] == WriteState.Acknowledged && !there[i])
            {
                lost.Add(i);
            }

            unknown += writes[i] == WriteState.Unknown && there[i] ? 1 : 0;
        }

        return (lost, unknown);
    }
}
