namespace Evenkeel.Simulation.Claims;

/// <summary>
/// Work that goes on from settled clusters, by several workers. Each lets a cluster settle and does all that
/// goes on from there; once every cluster has its worker, those who are done settle one again and help.
/// </summary>
/// <typeparam name="T">What is to be done from a settled cluster, one thing of several.</typeparam>
internal sealed class SideBySide<T>
{
    private readonly List<Start> starts = [];

    /// <summary>Adds a cluster.</summary>
    /// <param name="settle">Makes it and lets it settle: the same each time.</param>
    /// <param name="items">What is to be done from there.</param>
    /// <param name="work">Does one of these, from the settled cluster.</param>
    public void Add(
        Func<SettledRun> settle, Func<SettledRun, IReadOnlyList<T>> items, Action<SettledRun, T> work) =>
        starts.Add(new(settle, items, work));

    /// <summary>Does everything.</summary>
    /// <param name="workers">How many work at once.</param>
    public void Run(int workers)
    {
        Parallel.For(0, workers, new() { MaxDegreeOfParallelism = workers }, _ =>
        {
            starts.ForEach(static s => s.Begin());
            starts.ForEach(static s => s.Help());
        });
    }

    private sealed class Start(
        Func<SettledRun> settle, Func<SettledRun, IReadOnlyList<T>> items, Action<SettledRun, T> work)
    {
        private readonly TaskCompletionSource<IReadOnlyList<T>> known = new();
        private int begun;
        private int taken;

        public void Begin()
        {
            if (Interlocked.Exchange(ref begun, 1) != 0)
            {
                return;
            }

            try
            {
                var run = settle();
                known.SetResult(items(run));
                Go(run);
            }
            catch (Exception failure)
            {
                known.TrySetException(failure);
                throw;
            }
        }

        public void Help()
        {
            if (taken < known.Task.GetAwaiter().GetResult().Count)
            {
                Go(null);
            }
        }

        private void Go(SettledRun? run)
        {
            var all = known.Task.GetAwaiter().GetResult();
            while (Interlocked.Increment(ref taken) is var next && next <= all.Count)
            {
                work(run ??= settle(), all[next - 1]);
            }
        }
    }
}
