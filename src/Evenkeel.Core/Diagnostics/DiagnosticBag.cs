namespace Evenkeel.Core.Diagnostics;

/// <summary>
/// Collects diagnostics, drops repetitions, bounds their number, and hands them out in a stable order.
/// </summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
public sealed class DiagnosticBag
{
    /// <summary>How many diagnostics a bag keeps unless told otherwise.</summary>
    public const int DefaultLimit = 200;

    private readonly int limit;
    private readonly List<Diagnostic> kept = [];
    private readonly HashSet<Diagnostic> seen = [];

    /// <summary>A bag that keeps at most <paramref name="limit"/> diagnostics.</summary>
    public DiagnosticBag(int limit = DefaultLimit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        this.limit = limit;
    }

    /// <summary>Whether an error was added, kept or not.</summary>
    public bool HasErrors => ErrorCount > 0;

    /// <summary>How many different errors were added.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>How many diagnostics are kept.</summary>
    public int Count => kept.Count;

    /// <summary>How many were added but not kept, because the limit was reached.</summary>
    public int Omitted { get; private set; }

    /// <summary>Adds a diagnostic, unless an equal one is there already.</summary>
    public void Add(Diagnostic diagnostic)
    {
        ArgumentNullException.ThrowIfNull(diagnostic);
        if (seen.Contains(diagnostic))
        {
            return;
        }

        var isError = diagnostic.Severity == Severity.Error;
        ErrorCount += isError ? 1 : 0;
        if (kept.Count >= limit && !(isError && DropOneBelowError()))
        {
            Omitted++;
            return;
        }

        seen.Add(diagnostic);
        kept.Add(diagnostic);
    }

    /// <summary>Adds every diagnostic of a sequence.</summary>
    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        ArgumentNullException.ThrowIfNull(diagnostics);
        foreach (var diagnostic in diagnostics)
        {
            Add(diagnostic);
        }
    }

    /// <summary>Adds what another bag holds, and how many it left out.</summary>
    public void Merge(DiagnosticBag other)
    {
        ArgumentNullException.ThrowIfNull(other);
        AddRange(other.kept);
        Omitted += other.Omitted;
        ErrorCount += other.ErrorCount - other.kept.Count(d => d.Severity == Severity.Error);
    }

    /// <summary>
    /// What is kept, by path, position, code and message; input-wide ones before those with a place.
    /// </summary>
    public IReadOnlyList<Diagnostic> ToOrderedList()
    {
        var ordered = kept.ToArray();
        Array.Sort(ordered, Compare);
        return ordered;
    }

    private static int Compare(Diagnostic a, Diagnostic b)
    {
        var byPath = string.CompareOrdinal(a.Path ?? "", b.Path ?? "");
        if (byPath != 0)
        {
            return byPath;
        }

        var byStart = (a.Span?.Start ?? -1).CompareTo(b.Span?.Start ?? -1);
        if (byStart != 0)
        {
            return byStart;
        }

        var byCode = string.CompareOrdinal(a.Code, b.Code);
        return byCode != 0 ? byCode : string.CompareOrdinal(a.Message, b.Message);
    }

    /// <summary>An error is worth more than a warning: makes room for one.</summary>
    private bool DropOneBelowError()
    {
        var index = kept.FindLastIndex(d => d.Severity != Severity.Error);
        if (index < 0)
        {
            return false;
        }

        kept.RemoveAt(index);
        Omitted++;
        return true;
    }
}
