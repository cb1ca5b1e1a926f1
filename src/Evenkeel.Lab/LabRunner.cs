using System.Text.RegularExpressions;
using Evenkeel.Lab.Balancing;
using Evenkeel.Lab.Disks;
using Evenkeel.Lab.Faults;
using Evenkeel.Lab.Layout;
using Evenkeel.Lab.Machines;
using Evenkeel.Lab.Networks;
using Evenkeel.Lab.Processes;
using Evenkeel.Platform.Parameters;

namespace Evenkeel.Lab;

/// <summary>Starts, ends and looks at a lab, and lets things go wrong in it.</summary>
/// <param name="folder">Its folder.</param>
/// <param name="time">The clock.</param>
public sealed partial class LabRunner(LabFolder folder, TimeProvider time)
{
    private static readonly TimeSpan DeathLimit = TimeSpan.FromSeconds(30);

    /// <summary>The lab.</summary>
    public LabFolder Folder => folder;

    /// <summary>Starts a lab, or what of one does not run.</summary>
    /// <returns>What was started: slots, and <c>balancer</c>.</returns>
    /// <exception cref="LabException">It cannot be done.</exception>
    public async Task<IReadOnlyList<string>> UpAsync(
        LabOptions options, LabPrograms programs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(programs);
        using var held = folder.Lock();
        var settings = folder.Exists ? folder.Settings() : Plan(options, programs);
        if (!folder.Exists)
        {
            NodeFiles.Write(folder, settings, options);
            await new FolderParameterStore(folder.Parameters).AddAsync(
                $"/evenkeel/{settings.Cluster}/incarnation", "lab-" + LabPlan.ShortName(folder.Root)[3..],
                cancellation);
            LabJson.Write(folder.BalancerSettings, BalancerOf(settings));
            LabJson.Write(folder.SettingsFile, settings);
        }

        LabNetwork.Of(folder, settings).Up();
        var started = new List<string>();
        if (new LabMarks(folder.Root).Find(LabMarks.Balancer).Count == 0)
        {
            ToolRunner.Start(
                [.. programs.Balancer, folder.Root], folder.BalancerLog,
                new LabMarks(folder.Root).Environment(LabMarks.Balancer));
            started.Add(LabMarks.Balancer);
        }

        var off = new FaultInjector(folder, settings).Off;
        started.AddRange(settings.Slots
            .Where(s => !off.Contains(s.Name) && new Machine(folder, settings, s).PowerOn())
            .Select(s => s.Name));
        return started;
    }

    /// <summary>Ends a lab, whatever state it is in, and removes its folder's content.</summary>
    /// <returns>How many processes were ended.</returns>
    /// <exception cref="LabException">Something cannot be ended.</exception>
    public int Down()
    {
        if (!Directory.Exists(folder.Root))
        {
            return 0;
        }

        using var held = folder.Lock();
        var settings = folder.Exists ? folder.Settings() : null;
        foreach (var slot in settings?.Slots ?? [])
        {
            SlotDisk.Of(folder, settings!.Disks, slot.Name).Thaw();
        }

        var ended = new LabMarks(folder.Root).KillAll(part: null, DeathLimit);
        if (settings is not null)
        {
            foreach (var slot in settings.Slots)
            {
                SlotDisk.Of(folder, settings.Disks, slot.Name).Detach();
            }

            LabNetwork.Of(folder, settings).Down();
            foreach (var part in new[] { "slots", "aws", "balancer", "client", "copies", "disks" })
            {
                var path = Path.Combine(folder.Root, part);
                if (Directory.Exists(path))
                {
                    Directory.Delete(path, recursive: true);
                }
            }

            foreach (var file in new[] { folder.FaultsFile, folder.Kubeconfig, folder.SettingsFile })
            {
                File.Delete(file);
            }
        }

        return ended;
    }

    /// <summary>Looks at a lab.</summary>
    public async Task<LabStatus> StatusAsync(CancellationToken cancellation)
    {
        using var observer = new LabObserver(folder, folder.Settings(), time);
        return await observer.LookAsync(cancellation);
    }

    /// <summary>
    /// Writes the file for kubectl, where the lab has Kubernetes and its certificates exist.
    /// </summary>
    /// <returns>The file; null where there is none.</returns>
    public string? WriteKubeconfig() =>
        folder.Settings() is { KubernetesVersion: not null } settings
        && KubeconfigFile.Write(folder, settings)
            ? folder.Kubeconfig : null;

    /// <summary>Waits until a lab is whole.</summary>
    /// <returns>Null once it is; after the limit, why it is not.</returns>
    public async Task<string?> AwaitWholeAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using var observer = new LabObserver(folder, folder.Settings(), time);
        return await observer.AwaitWholeAsync(limit, cancellation);
    }

    /// <summary>Waits until the balancer thinks well of every slot.</summary>
    /// <returns>Null once it does; after the limit, of which it does not.</returns>
    public async Task<string?> AwaitTargetsAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var targets = folder.Report()?.Targets ?? [];
            var bad = targets.FirstOrDefault(t => t.State != TargetState.Healthy);
            if ((targets.Count > 0 && bad is null) || time.GetElapsedTime(begun) > limit)
            {
                return targets.Count == 0 ? "the balancer says nothing"
                    : bad is null ? null : $"slot {bad.Name} is {bad.State} for the balancer: {bad.Cause}";
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellation);
        }
    }

    /// <summary>Lets a fault happen.</summary>
    /// <returns>The fault, with the slot that led where it named the leader, and what was done.</returns>
    public async Task<(Fault Fault, string Done)> FailAsync(Fault fault, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var settings = folder.Settings();
        FaultText.Check(fault, settings);
        using var held = folder.Lock();
        if (FaultText.NamesLeader(fault))
        {
            using var observer = new LabObserver(folder, settings, time);
            fault = FaultText.Resolve(
                fault, settings,
                await observer.LeaderAsync(cancellation)
                    ?? throw new LabException("no slot leads just now", "name a slot"));
        }

        return (fault, new FaultInjector(folder, settings).Inject(fault));
    }

    /// <summary>Undoes every fault.</summary>
    /// <returns>The faults that were in force.</returns>
    public IReadOnlyList<Fault> Heal()
    {
        var settings = folder.Settings();
        using var held = folder.Lock();
        return new FaultInjector(folder, settings).Heal();
    }

    private LabSettings Plan(LabOptions options, LabPrograms programs)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        string? kubernetes = null;
        if (options.KubeBin is { } bin)
        {
            path = Path.GetFullPath(bin) + Path.PathSeparator + path;
            kubernetes = VersionOf(Path.Combine(Path.GetFullPath(bin), "kube-apiserver"), "--version")
                ?? throw new LabException(
                    $"{bin} has no kube-apiserver that runs",
                    "give the folder of kube-apiserver, kube-controller-manager and kube-scheduler");
        }

        var etcd = (ToolRunner.Find("etcd") is { } program ? VersionOf(program, "--version") : null)
            ?? throw new LabException(
                "etcd is not on PATH", "install it: apt-get install etcd-server etcd-client");
        if (options.Namespaces && NamespaceNetwork.WhyNot() is { } why)
        {
            throw new LabException(why, "start the lab without --netns, or give it what it needs");
        }

        if (options.Disks == LabDiskKind.Loop && !LoopDisk.IsPossible())
        {
            throw new LabException(
                "loop devices cannot be used here",
                "run it as root where loop devices are, or --disks folders");
        }

        return LabPlan.WithAddresses(
            new LabSettings
            {
                Slots = [], Zones = [], Name = "",
                Network = options.Namespaces ? LabNetworkKind.Namespaces : LabNetworkKind.Loopback,
                Disks = options.Disks ?? (LoopDisk.IsPossible() ? LabDiskKind.Loop : LabDiskKind.Folders),
                EtcdVersion = etcd,
                KubernetesVersion = kubernetes,
                Path = path,
                Agent = programs.Agent,
                ProbeInterval = options.ProbeInterval,
            },
            folder.Root, options.Slots);
    }

    private static BalancerSettings BalancerOf(LabSettings settings) => new()
    {
        Name = settings.Name,
        Zones = [.. settings.Zones.Select(z => new BalancerZone(z.Name, z.Address))],
        Ports = settings.KubernetesVersion is null
            ? [new(settings.ClientPort, settings.ClientPort)]
            : [new(settings.ClientPort, settings.ClientPort), new(settings.ApiPort, settings.ApiPort)],
        Targets = [.. settings.Slots.Select(s => new BalancerTarget(s.Name, s.Zone, s.Address))],
        Probe = new()
        {
            Path = "/healthz",
            Port = settings.HealthPort,
            Interval = settings.ProbeInterval,
            Timeout = settings.ProbeInterval < TimeSpan.FromSeconds(2)
                ? settings.ProbeInterval : TimeSpan.FromSeconds(2),
        },
    };

    private static string? VersionOf(string program, string flag)
    {
        if (!File.Exists(program))
        {
            return null;
        }

        var (_, output) = ToolRunner.Try(program, flag);
        return Version().Match(output) is { Success: true } found ? found.Value : null;
    }

    [GeneratedRegex(@"\d+\.\d+\.\d+", RegexOptions.None, 1000)]
    private static partial Regex Version();
}
