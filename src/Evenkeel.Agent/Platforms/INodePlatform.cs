using System.Net;
using Evenkeel.Core.Model.Node;
using Evenkeel.Platform.Objects;
using Evenkeel.Platform.Parameters;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Platforms;

/// <summary>
/// What a node has of its surroundings: AWS, a folder that plays it, or a memory that does. Methods throw
/// <see cref="IOException"/> where nobody answers.
/// </summary>
internal interface INodePlatform
{
    /// <summary>This machine.</summary>
    string Instance { get; }

    /// <summary>The slot's volume, where it is mounted.</summary>
    string VolumeFolder(SlotAddress? slot);

    /// <summary>The objects of claims, marks and snapshots.</summary>
    IObjectStore Snapshots { get; }

    /// <summary>The cluster's parameters.</summary>
    IParameterStore Parameters { get; }

    /// <summary>The path under which those lie.</summary>
    string ParameterPath { get; }

    /// <summary>The address at which the node answers the balancer's probes.</summary>
    IPAddress HealthAddress { get; }

    /// <summary>The bundle of manifests that a server applies.</summary>
    string ManifestsFile { get; }

    /// <summary>The path of a program.</summary>
    string Program(string name);

    /// <summary>Who holds some slots.</summary>
    Task<IReadOnlyList<SlotState>> DescribeSlotsAsync(
        IReadOnlyList<SlotAddress> slots, CancellationToken cancellation);

    /// <summary>Attaches a slot's volume: done, or refused as a conflict.</summary>
    Task<Answer> AttachVolumeAsync(SlotAddress slot, bool isForced, CancellationToken cancellation);

    /// <summary>Attaches a slot's network interface: done, or refused as a conflict.</summary>
    Task<Answer> AttachInterfaceAsync(SlotAddress slot, bool isForced, CancellationToken cancellation);

    /// <summary>Mounts a slot's volume; its id, or null where it is not attached here.</summary>
    Task<string?> MountAsync(SlotAddress slot, CancellationToken cancellation);

    /// <summary>Unmounts and detaches whatever of a slot is attached here.</summary>
    Task ReleaseAsync(SlotAddress slot, CancellationToken cancellation);

    /// <summary>What the group wants of this machine.</summary>
    Task<LifecycleRead> PollLifecycleAsync(CancellationToken cancellation);

    /// <summary>Tells a waiting hook that the node still drains.</summary>
    Task HeartbeatLifecycleAsync(CancellationToken cancellation);

    /// <summary>Tells a waiting hook to go on.</summary>
    Task CompleteLifecycleAsync(CancellationToken cancellation);

    /// <summary>Tells the group that a machine is unhealthy.</summary>
    Task SetUnhealthyAsync(string instance, CancellationToken cancellation);

    /// <summary>Which of some machines run and are in service.</summary>
    Task<IReadOnlySet<string>> RunningAsync(
        IReadOnlyCollection<string> instances, CancellationToken cancellation);
}
