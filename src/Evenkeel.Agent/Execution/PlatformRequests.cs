using System.Text;
using Evenkeel.Agent.Certificates;
using Evenkeel.Agent.Platforms;
using Evenkeel.Agent.Volumes;
using Evenkeel.Core.Model.Node;
using Evenkeel.Platform.Objects;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Execution;

/// <summary>Requests about the slot, its volume, the store and the group.</summary>
internal sealed class PlatformRequests(
    NodeConfiguration node, INodePlatform platform, NodeContext context, ClusterSecrets secrets,
    CertificateIssuer issuer, Action certificatesChanged)
{
    private readonly SemaphoreSlim issuing = new(1);
    private readonly bool isEmbedded = node.Etcd.Mode == Core.Model.Cluster.EtcdMode.Embedded;

    /// <summary>Reads the incarnation.</summary>
    public async Task<Answer> ReadIncarnationAsync(CancellationToken cancellation)
    {
        var path = platform.ParameterPath + "/incarnation";
        if (await platform.Parameters.GetAsync(path, cancellation) is not { Length: > 0 } text)
        {
            return new Failed($"{path} has no value");
        }

        context.Incarnation = text.Trim();
        return new IncarnationRead(context.Incarnation);
    }

    /// <summary>Reads who holds the slots.</summary>
    public async Task<Answer> DescribeSlotsAsync(CancellationToken cancellation)
    {
        var slots = node.Slots.Where(s => node.Slot is { } own ? s.Name == own : s.Zone == node.Zone);
        return new SlotsDescribed(await platform.DescribeSlotsAsync([.. slots], cancellation));
    }

    /// <summary>Attaches a slot's volume.</summary>
    public Task<Answer> AttachVolumeAsync(AttachVolume attach, CancellationToken cancellation) =>
        platform.AttachVolumeAsync(Slot(attach.Slot), attach.IsForced, cancellation);

    /// <summary>Attaches a slot's interface, which makes the slot this machine's.</summary>
    public async Task<Answer> AttachInterfaceAsync(AttachInterface attach, CancellationToken cancellation)
    {
        var slot = Slot(attach.Slot);
        var answer = await platform.AttachInterfaceAsync(slot, attach.IsForced, cancellation);
        if (answer is Done)
        {
            context.Slot = slot;
        }

        return answer;
    }

    /// <summary>Mounts the volume and looks at it.</summary>
    public async Task<Answer> InspectAsync(InspectDisk inspect, CancellationToken cancellation)
    {
        var slot = Slot(inspect.Slot);
        if (await platform.MountAsync(slot, cancellation) is not { } id)
        {
            context.Mounted = null;
            return new Refused(Refusal.Conflict, $"the volume of slot {slot.Name} is not attached here");
        }

        context.Slot = slot;
        (context.Volume, context.Mounted) = (id, platform.VolumeFolder(slot));
        return new DiskInspected(await OffLoopAsync(volume => volume.Inspect(id)));
    }

    /// <summary>Replaces the volume's record.</summary>
    public Task<Answer> WriteAsync(WriteSlotRecord write) => OffLoopAsync<Answer>(volume =>
    {
        volume.Write(write.Record);
        return Done.Value;
    });

    /// <summary>Moves data to the archive.</summary>
    public Task<Answer> ArchiveAsync(ArchiveData archive) => OffLoopAsync<Answer>(volume =>
    {
        volume.Archive(archive.Name);
        return Done.Value;
    });

    /// <summary>Lets go of the slot.</summary>
    public async Task<Answer> ReleaseAsync(ReleaseSlot release, CancellationToken cancellation)
    {
        context.Mounted = null;
        await platform.ReleaseAsync(Slot(release.Slot), cancellation);
        return Done.Value;
    }

    /// <summary>Makes the cluster's secrets.</summary>
    public async Task<Answer> EnsureSecretsAsync(CancellationToken cancellation)
    {
        await secrets.EnsureAsync(cancellation);
        return Done.Value;
    }

    /// <summary>Issues this node's certificates.</summary>
    public async Task<Answer> IssueAsync(CancellationToken cancellation)
    {
        await issuing.WaitAsync(cancellation);
        try
        {
            var isDone = await issuer.IssueAsync(context.Slot, cancellation);
            if (isDone)
            {
                certificatesChanged();
            }

            return isDone ? Done.Value
                : new Refused(Refusal.Other, "the cluster's secrets do not exist yet");
        }
        finally
        {
            issuing.Release();
        }
    }

    /// <summary>Reads an object of the store.</summary>
    public async Task<Answer> ReadAsync(ReadObject read, CancellationToken cancellation)
    {
        if (await platform.Snapshots.GetAsync(read.Key.Path, cancellation) is not { } found)
        {
            return new ObjectRead(null, "");
        }

        return StoredObjectJson.Read(Encoding.UTF8.GetString(found.Content)) is { } content
            ? new ObjectRead(content, found.Version)
            : new Failed($"{read.Key} cannot be understood");
    }

    /// <summary>Writes an object of the store under a condition.</summary>
    public async Task<Answer> WriteAsync(WriteObject write, CancellationToken cancellation)
    {
        var version = await platform.Snapshots.PutAsync(
            write.Key.Path, Encoding.UTF8.GetBytes(StoredObjectJson.Write(write.Content)),
            new WriteCondition(write.IfMatch), cancellation);
        return version is null
            ? new Refused(Refusal.Conflict, $"{write.Key} is not at the version that was read")
            : new ObjectWritten(version);
    }

    /// <summary>Reads what the group wants.</summary>
    public async Task<Answer> PollLifecycleAsync(CancellationToken cancellation) =>
        await platform.PollLifecycleAsync(cancellation);

    /// <summary>Tells a hook that the node still drains.</summary>
    public async Task<Answer> HeartbeatLifecycleAsync(CancellationToken cancellation)
    {
        await platform.HeartbeatLifecycleAsync(cancellation);
        return Done.Value;
    }

    /// <summary>Tells a hook to go on.</summary>
    public async Task<Answer> CompleteLifecycleAsync(CancellationToken cancellation)
    {
        await platform.CompleteLifecycleAsync(cancellation);
        return Done.Value;
    }

    /// <summary>Tells the group that an instance is unhealthy.</summary>
    public async Task<Answer> SetUnhealthyAsync(SetInstanceUnhealthy mark, CancellationToken cancellation)
    {
        await platform.SetUnhealthyAsync(mark.Instance, cancellation);
        return Done.Value;
    }

    private SlotAddress Slot(string name) => node.Slots.First(s => s.Name == name);

    /// <summary>Works on the volume on a thread of its own: a disk that hangs holds that one alone.</summary>
    private Task<T> OffLoopAsync<T>(Func<SlotVolume, T> work)
    {
        var folder = context.Mounted ?? throw new IOException("the volume is not mounted");
        return Task.Factory.StartNew(
            () => work(new SlotVolume(folder, isEmbedded)), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
