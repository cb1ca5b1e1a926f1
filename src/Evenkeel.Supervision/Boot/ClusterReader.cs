using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Boot;

/// <summary>
/// Reads from the store which cluster exists, what an operator ordered, and how far the volume had come.
/// </summary>
internal sealed class ClusterReader(Node node)
{
    private readonly StoreResult read = new();

    /// <summary>Reads marker, order and mark, for as long as it takes.</summary>
    public IEnumerable<Wait> Run()
    {
        if (!node.IsMember && node.Stage?.Code is ReasonCodes.Starting or ReasonCodes.NoSlot)
        {
            node.Hold(ReasonCodes.Store, "the store has to say which cluster exists before etcd may start");
        }

        foreach (var wait in ReadMarker())
        {
            yield return wait;
        }

        foreach (var wait in ReadMark())
        {
            yield return wait;
        }
    }

    /// <summary>Reads the slot's mark.</summary>
    public IEnumerable<Wait> ReadMark()
    {
        foreach (var wait in node.Store.Read(StoreKey.Slot(node.Incarnation, node.Slot!.Name), read))
        {
            yield return wait;
        }

        (node.Mark, node.MarkTag) = (read.Content as SlotMark, read.Tag);
    }

    /// <summary>
    /// The marker that holds: of the last restore that was carried out, else of the founding. An order
    /// without
    /// a marker is pending.
    /// </summary>
    public IEnumerable<Wait> ReadMarker()
    {
        foreach (var wait in node.Store.Read(StoreKey.Order(node.Incarnation), read))
        {
            yield return wait;
        }

        var order = read.Content as RestoreOrder;
        RestoreOrder? pending = null;
        FoundingMarker? marker = null;
        var name = order?.Name ?? "";
        while (name.Length > 0 && marker is null)
        {
            foreach (var wait in node.Store.Read(StoreKey.OrderMarker(node.Incarnation, name), read))
            {
                yield return wait;
            }

            marker = read.Content as FoundingMarker;
            if (marker is null)
            {
                (pending, name) = name == order!.Name ? (order, order.After) : (pending, "");
            }
        }

        if (marker is null)
        {
            foreach (var wait in node.Store.Read(StoreKey.Marker(node.Incarnation), read))
            {
                yield return wait;
            }

            marker = read.Content as FoundingMarker;
        }

        (node.Marker, node.Order, node.Pending) = (marker, name, pending);
        if (!node.Rules.AsksForMarker)
        {
            node.Marker = null;
        }
    }
}
