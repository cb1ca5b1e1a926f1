using System.Net;
using Evenkeel.Lab.Balancing;
using Evenkeel.Lab.Disks;
using Evenkeel.Lab.Faults;
using Evenkeel.Lab.Layout;
using Evenkeel.Lab.Machines;
using Evenkeel.Lab.Processes;

namespace Evenkeel.Lab.HealthChecks;

/// <summary>
/// How long a node that cannot serve stays in the pool, by who answers the balancer's probes.
/// </summary>
/// <param name="Fault">What was wrong, for people.</param>
/// <param name="EchoCluster">
/// Seconds until it left, probed by TCP at the echo's NodePort under policy Cluster; null: it never did.
/// </param>
/// <param name="EchoLocal">The same under policy Local.</param>
/// <param name="Verdict">The same probed by HTTP at the agent.</param>
public sealed record HealthCheckRow(string Fault, double? EchoCluster, double? EchoLocal, double? Verdict);

/// <summary>
/// Lets the same faults be seen by three checks at once, each with a balancer's own thresholds: the article's
/// TCP echo behind a NodePort, in both policies, and the agent's verdict.
/// </summary>
/// <param name="folder">The lab.</param>
/// <param name="time">The clock.</param>
public sealed class HealthCheckComparison(LabFolder folder, TimeProvider time)
{
    private const int ClusterPort = 30090;
    private const int LocalPort = 30091;
    private const int EchoPort = 8099;
    private static readonly TimeSpan WholeWithin = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(100);

    /// <summary>Compares.</summary>
    /// <param name="limit">How long each fault is watched.</param>
    /// <param name="said">Hears of each row as it comes.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LabException">The lab is not whole, or its slots are in namespaces.</exception>
    public async Task<IReadOnlyList<HealthCheckRow>> RunAsync(
        TimeSpan limit, Action<HealthCheckRow>? said, CancellationToken cancellation)
    {
        var settings = folder.Settings();
        if (settings.Network != LabNetworkKind.Loopback)
        {
            throw new LabException(
                "the echo's NodePorts are played at the slots' own addresses, which must be of loopback",
                "start a lab without --netns");
        }

        var rows = new List<HealthCheckRow>();
        using var observer = new LabObserver(folder, settings, time);
        foreach (var (name, fault) in Faults(settings))
        {
            if (await observer.AwaitWholeAsync(WholeWithin, cancellation) is { } why)
            {
                throw new LabException($"the lab is not whole: {why}", "heal it: evenkeel lab heal");
            }

            var leader = settings.Slot(await observer.LeaderAsync(cancellation) ?? settings.Slots[0].Name);
            var row = await SeeAsync(settings, name, fault with { Target = leader.Name }, limit,
                cancellation);
            rows.Add(row);
            said?.Invoke(row);
        }

        if (WorkerStandIn.IsPossible)
        {
            var row = await SeeWorkerAsync(settings, limit, cancellation);
            rows.Add(row);
            said?.Invoke(row);
        }

        await observer.AwaitWholeAsync(WholeWithin, cancellation);
        return rows;
    }

    private static IEnumerable<(string Name, Fault Fault)> Faults(LabSettings settings)
    {
        yield return ("etcd dead, and dead again when it is restarted", new(FaultKind.Kill, "", "etcd"));
        yield return ("etcd hung (SIGSTOP)", new(FaultKind.Stop, "", "etcd"));
        if (settings.KubernetesVersion is not null)
        {
            yield return ("kube-apiserver dead, likewise", new(FaultKind.Kill, "", "kube-apiserver"));
        }

        if (settings.Disks == LabDiskKind.Loop)
        {
            yield return ("writes to the disk hang (fsfreeze)", new(FaultKind.DiskStall, ""));
        }

        yield return ("machine lost", new(FaultKind.Slot, ""));
    }

    private async Task<HealthCheckRow> SeeAsync(
        LabSettings settings, string name, Fault fault, TimeSpan limit, CancellationToken cancellation)
    {
        var pods = settings.Slots.ToDictionary(s => s.Name, s => new EchoPod(At(s, EchoPort)));
        var ports = settings.Slots.ToDictionary(s => s.Name, s => new[]
        {
            new NodePort(At(s, ClusterPort), [.. settings.Slots.Select(o => At(o, EchoPort))]),
            new NodePort(At(s, LocalPort), [At(s, EchoPort)]),
        });
        await using var watches = new PoolWatches(
            settings, settings.Slot(fault.Target).Address, ClusterPort, LocalPort, time);
        try
        {
            await watches.AwaitHealthyAsync(WholeWithin, cancellation);
            var begun = time.GetTimestamp();
            if (fault.Kind == FaultKind.Slot)
            {
                // What runs on the machine goes with it: its pod, and its kernel's ports.
                pods[fault.Target].Dispose();
                Array.ForEach(ports[fault.Target], p => p.Dispose());
            }

            Inject(settings, fault);
            while (time.GetElapsedTime(begun) < limit && !watches.HaveAllLeft)
            {
                await Task.Delay(Again, time, cancellation);
                if (fault.Kind == FaultKind.Kill)
                {
                    new Machine(folder, settings, settings.Slot(fault.Target)).Signal(fault.Program,
                        Signals.Kill);
                }
            }

            return watches.Row(name, begun);
        }
        finally
        {
            using (folder.Lock())
            {
                new FaultInjector(folder, settings).Heal();
            }

            foreach (var used in pods.Values.Cast<IDisposable>().Concat(ports.Values.SelectMany(p => p)))
            {
                used.Dispose();
            }
        }
    }

    /// <summary>
    /// A worker's kubelet dies: pods live on without it, and so does the echo's, though nothing starts or
    /// ends there any more.
    /// </summary>
    private async Task<HealthCheckRow> SeeWorkerAsync(
        LabSettings settings, TimeSpan limit, CancellationToken cancellation)
    {
        using var worker = new WorkerStandIn(folder, settings);
        IPEndPoint[] pods =
        [
            new(WorkerStandIn.Address, EchoPort), At(settings.Slots[0], EchoPort),
        ];
        using var own = new EchoPod(pods[0]);
        using var other = new EchoPod(pods[1]);
        using var cluster = new NodePort(new(WorkerStandIn.Address, ClusterPort), pods);
        using var local = new NodePort(new(WorkerStandIn.Address, LocalPort), pods[..1]);
        worker.Start();
        await using var watches = new PoolWatches(
            settings, WorkerStandIn.Address.ToString(), ClusterPort, LocalPort, time);
        await watches.AwaitHealthyAsync(WholeWithin, cancellation);
        var begun = time.GetTimestamp();
        while (time.GetElapsedTime(begun) < limit && !watches.HaveAllLeft)
        {
            worker.KillKubelet();
            await Task.Delay(Again, time, cancellation);
        }

        return watches.Row("kubelet dead, likewise (of a worker; a stand-in)", begun);
    }

    private void Inject(LabSettings settings, Fault fault)
    {
        using var held = folder.Lock();
        new FaultInjector(folder, settings).Inject(fault);
    }

    private static IPEndPoint At(LabSlot slot, int port) => new(IPAddress.Parse(slot.Address), port);
}
