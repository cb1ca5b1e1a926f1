namespace Evenkeel.Simulation.Routing;

/// <summary>
/// How many endpoints proxies know somewhere (on a node, in a zone, everywhere), and how many of them answer.
/// </summary>
internal sealed class EndpointTally
{
    /// <summary>Endpoints whose <c>ready</c> condition is true.</summary>
    public int Ready { get; private set; }

    /// <summary>Those of them that answer; one that answers a share of its requests counts as that.</summary>
    public double ReadyAnswering { get; private set; }

    /// <summary>Endpoints that are terminating and whose <c>serving</c> condition is true.</summary>
    public int Terminating { get; private set; }

    /// <summary>Those of them that answer.</summary>
    public double TerminatingAnswering { get; private set; }

    /// <summary>Whether requests can be sent to any.</summary>
    public bool Any => Ready > 0 || Terminating > 0;

    /// <summary>How many requests are shared among.</summary>
    public int Used => Ready > 0 ? Ready : Terminating;

    /// <summary>
    /// The share of requests sent here that is answered: of those that are ready, or where none is, of those
    /// that are terminating and serve (pkg/proxy/topology.go, CategorizeEndpoints).
    /// </summary>
    public double Answered => Ready > 0 ? ReadyAnswering / Ready
        : Terminating > 0 ? TerminatingAnswering / Terminating
        : 0;

    /// <summary>Counts an endpoint, or with −1 no longer.</summary>
    public void Add(EndpointConditions conditions, int sign)
    {
        if (conditions.Ready)
        {
            Ready += sign;
            ReadyAnswering += sign * conditions.Answers;
        }

        if (conditions.Terminating)
        {
            Terminating += sign;
            TerminatingAnswering += sign * conditions.Answers;
        }
    }
}

/// <summary>What proxies know of an endpoint, and what requests to it meet.</summary>
/// <param name="Ready">Its <c>ready</c> condition.</param>
/// <param name="Terminating">Whether it is terminating and its <c>serving</c> condition is true.</param>
/// <param name="Answers">
/// The share of requests to it that is answered: 0 where its pod does not serve on a machine that is reached,
/// and otherwise 1, or what is left of it by what it depends on.
/// </param>
/// <param name="Hint">The zone that it is hinted for; −1 where for none.</param>
internal readonly record struct EndpointConditions(bool Ready, bool Terminating, double Answers, int Hint);
