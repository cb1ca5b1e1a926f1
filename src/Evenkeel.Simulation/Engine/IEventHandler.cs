namespace Evenkeel.Simulation.Engine;

/// <summary>Something that acts at an instant of virtual time.</summary>
internal interface IEventHandler
{
    /// <summary>
    /// Acts. <paramref name="kind"/> and <paramref name="argument"/> are what it was scheduled with.
    /// </summary>
    void Handle(int kind, int argument);

    /// <summary>
    /// What an event of a kind needs of the Kubernetes API: while the API answers nobody, events that need it
    /// wait. Machines, containers, AWS and proxies that know their rules need nothing.
    /// </summary>
    ApiUse Needs(int kind) => ApiUse.Leader;
}

/// <summary>What an event needs of the Kubernetes API.</summary>
internal enum ApiUse
{
    /// <summary>Nothing: it happens whether or not the API answers.</summary>
    None,

    /// <summary>The API: it happens once that answers again. Kubelets, proxies and people.</summary>
    Client,

    /// <summary>
    /// A leader: controllers and the scheduler, which are elected, and give up after 10 s without the API.
    /// </summary>
    Leader,
}
