namespace Evenkeel.Agent.Execution;

/// <summary>Cuts etcd off from everybody else, and lets it be reached again.</summary>
internal interface IEtcdFence
{
    /// <summary>Cuts it off, connections that stand included; waits for no disk.</summary>
    void Cut();

    /// <summary>Lets it be reached.</summary>
    void Open();

    /// <summary>Whether an etcd that starts now has to be out of reach by itself.</summary>
    bool StartsPrivately { get; }

    /// <summary>
    /// A member that may be reached is about to run: what an agent before may have left cut is opened.
    /// </summary>
    void Forget();
}
