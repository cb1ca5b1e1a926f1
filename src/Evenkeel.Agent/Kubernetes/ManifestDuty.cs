using Evenkeel.Agent.Etcd;
using Evenkeel.Agent.Logging;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Node;

namespace Evenkeel.Agent.Kubernetes;

/// <summary>
/// Keeps the cluster's manifests applied: one server at a time does, by a lease, when the bundle has changed
/// and
/// every so often besides, for what somebody changed by hand.
/// </summary>
internal sealed class ManifestDuty(
    NodeConfiguration node, KubernetesApi api, EtcdLeases leases, NodeFolders folders, AgentLog log,
    Func<bool> isServing, string file)
{
    private const string Lease = "manifests";
    private const int LeaseSeconds = 60;

    /// <summary>Rounds after which a bundle that has not changed is applied again.</summary>
    private const int RoundsPerRepetition = 40;

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(15);
    private readonly ManifestApplier applier = new(api);
    private int rounds;
    private string lastProblem = "";

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await Task.Delay(Round, cancellation);
                if (isServing() && await leases.HoldAsync(Lease, LeaseSeconds, cancellation))
                {
                    await LookAsync(cancellation);
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (EtcdMembers.IsProblem(e) || e is HttpRequestException)
            {
                Say(e.Message);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var text = PrivateFile.ReadOrNull(file)
            ?? BundleText.Write(new(node.Cluster, BundleMode.Apply, []));
        if (BundleText.Read(text, out var problem) is not { } bundle)
        {
            Say($"{file}: {problem}");
            return;
        }

        if (node.Kubernetes.Distribution == NodeDistribution.Upstream
            && PrivateFile.ReadOrNull(folders.WorkerToken)?.Trim() is { } token)
        {
            bundle = bundle with { Objects = [.. JoinObjects.Of(node.Cluster, token), .. bundle.Objects] };
        }

        var digest = ManifestApplier.DigestOf(BundleText.Write(bundle));
        var isDue = rounds++ % RoundsPerRepetition == 0;
        if (!isDue && await applier.AppliedDigestAsync(cancellation) == digest)
        {
            return;
        }

        var outcome = await applier.ApplyAsync(bundle, digest, cancellation);
        Say(outcome.Problems.Count == 0
            ? $"{outcome.Applied} objects are as the bundle has them, {outcome.Pruned} were removed"
            : string.Join("; ", outcome.Problems));
    }

    private void Say(string text)
    {
        if (text != lastProblem)
        {
            lastProblem = text;
            log.Write(AgentEvent.Manifests, text);
        }
    }
}
