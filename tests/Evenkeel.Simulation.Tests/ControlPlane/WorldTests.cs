using Evenkeel.Supervision;

namespace Evenkeel.Simulation.Tests.ControlPlane;

/// <summary>
/// The decisions of a node, under random faults: what must never happen does not, and what must come about
/// does. <c>EVENKEEL_SEEDS=1000000 ./test ControlPlane.WorldTests</c> is the nightly run.
/// </summary>
public sealed class WorldTests
{
    private const int TraceLines = 400;

    [Fact]
    public void No_schedule_of_faults_breaks_the_cluster() =>
        Seeds.Each("control-plane", count: 500, seed => Check(seed, Rules.Real));

    private static void Check(ulong seed, Rules rules)
    {
        try
        {
            new Schedule(seed, rules).Run();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            var again = new Schedule(seed, rules, isTraced: true);
            var message = Record.Exception(again.Run)?.Message ?? "it did not fail again";
            throw new InvalidOperationException(
                $"{message}\n{string.Join('\n', again.Trace.TakeLast(TraceLines))}", failure);
        }
    }
}
