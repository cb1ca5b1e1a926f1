using System.Globalization;
using Evenkeel.Agent.Http;
using Evenkeel.Agent.Logging;
using Evenkeel.Agent.Processes;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Execution;

/// <summary>Carries out orders: each has taken effect when its call returns, and none waits for a
/// disk.</summary>
internal sealed class OrderExecutor(
    ChildHost children, IEtcdFence fence, VolumeMemory memory, NodeStatus status, AgentLog log)
{
    /// <summary>Carries out an order.</summary>
    public void Run(Order order)
    {
        switch (order)
        {
            case Announce announce:
                status.Verdict = announce.Verdict;
                log.Write(AgentEvent.Verdict, Text(announce.Verdict));
                break;
            case Report report:
                status.Count(report.Event);
                log.Write((int)report.Event, report.Event.ToString(), report.Text);
                break;
            case Fence:
                fence.Cut();
                log.Write(AgentEvent.Ports, "etcd is cut off");
                break;
            case Unfence:
                fence.Open();
                log.Write(AgentEvent.Ports, "etcd can be reached");
                break;
            case RememberVolume remember:
                memory.Keep(remember.Volume);
                break;
            case KillChild kill:
                children.Signal(kill.Child, Signals.Kill);
                break;
            case StopChild stop:
                children.Stop(stop.Child, TimeSpan.FromMilliseconds(stop.GraceMs));
                break;
            default:
                throw new InvalidOperationException($"order {order.GetType().Name}");
        }
    }

    private static string Text(Verdict verdict) => verdict.Reasons.Count == 0
        ? verdict.Status.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"{verdict.Status}: ")
            + string.Join("; ", verdict.Reasons.Select(r => $"{r.Code} ({r.Text})"));
}
