using Evenkeel.Agent.Processes;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Execution;

/// <summary>
/// A fence where several nodes share a machine, so that there is no port filter of one's own: an etcd that
/// runs is stopped where it is (SIGSTOP), and one that starts does so on ports that nobody knows, and is
/// started again to be reached. Both need neither a disk nor rights.
/// </summary>
/// <param name="children">The children.</param>
/// <param name="restart">Starts etcd again, where it can be reached.</param>
internal sealed class ProcessFence(ChildHost children, Action restart) : IEtcdFence
{
    private bool isCut;

    /// <inheritdoc/>
    public bool StartsPrivately => isCut;

    /// <inheritdoc/>
    public void Cut()
    {
        isCut = true;
        if (children.PrivateUrl(Child.Etcd) is null)
        {
            children.Signal(Child.Etcd, Signals.Stop);
        }
    }

    /// <inheritdoc/>
    public void Open()
    {
        isCut = false;
        if (children.PrivateUrl(Child.Etcd) is not null)
        {
            restart();
        }
        else
        {
            children.Signal(Child.Etcd, Signals.Continue);
        }
    }
}
