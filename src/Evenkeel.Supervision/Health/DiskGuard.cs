using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Health;

/// <summary>
/// Watches the canary. A member whose writes hang does not notice: a blocked write stops its clock, and it
/// goes
/// on to lead (etcd-io/etcd#13527). So it is cut off first, which needs no disk, and then killed.
/// </summary>
internal sealed class DiskGuard(Node node, NodeTimings timings)
{
    private const long FineMs = 2000;
    private const long CalmMs = 5000;
    private readonly long stallMs = (long)timings.DiskStall.TotalMilliseconds;
    private readonly long killMs = (long)timings.DiskKill.TotalMilliseconds;
    private bool isKilled;
    private long fineSince = -1;

    /// <summary>Whether the disk hangs, or did a moment ago.</summary>
    public bool IsStalled { get; private set; }

    /// <summary>Looks at the canary, at each tick.</summary>
    public void Look()
    {
        var silent = node.Desk.Facts.DiskSilentMs;
        if (!node.Desk.IsSteady)
        {
            return;
        }

        if (silent >= stallMs && node.Rules.Fences)
        {
            fineSince = -1;
            if (!IsStalled)
            {
                IsStalled = true;
                node.Desk.Say(NodeEvent.Fenced, $"writes have hung for {silent} ms: etcd's ports are cut");
                node.FenceDisk(cut: true);
                node.Children.Suspend(node.Database, true);
            }

            if (silent >= killMs && !isKilled)
            {
                isKilled = true;
                node.Desk.Say(NodeEvent.FencedByKill, $"writes have hung for {silent} ms: etcd is killed");
                node.Children.Kill(node.Database);
            }
        }
        else if (IsStalled)
        {
            fineSince = silent >= FineMs ? -1 : fineSince < 0 ? node.Desk.Now : fineSince;
            if (fineSince >= 0 && node.Desk.Now - fineSince >= CalmMs)
            {
                (IsStalled, isKilled, fineSince) = (false, false, -1);
                node.Desk.Say(NodeEvent.Unfenced, "writes come through again");
                node.FenceDisk(cut: false);
                node.Children.Suspend(node.Database, false);
            }
        }
    }
}
