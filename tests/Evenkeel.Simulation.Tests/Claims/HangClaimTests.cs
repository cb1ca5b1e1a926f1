using Evenkeel.Core.Model.Cluster;
using Evenkeel.Simulation.Claims;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>Claims about whole machines that hang.</summary>
public sealed class HangClaimTests
{
    /// <summary>A machine that hangs is replaced by its group as one that is lost, only later.</summary>
    [Fact]
    public void A_machine_that_hangs_is_replaced_later_than_one_that_is_lost()
    {
        var lost = Worst(new FaultSelector.AnyNode());
        var hung = Worst(new FaultSelector.Any(FaultKind.Hang));

        // Lost: noticed 120 s after it; hung: by the check of its status, 600 s after it. From there on both go
        // alike, but for where the passes of the cloud controller and of the collector fall.
        (hung - lost).ShouldBeInRange(480 - 25, 480 + 25);

        static double Worst(FaultSelector selector)
        {
            var pinned = StatefulSet("web", 2);
            var model = Grouped(Model(Nodes(1, 1), [pinned], Survives(selector, recovered: 1200)));
            return Prover.Prove(model, new()).Claims[0].Worst!.RecoveredSeconds!.Value;
        }
    }
}
