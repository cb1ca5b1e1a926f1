using Evenkeel.Supervision.Boot;
using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Duties;

/// <summary>Looks for an operator's order to restore, whatever the node does just now.</summary>
internal sealed class OrderDuty(Node node, ClusterReader reader)
{
    private const long EveryMs = 15_000;

    /// <summary>Flows that found, restore or refuse look for orders by themselves.</summary>
    private bool Looks => node.Stage?.Code is null or ReasonCodes.Joining or ReasonCodes.Replacing
        or ReasonCodes.EmptyWithoutQuorum or ReasonCodes.EtcdDown;

    /// <summary>Goes on for ever; an order that it finds makes the main flow begin anew.</summary>
    public IEnumerable<Wait> Run(Action restart)
    {
        while (true)
        {
            yield return node.Desk.Later(EveryMs);
            if (!Looks || node is not { IsLeaving: false, Incarnation.Length: > 0 })
            {
                continue;
            }

            // One that came to light while the main flow was between two looks of its own is not read again.
            var known = (node.Marker, node.Order);
            if (node.Pending is null)
            {
                foreach (var wait in reader.ReadMarker())
                {
                    yield return wait;
                }
            }

            if (node is { Pending: null, Order.Length: 0, Record: { Order.Length: > 0 } made }
                && known.Order == made.Order)
            {
                // Somebody has deleted the order that made this cluster: what it was is known here.
                (node.Marker, node.Order) = known;
            }

            // One that was away while an order was carried out still has what was before it.
            var isBefore = node is
                { Marker: { } marker, Disk.HasData: true, Record: { ClusterId: not 0 } own }
                && (marker.ClusterId != own.ClusterId || node.Order != own.Order);
            if (Looks && (node.Pending is not null || isBefore))
            {
                restart();
            }
        }
    }
}
