using Evenkeel.Supervision.Boot;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Duties;

/// <summary>Looks for an operator's order to restore, whatever the node does just now.</summary>
internal sealed class OrderDuty(Node node, ClusterReader reader)
{
    private const long EveryMs = 15_000;

    /// <summary>Goes on for ever; an order that it finds makes the main flow begin anew.</summary>
    public IEnumerable<Wait> Run(Action restart)
    {
        while (true)
        {
            yield return node.Desk.Later(EveryMs);
            if (node is not { IsMember: true, Pending: null, IsLeaving: false, Incarnation.Length: > 0 })
            {
                // Flows that wait for something else look for orders by themselves.
                continue;
            }

            foreach (var wait in reader.ReadMarker())
            {
                yield return wait;
            }

            if (node is { Pending: not null, IsMember: true })
            {
                restart();
            }
        }
    }
}
