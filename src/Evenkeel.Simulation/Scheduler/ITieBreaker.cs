using System.Collections.Immutable;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// Decides where Kubernetes leaves the decision to chance or to the order of its threads. Every choice is one
/// that it could make.
/// </summary>
internal interface ITieBreaker
{
    /// <summary>The place in <paramref name="feasible"/> of the chosen node.</summary>
    /// <param name="pod">The pod that is being placed.</param>
    /// <param name="feasible">Nodes in the order in which filters passed them.</param>
    /// <param name="totals">Their scores.</param>
    int Choose(SimPod pod, List<SimNode> feasible, long[] totals);

    /// <summary>
    /// Puts nodes that were found lost in one pass into the order in which they are tainted.
    /// </summary>
    void Order(Span<SimNode> nodes);

    /// <summary>
    /// Chooses the zone of a volume that is made before its pod is placed.
    /// </summary>
    /// <param name="zones">How many zones there are.</param>
    /// <returns>A number from 0 to <paramref name="zones"/> − 1.</returns>
    int ChooseZone(int zones);

    /// <summary>
    /// Chooses among groups that suit cluster-autoscaler alike, or among zones that suit a group alike.
    /// </summary>
    /// <param name="places">The zones of each. What else tells them apart is remembered of those.</param>
    /// <returns>The place of the chosen one.</returns>
    int ChoosePlace(IReadOnlyList<ImmutableArray<string>> places) => ChooseZone(places.Count);

    /// <summary>Chooses among pods that are alike to a controller, which takes one of them first.</summary>
    /// <returns>The place of the chosen one.</returns>
    int ChoosePod(IReadOnlyList<SimPod> pods) => ChooseZone(pods.Count);
}
