using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Execution;

/// <summary>Requests about the Kubernetes API. Where a node has none, there is nothing to drain or
/// repair.</summary>
internal sealed class KubernetesRequests(NodeConfiguration node)
{
    private static readonly Failed Without = new("this node has no Kubernetes API");

    private bool HasNone => node.Kubernetes.Distribution == NodeDistribution.None;

    /// <summary>Lists the nodes.</summary>
    public Task<Answer> ListAsync(CancellationToken cancellation) =>
        Task.FromResult<Answer>(HasNone ? new NodesListed([], null) : Without);

    /// <summary>Writes that a repair begins.</summary>
    public Task<Answer> BeginRepairAsync(BeginRepair begin, CancellationToken cancellation) =>
        Task.FromResult<Answer>(Without);

    /// <summary>Takes the record of a repair away.</summary>
    public Task<Answer> EndRepairAsync(EndRepair end, CancellationToken cancellation) =>
        Task.FromResult<Answer>(Without);

    /// <summary>Drains this node.</summary>
    public Task<Answer> DrainAsync(CancellationToken cancellation) =>
        Task.FromResult<Answer>(HasNone ? Done.Value : Without);

    /// <summary>Deletes this node's Node object.</summary>
    public Task<Answer> DeleteAsync(CancellationToken cancellation) =>
        Task.FromResult<Answer>(HasNone ? Done.Value : Without);
}
