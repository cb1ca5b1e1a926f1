using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Dependencies;

/// <summary>
/// The webhooks that the API server asks before it takes a new pod. Where the backend of one that fails
/// closed does not answer, the pod is refused, whoever makes it: the backend's own, too
/// (plugin/webhook/validating and mutating, dispatcher.go; a webhook is called through its Service).
/// </summary>
/// <param name="cluster">The cluster.</param>
/// <param name="shares">Who says which Services answer.</param>
/// <param name="latest">
/// Whether calls meet the endpoints that do not answer as long as there are any, as in a proof.
/// </param>
internal sealed class Admission(ClusterState cluster, IServiceShares shares, bool latest)
{
    private readonly HashSet<SimWorkload> noted = [];
    private bool begun;
    private readonly HashSet<SimWorkload> waited = [];

    /// <summary>
    /// From now on webhooks are asked: up to the first fault the cluster comes up, and with it what they
    /// call.
    /// </summary>
    public void FaultBegins() => begun = true;

    /// <summary>Why pods of a workload are refused now, or null.</summary>
    public string? WhyRefused(SimWorkload workload) =>
        Asked(workload).Where(static w => w.FailsClosed).Where(Fails).Select(static w =>
            $"webhook {w.Name}, which fails closed, calls {w.Backend}, which does not answer")
            .FirstOrDefault();

    /// <summary>
    /// How long the API server waits in vain for webhooks that fail open before it takes a pod; nothing for
    /// the pods that have waited.
    /// </summary>
    public TimeSpan Wait(SimWorkload workload)
    {
        if (waited.Remove(workload))
        {
            return TimeSpan.Zero;
        }

        var wait = Asked(workload).Where(static w => !w.FailsClosed).Where(Fails)
            .Aggregate(TimeSpan.Zero, static (sum, w) => sum + w.Timeout);
        if (wait > TimeSpan.Zero)
        {
            waited.Add(workload);
        }

        return wait;
    }

    /// <summary>Says so, once until it changes, to those who follow what the workload is behind.</summary>
    public void Note(SimWorkload workload, string? why)
    {
        if (why is null ? !noted.Remove(workload) : !noted.Add(workload))
        {
            return;
        }

        foreach (var service in cluster.Objects.Services
            .Where(s => s.Selects(workload.Name.Namespace, workload.Definition.Template.Labels)))
        {
            shares.Note(service.Name, why is null
                ? $"pods of {workload.Name.Name} are made again"
                : $"pods of {workload.Name.Name} are refused: {why}");
        }
    }

    private bool Fails(AdmissionWebhook webhook) => webhook.Backend is { } backend
        && (latest ? shares.LeastShareOf(backend) < 1 : shares.ShareOf(backend) <= 0);

    private IEnumerable<AdmissionWebhook> Asked(SimWorkload workload) => begun
        ? cluster.Objects.Webhooks.Where(w => w.Asks(
            workload.Name.Namespace, workload.Definition.Template.Labels, cluster.Objects.Namespaces))
        : [];
}
