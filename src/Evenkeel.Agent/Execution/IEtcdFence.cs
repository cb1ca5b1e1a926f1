namespace Evenkeel.Agent.Execution;

/// <summary>Cuts etcd off from everybody else, and lets it be reached again.</summary>
internal interface IEtcdFence
{
    /// <summary>Cuts it off, connections that stand included; waits for no disk.</summary>
    void Cut();

    /// <summary>Lets it be reached, also where an agent before this one cut it off.</summary>
    void Open();

    /// <summary>Whether an etcd that starts now has to be out of reach by itself.</summary>
    bool StartsPrivately { get; }
}
