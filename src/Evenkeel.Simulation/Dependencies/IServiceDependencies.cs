using System.Collections.Immutable;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Routing;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Dependencies;

/// <summary>What the measuring of Services asks of what they depend on.</summary>
internal interface IServiceDependencies
{
    /// <summary>
    /// The share, 0 to 1, of the requests to a pod that it can answer, given that it serves: its stores
    /// answer, its way out is there, and so often the Services it calls answer.
    /// </summary>
    double ShareOf(SimPod pod);

    /// <summary>Whether pods of the workload need anything; where not, their share is always 1.</summary>
    bool AreNeededBy(SimWorkload workload);

    /// <summary>
    /// The share of requests from inside the cluster that come to a Service at all: all or none, for clients
    /// look up its name in the cluster's DNS, and ask again where a server does not answer.
    /// </summary>
    double ShareInside(ObjectName service);

    /// <summary>The same of clients in one zone, by its number, where zones are parted.</summary>
    double ShareNamed(ObjectName service, int zone);

    /// <summary>
    /// The share of requests from outside that come to a Service through the ingress controllers which lead
    /// to it; null where none does.
    /// </summary>
    /// <param name="service">The Service.</param>
    /// <param name="then">
    /// Where zones are parted, the share of what a pod of a controller sends to the Service that is answered.
    /// </param>
    double? ShareOutside(ObjectName service, Func<SimPod, double>? then = null);

    /// <summary>
    /// The Services without which one does not answer in full: when their shares change, so does its own.
    /// </summary>
    ImmutableArray<ObjectName> Below(ObjectName service);
}

/// <summary>What dependencies ask of the measuring of Services.</summary>
internal interface IServiceShares
{
    /// <summary>
    /// The share of requests from inside the cluster that a Service answers now; 1 for one that is not
    /// followed.
    /// </summary>
    double ShareOf(ObjectName service);

    /// <summary>
    /// The same of the requests of a client on one node, whose proxy may prefer what is near.
    /// </summary>
    double ShareOf(ObjectName service, SimNode client);

    /// <summary>The same of requests from outside, which come through its balancers, if it has any.</summary>
    /// <param name="service">The Service.</param>
    /// <param name="then">
    /// Where zones are parted, the share of what an endpoint gets that it answers, given that it can.
    /// </param>
    double ShareFromOutside(ObjectName service, Func<SimPod, double>? then);

    /// <summary>The share of the requests of clients in one zone, by its number.</summary>
    double ShareIn(ObjectName service, int zone);

    /// <summary>
    /// The share of requests from inside that is answered, of the zone whose clients fare worst.
    /// </summary>
    double LeastShareOf(ObjectName service);

    /// <summary>The zones.</summary>
    ZoneIndex Zones { get; }

    /// <summary>The ways between zones.</summary>
    ZoneWays Ways { get; }

    /// <summary>Measures all Services anew, because something that they depend on changed.</summary>
    void Remeasure();

    /// <summary>Notes for people what befell a Service.</summary>
    void Note(ObjectName service, string what);
}
