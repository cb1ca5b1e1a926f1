using Evenkeel.Supervision.Contract;
using Evenkeel.Supervision.Duties;
using Evenkeel.Supervision.Engine;

namespace Evenkeel.Supervision.Boot;

/// <summary>
/// The main flows of nodes that have no member of etcd, and of one whose slot is another's now.
/// </summary>
internal sealed class OtherFlows(Node node, KubernetesWishes kubernetes)
{
    private const long RetryMs = 3000;

    /// <summary>A worker: certificates or token, and then its children.</summary>
    public IEnumerable<Wait> RunWorker()
    {
        node.Hold(ReasonCodes.Joining, "the cluster's secrets for workers cannot be read yet");
        foreach (var wait in Certify())
        {
            yield return wait;
        }

        node.Hold(null);
        kubernetes.Want();
    }

    /// <summary>
    /// A server whose etcd has machines of its own: it needs an address, and no volume. The API server finds
    /// etcd by itself, at every slot.
    /// </summary>
    public IEnumerable<Wait> RunServer()
    {
        var slots = new SlotFlow(node);
        foreach (var wait in slots.TakeIncarnation())
        {
            yield return wait;
        }

        foreach (var wait in slots.TakeAddress())
        {
            yield return wait;
        }

        foreach (var wait in Certify())
        {
            yield return wait;
        }

        node.Hold(null);
        kubernetes.Want();
    }

    /// <summary>
    /// A newer machine has the slot: everything stops, for good. Whatever this machine still holds is not the
    /// slot's any more.
    /// </summary>
    public IEnumerable<Wait> RunSuperseded()
    {
        node.Desk.Say(NodeEvent.Superseded, "a newer machine has this slot: everything here stops");
        node.Desk.Do(new RememberVolume(""));
        node.FenceStage(cut: true);
        node.Children.Stop(node.Database, atOnce: true);
        kubernetes.Stop();
        yield return new Until(() => false);
    }

    private IEnumerable<Wait> Certify()
    {
        while (true)
        {
            var issue = node.Desk.Ask(new IssueCertificates(node.Desk.NextId));
            yield return issue;
            if (issue.IsDone)
            {
                yield break;
            }

            yield return node.Desk.Later(RetryMs);
        }
    }
}
