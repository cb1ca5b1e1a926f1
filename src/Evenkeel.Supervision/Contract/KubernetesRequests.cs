namespace Evenkeel.Supervision.Contract;

/// <summary>
/// Lists the Node objects with their instances, and the repair that is under way. Answer: <see
/// cref="NodesListed"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record ListNodes(long Id) : Request(Id);

/// <summary>
/// Writes that a repair begins, by one transaction in etcd that holds only while this node has the lease
/// and no
/// other repair is under way. Answer: <see cref="Done"/>, or <see cref="Refusal.Conflict"/>.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Instance">The instance.</param>
/// <param name="Node">Its Node object.</param>
public sealed record BeginRepair(long Id, string Instance, string Node) : Request(Id);

/// <summary>Takes the record of a repair away. Answer: <see cref="Done"/>.</summary>
/// <param name="Id">See <see cref="Request"/>.</param>
/// <param name="Instance">The instance; a record of another one stays.</param>
public sealed record EndRepair(long Id, string Instance) : Request(Id);

/// <summary>
/// Cordons this node and evicts its pods, as disruption budgets allow. Answer: <see cref="Done"/> once no
/// pod is
/// left but those of DaemonSets; failed while there are any.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record DrainNode(long Id) : Request(Id);

/// <summary>
/// Deletes this node's Node object, or the one that a machine of the same slot left behind. K3s with embedded
/// etcd removes the member of a Node that goes. Answer: <see cref="Done"/>, also where there is none.
/// </summary>
/// <param name="Id">See <see cref="Request"/>.</param>
public sealed record DeleteNode(long Id) : Request(Id);
