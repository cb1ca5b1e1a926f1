namespace Evenkeel.Lab.Layout;

/// <summary>What a lab is made of: <c>lab.json</c>, written once by <c>lab up</c>.</summary>
public sealed record LabSettings
{
    /// <summary>The cluster's name.</summary>
    public string Cluster { get; init; } = "lab";

    /// <summary>Its slots.</summary>
    public required IReadOnlyList<LabSlot> Slots { get; init; }

    /// <summary>Its zones, each with the balancer's address there.</summary>
    public required IReadOnlyList<LabZone> Zones { get; init; }

    /// <summary>The address that plays the balancer's name.</summary>
    public required string Name { get; init; }

    /// <summary>How slots reach each other.</summary>
    public required LabNetworkKind Network { get; init; }

    /// <summary>What slots' volumes are.</summary>
    public required LabDiskKind Disks { get; init; }

    /// <summary>The version of etcd, such as <c>3.4.30</c>.</summary>
    public required string EtcdVersion { get; init; }

    /// <summary>The version of Kubernetes; null where there is none.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Folders of programs, as PATH has them.</summary>
    public required string Path { get; init; }

    /// <summary>The agent: the program and what comes before its arguments.</summary>
    public required IReadOnlyList<string> Agent { get; init; }

    /// <summary>Between two probes of the balancer.</summary>
    public required TimeSpan ProbeInterval { get; init; }

    /// <summary>The port of etcd's clients, at slots and at the balancer.</summary>
    public int ClientPort { get; init; } = 2379;

    /// <summary>The port of etcd's members.</summary>
    public int PeerPort { get; init; } = 2380;

    /// <summary>The port of the verdict.</summary>
    public int HealthPort { get; init; } = 9440;

    /// <summary>The port of the Kubernetes API.</summary>
    public int ApiPort { get; init; } = 6443;

    /// <summary>The leader's heartbeat, in milliseconds.</summary>
    public int HeartbeatMs { get; init; } = 100;

    /// <summary>The least time without heartbeat before an election, in milliseconds.</summary>
    public int ElectionMs { get; init; } = 1000;

    /// <summary>The slot of a name.</summary>
    /// <exception cref="LabException">There is none.</exception>
    public LabSlot Slot(string name) => Slots.FirstOrDefault(s => s.Name == name) ?? throw new LabException(
        $"there is no slot {name}", "write one of " + string.Join(", ", Slots.Select(s => s.Name)));

    /// <summary>The lab without some of its slots.</summary>
    public LabSettings Without(IReadOnlyList<string> names) =>
        this with { Slots = [.. Slots.Where(s => !names.Contains(s.Name, StringComparer.Ordinal))] };
}

/// <summary>A slot of a lab.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="Address">Its address.</param>
public sealed record LabSlot(string Name, string Zone, string Address);

/// <summary>A zone of a lab.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">The balancer's address there.</param>
public sealed record LabZone(string Name, string Address);

/// <summary>How slots reach each other.</summary>
public enum LabNetworkKind
{
    /// <summary>By addresses of loopback.</summary>
    Loopback,

    /// <summary>Each from a network namespace of its own, over a bridge; needs root.</summary>
    Namespaces,
}

/// <summary>What slots' volumes are.</summary>
public enum LabDiskKind
{
    /// <summary>Folders.</summary>
    Folders,

    /// <summary>File systems of their own, each on a loop device; needs root.</summary>
    Loop,
}
