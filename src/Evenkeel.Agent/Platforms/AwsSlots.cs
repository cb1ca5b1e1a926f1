using System.Globalization;
using System.Xml.Linq;
using Evenkeel.Core.Model.Node;
using Evenkeel.Platform.Aws;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Platforms;

/// <summary>
/// The volumes and network interfaces of slots, by EC2's API. They bear the tags that the compiler gives
/// them.
/// Nothing is ever taken from a machine that EC2 does not report as terminated.
/// </summary>
/// <param name="aws">EC2.</param>
/// <param name="cluster">The cluster's name.</param>
/// <param name="instance">This machine.</param>
/// <param name="pause">Waits between two looks at what EC2 is doing.</param>
internal sealed class AwsSlots(
    IAwsApi aws, string cluster, string instance, Func<CancellationToken, Task> pause)
{
    private const string ClusterTag = "tag:evenkeel.dev/cluster";
    private const string SlotTag = "tag:evenkeel.dev/slot";

    /// <summary>A name that EC2 asks for, and that NVMe devices do not have.</summary>
    private const string Device = "/dev/sdf";

    /// <summary>Who holds a slot's volume; the volume's id, empty where there is none.</summary>
    public async Task<(Attachment State, string Id)> VolumeAsync(
        SlotAddress slot, CancellationToken cancellation)
    {
        var answer = await aws.QueryAsync(
            AwsService.Ec2, "DescribeVolumes", Filter(slot), cancellation);
        var volume = answer.Items("volumeSet").FirstOrDefault(static v =>
            v.Text("status") is not ("deleting" or "deleted" or "error"));
        if (volume is null)
        {
            return (Attachment.Gone, "");
        }

        var holder = volume.Items("attachmentSet").Select(static a => a.Text("instanceId"))
            .FirstOrDefault(static i => i is not null);
        return (await StateAsync(holder, cancellation), volume.Text("volumeId") ?? "");
    }

    /// <summary>Who holds the interface with a slot's address, and what EC2 says of it; null for
    /// none.</summary>
    public async Task<(Attachment State, XElement? Found)> InterfaceAsync(
        SlotAddress slot, string address, CancellationToken cancellation)
    {
        var answer = await aws.QueryAsync(
            AwsService.Ec2, "DescribeNetworkInterfaces",
            Filter(slot).AddFilter("private-ip-address", address), cancellation);
        var found = answer.Items("networkInterfaceSet").FirstOrDefault();
        return found is null ? (Attachment.Gone, null)
            : (await StateAsync(found.Text("attachment", "instanceId"), cancellation), found);
    }

    /// <summary>Attaches a volume, and waits until it is.</summary>
    public async Task<Answer> AttachVolumeAsync(
        SlotAddress slot, bool isForced, CancellationToken cancellation)
    {
        var (state, id) = await VolumeAsync(slot, cancellation);
        if (state == Attachment.Dead && isForced)
        {
            await aws.QueryAsync(
                AwsService.Ec2, "DetachVolume",
                new AwsParameters().Add("VolumeId", id).Add("Force", "true"), cancellation);
            while (state == Attachment.Dead)
            {
                await pause(cancellation);
                (state, id) = await VolumeAsync(slot, cancellation);
            }
        }

        if (state == Attachment.Free)
        {
            await aws.QueryAsync(
                AwsService.Ec2, "AttachVolume",
                new AwsParameters().Add("VolumeId", id).Add("InstanceId", instance).Add("Device", Device),
                cancellation);
        }
        else if (state != Attachment.Mine)
        {
            return new Refused(Refusal.Conflict, $"the volume {id} of slot {slot.Name} is {state}");
        }

        while (!await IsAttachedAsync(id, cancellation))
        {
            await pause(cancellation);
        }

        return Done.Value;
    }

    /// <summary>Attaches an interface.</summary>
    public async Task<Answer> AttachInterfaceAsync(
        SlotAddress slot, string address, bool isForced, CancellationToken cancellation)
    {
        var (state, found) = await InterfaceAsync(slot, address, cancellation);
        if (state == Attachment.Dead && isForced)
        {
            await aws.QueryAsync(
                AwsService.Ec2, "DetachNetworkInterface",
                new AwsParameters().Add("AttachmentId", found!.Text("attachment", "attachmentId"))
                    .Add("Force", "true"), cancellation);
            while (state == Attachment.Dead)
            {
                await pause(cancellation);
                (state, found) = await InterfaceAsync(slot, address, cancellation);
            }
        }

        if (state == Attachment.Free)
        {
            await aws.QueryAsync(
                AwsService.Ec2, "AttachNetworkInterface",
                new AwsParameters().Add("NetworkInterfaceId", found!.Text("networkInterfaceId"))
                    .Add("InstanceId", instance).Add("DeviceIndex", "1"), cancellation);
            return Done.Value;
        }

        return state == Attachment.Mine ? Done.Value
            : new Refused(Refusal.Conflict, $"the interface {address} of slot {slot.Name} is {state}");
    }

    /// <summary>
    /// Detaches whatever of a slot is attached here, but for the interface that the machine was born with.
    /// </summary>
    public async Task ReleaseAsync(SlotAddress slot, string address, CancellationToken cancellation)
    {
        var (volume, id) = await VolumeAsync(slot, cancellation);
        if (volume == Attachment.Mine)
        {
            await aws.QueryAsync(
                AwsService.Ec2, "DetachVolume",
                new AwsParameters().Add("VolumeId", id).Add("InstanceId", instance), cancellation);
        }

        var (state, found) = await InterfaceAsync(slot, address, cancellation);
        if (state == Attachment.Mine && found is not null
            && found.Text("attachment", "deviceIndex") is not (null or "0"))
        {
            await aws.QueryAsync(
                AwsService.Ec2, "DetachNetworkInterface",
                new AwsParameters().Add("AttachmentId", found.Text("attachment", "attachmentId")),
                cancellation);
        }
    }

    /// <summary>Which of some machines run.</summary>
    public async Task<IReadOnlySet<string>> RunningAsync(
        IReadOnlyCollection<string> instances, CancellationToken cancellation)
    {
        var running = new HashSet<string>(StringComparer.Ordinal);
        if (instances.Count == 0)
        {
            return running;
        }

        // As a filter and not as ids, for EC2 refuses a call that names one that is long gone.
        var asked = new AwsParameters().AddFilter("instance-id", instances)
            .AddFilter("instance-state-name", "running");
        await foreach (var page in aws.PagesAsync(
            AwsService.Ec2, "DescribeInstances", asked, cancellation))
        {
            running.UnionWith(page.Items("reservationSet").SelectMany(static r => r.Items("instancesSet"))
                .Select(static i => i.Text("instanceId") ?? ""));
        }

        return running;
    }

    private AwsParameters Filter(SlotAddress slot) =>
        new AwsParameters().AddFilter(ClusterTag, cluster).AddFilter(SlotTag, slot.Name);

    private async Task<bool> IsAttachedAsync(string volume, CancellationToken cancellation)
    {
        var answer = await aws.QueryAsync(
            AwsService.Ec2, "DescribeVolumes", new AwsParameters().AddList("VolumeId", volume), cancellation);
        return answer.Items("volumeSet").SelectMany(static v => v.Items("attachmentSet"))
            .Any(a => a.Text("instanceId") == instance && a.Text("status") == "attached");
    }

    private async Task<Attachment> StateAsync(string? holder, CancellationToken cancellation)
    {
        if (holder is null)
        {
            return Attachment.Free;
        }

        if (holder == instance)
        {
            return Attachment.Mine;
        }

        var answer = await aws.QueryAsync(
            AwsService.Ec2, "DescribeInstances",
            new AwsParameters().AddFilter("instance-id", holder), cancellation);
        var state = answer.Items("reservationSet").SelectMany(static r => r.Items("instancesSet"))
            .Select(static i => i.Text("instanceState", "name")).FirstOrDefault();

        // One that EC2 does not know may be so new that it does not know it yet.
        return state == "terminated" ? Attachment.Dead : Attachment.Other;
    }
}
