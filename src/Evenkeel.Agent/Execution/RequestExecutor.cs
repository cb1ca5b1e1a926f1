using Evenkeel.Agent.Etcd;
using Evenkeel.Agent.Logging;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Execution;

/// <summary>
/// Carries out requests, side by side, each within its time. Whatever goes wrong is an answer that failed:
/// the
/// decisions ask anew.
/// </summary>
internal sealed class RequestExecutor(
    NodeConfiguration node, PlatformRequests platform, EtcdRequests etcd, KubernetesRequests kubernetes,
    ChildRequests children, AgentLog log)
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>Carries out a request. It throws nothing.</summary>
    public async Task<Answer> RunAsync(Request request, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var usual = node.Timings.Request;
        var own = TimeSpan.FromMilliseconds(request.PatienceMs);
        patience.CancelAfter((own > usual ? own : usual) + Margin);
        Answer answer;
        try
        {
            answer = await DispatchAsync(request, patience.Token);
        }
        catch (Exception e) when (EtcdMembers.IsProblem(e) || e is HttpRequestException
            or UnauthorizedAccessException or InvalidDataException)
        {
            answer = new Failed(e is OperationCanceledException ? "no answer in time" : e.Message);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A mistake of this program must not end it: the node lives on without this answer.
            log.Write(AgentEvent.Broken, $"{request.GetType().Name}: {e}");
            answer = new Failed(e.Message);
        }

        if (Problem(answer) is { } problem && !cancellation.IsCancellationRequested)
        {
            log.Write(AgentEvent.RequestFailed, $"{request.GetType().Name}: {problem}");
        }

        return answer;
    }

    private static string? Problem(Answer answer) => answer switch
    {
        Failed failed => failed.Reason,
        Refused refused => $"{refused.Why}: {refused.Detail}",
        _ => null,
    };

    private Task<Answer> DispatchAsync(Request request, CancellationToken cancellation) => request switch
    {
        StartChild start => children.StartAsync(start, cancellation),
        ReadIncarnation => platform.ReadIncarnationAsync(cancellation),
        DescribeSlots => platform.DescribeSlotsAsync(cancellation),
        AttachVolume attach => platform.AttachVolumeAsync(attach, cancellation),
        AttachInterface attach => platform.AttachInterfaceAsync(attach, cancellation),
        InspectDisk inspect => platform.InspectAsync(inspect, cancellation),
        WriteSlotRecord write => platform.WriteAsync(write),
        ArchiveData archive => platform.ArchiveAsync(archive),
        ReleaseSlot release => platform.ReleaseAsync(release, cancellation),
        EnsureSecrets => platform.EnsureSecretsAsync(cancellation),
        IssueCertificates => platform.IssueAsync(cancellation),
        ReadObject read => platform.ReadAsync(read, cancellation),
        WriteObject write => platform.WriteAsync(write, cancellation),
        PollLifecycle => platform.PollLifecycleAsync(cancellation),
        HeartbeatLifecycle => platform.HeartbeatLifecycleAsync(cancellation),
        CompleteLifecycle => platform.CompleteLifecycleAsync(cancellation),
        SetInstanceUnhealthy mark => platform.SetUnhealthyAsync(mark, cancellation),
        ListNodes => kubernetes.ListAsync(cancellation),
        BeginRepair begin => kubernetes.BeginRepairAsync(begin, cancellation),
        EndRepair end => kubernetes.EndRepairAsync(end, cancellation),
        DrainNode => kubernetes.DrainAsync(cancellation),
        DeleteNode => kubernetes.DeleteAsync(cancellation),
        _ => etcd.RunAsync(request, cancellation),
    };
}
