using Evenkeel.Core.Model.Node;

namespace Evenkeel.Lab.Layout;

/// <summary>
/// The <c>node.json</c> of each slot: as on AWS, with a folder in its place and shorter times.
/// </summary>
internal static class NodeFiles
{
    /// <summary>Writes them.</summary>
    public static void Write(LabFolder folder, LabSettings settings, LabOptions options)
    {
        foreach (var slot in settings.Slots)
        {
            Directory.CreateDirectory(folder.Slot(slot.Name));
            File.WriteAllText(
                folder.NodeFile(slot.Name),
                NodeConfigurationWriter.Write(Of(folder, settings, slot, options)));
        }
    }

    /// <summary>What a slot's agent is told.</summary>
    public static NodeConfiguration Of(
        LabFolder folder, LabSettings settings, LabSlot slot, LabOptions options) => new()
    {
        Cluster = settings.Cluster,
        Role = NodeRole.Server,
        Zone = slot.Zone,
        Slot = slot.Name,
        Slots = [.. settings.Slots.Select(s => new SlotAddress(s.Name, s.Zone, s.Address))],
        Platform = new PlatformSettings.Local(folder.Cloud),
        Etcd = new()
        {
            Version = settings.EtcdVersion,
            ClientPort = settings.ClientPort,
            PeerPort = settings.PeerPort,
            HeartbeatMs = settings.HeartbeatMs,
            ElectionMs = settings.ElectionMs,
            QuotaBytes = 1L << 30,
            SnapshotEvery = options.SnapshotEvery,
            SnapshotKeep = 10,
        },
        Kubernetes = settings.KubernetesVersion is null
            ? new() { Distribution = NodeDistribution.None, Names = Names(settings) }
            : new()
            {
                Distribution = NodeDistribution.Upstream,
                Version = settings.KubernetesVersion,
                Endpoint = $"https://{settings.Name}:{settings.ApiPort}",
                Names = Names(settings),
            },
        Health = new() { Port = settings.HealthPort, Judges = Judges(settings) },
        Timings = new()
        {
            Claim = options.Replace,
            Replace = options.Replace,
            Mark = TimeSpan.FromSeconds(3),
            DiskStall = TimeSpan.FromSeconds(4),
            DiskKill = TimeSpan.FromSeconds(8),
            ChildHung = options.ChildHung,
            ChildBackoffMost = TimeSpan.FromSeconds(5),
            Request = TimeSpan.FromSeconds(5),
            Drain = TimeSpan.FromSeconds(30),
            Repair = TimeSpan.FromMinutes(1),
        },
    };

    /// <summary>Names of certificates besides the slots' own: the balancer's addresses.</summary>
    private static IReadOnlyList<string> Names(LabSettings settings) =>
        [settings.Name, .. settings.Zones.Select(z => z.Address)];

    private static IReadOnlyList<HealthSubject> Judges(LabSettings settings) =>
        settings.KubernetesVersion is null ? [HealthSubject.Etcd]
            : [HealthSubject.Etcd, HealthSubject.ApiServer];
}
