using Evenkeel.Core.Model.Cluster;
using Evenkeel.Supervision;

namespace Evenkeel.Simulation.Tests.ControlPlane;

/// <summary>
/// The decisions of a node under random faults: what must never happen does not, and what must come about
/// does. <c>EVENKEEL_SEEDS=1000000 ./test ControlPlane.WorldTests</c> is the nightly run.
/// </summary>
public sealed class WorldTests
{
    private const int TraceLines = 400;

    /// <summary>Every rule that the simulated world can miss, and how many schedules that may take.</summary>
    public static TheoryData<string, int> Broken => new()
    {
        { nameof(Rules.AsksForMarker), 200 },
        { nameof(Rules.HeedsConditions), 2000 },
        { nameof(Rules.LetsClaimsExpire), 2000 },
        { nameof(Rules.ComparesFounders), 2000 },
        { nameof(Rules.RemovesBeforeAdding), 200 },
        { nameof(Rules.WaitsBeforeReplacing), 2000 },
        { nameof(Rules.RefusesStaleVolumes), 2000 },
        { nameof(Rules.Archives), 2000 },
        { nameof(Rules.WaitsForPromotion), 200 },
        { nameof(Rules.TellsSharedCauses), 2000 },
        { nameof(Rules.Fences), 2000 },
        { nameof(Rules.WaitsForStops), 4000 },
    };

    [Fact]
    [Trait("Speed", "Slow")]
    public void No_schedule_of_faults_breaks_the_cluster() =>
        Seeds.EachAtOnce("control-plane", count: 20_000, seed => Check(seed, EtcdMode.Agent));

    [Fact]
    public void No_schedule_breaks_the_cluster_within_seconds() =>
        Seeds.EachAtOnce("control-plane", count: 500, seed => Check(seed, EtcdMode.Agent));

    [Fact]
    [Trait("Speed", "Slow")]
    public void No_schedule_of_faults_breaks_the_etcd_of_K3s() =>
        Seeds.EachAtOnce("control-plane-k3s", count: 5000, seed => Check(seed, EtcdMode.Embedded));

    [Theory]
    [Trait("Speed", "Slow")]
    [MemberData(nameof(Broken))]
    public void A_rule_that_is_left_out_is_missed(string rule, int schedules)
    {
        var rules = new Rules();
        typeof(Rules).GetProperty(rule)!.SetValue(rules, false);
        Enumerable.Range(1, schedules)
            .Any(seed => Record.Exception(new Schedule((ulong)seed, rules, EtcdMode.Agent).Run) is not null)
            .ShouldBeTrue();
    }

    private static void Check(ulong seed, EtcdMode mode)
    {
        try
        {
            new Schedule(seed, Rules.Real, mode).Run();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            var again = new Schedule(seed, Rules.Real, mode, isTraced: true);
            var message = Record.Exception(again.Run)?.Message ?? "it did not fail again";
            var lines = Seeds.OneAlone ? again.Trace : again.Trace.TakeLast(TraceLines);
            throw new InvalidOperationException($"{message}\n{string.Join('\n', lines)}", failure);
        }
    }
}
