using System.Collections.Immutable;

namespace Evenkeel.Simulation.Claims;

/// <summary>
/// The walk through all that can come of a fault, in parts that go on from one settled cluster each and may
/// be done at once. It is given up where it takes more runs than allowed, in whatever order these are.
/// </summary>
/// <param name="fault">The fault.</param>
/// <param name="most">How many runs it may take.</param>
/// <param name="told">Told of the fault once all parts are done, or null.</param>
internal sealed class FaultWalk(Fault fault, int most, Action<Fault>? told)
{
    private readonly int most = most;
    private readonly Action<Fault>? told = told;
    private readonly List<Part> parts = [];
    private int runs;
    private int left;

    public Fault Fault => fault;

    /// <summary>What came of it, in the order of the parts; null where it was given up.</summary>
    public ImmutableArray<ScenarioOutcome>? Outcomes =>
        runs > most ? null : [.. parts.SelectMany(static p => p.Outcomes)];

    /// <summary>Gives it up: it cannot be walked.</summary>
    public void GiveUp() => runs = int.MaxValue / 2;

    /// <summary>Adds a part, before any is done.</summary>
    public Part Add()
    {
        var part = new Part(this);
        parts.Add(part);
        left++;
        return part;
    }

    /// <summary>
    /// All parts have been added. Where there are none, others stand for the fault, and it is done.
    /// </summary>
    public void Close()
    {
        if (parts.Count == 0)
        {
            told?.Invoke(fault);
        }
    }

    /// <summary>What comes of the fault from one settled cluster.</summary>
    internal sealed class Part(FaultWalk walk)
    {
        public Fault Fault => walk.Fault;

        public List<ScenarioOutcome> Outcomes { get; } = [];

        /// <summary>Counts one more run; false where there have been enough.</summary>
        public bool MayRun() => Interlocked.Increment(ref walk.runs) <= walk.most;

        /// <summary>Nothing more comes of it.</summary>
        public void End()
        {
            if (Interlocked.Decrement(ref walk.left) == 0)
            {
                walk.told?.Invoke(walk.Fault);
            }
        }
    }
}
