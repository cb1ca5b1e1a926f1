using System.Net;
using Evenkeel.Core.Model.Node;
using Evenkeel.Platform.Aws;
using Evenkeel.Platform.Objects;
using Evenkeel.Platform.Parameters;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Platforms;

/// <summary>AWS, as a node sees it.</summary>
/// <param name="node">The node.</param>
/// <param name="settings">What of AWS is the cluster's.</param>
/// <param name="instance">This machine.</param>
/// <param name="aws">The APIs.</param>
/// <param name="metadata">What the machine may learn of itself.</param>
/// <param name="snapshots">The bucket of claims, marks and snapshots.</param>
/// <param name="parameters">The parameters.</param>
/// <param name="mounter">Mounts volumes.</param>
internal sealed class AwsPlatform(
    NodeConfiguration node, PlatformSettings.Aws settings, string instance, IAwsApi aws,
    IInstanceMetadata metadata, IObjectStore snapshots, IParameterStore parameters,
    IVolumeMounter mounter) : INodePlatform
{
    private const string Data = "/var/lib/evenkeel/data";
    private const string Programs = "/opt/evenkeel/bin";

    /// <summary>The hook that the compiler gives every group.</summary>
    private const string Hook = "drain";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly AwsSlots slots = new(
        aws, node.Cluster, instance, static token => Task.Delay(Pause, token));

    /// <inheritdoc/>
    public string Instance => instance;

    /// <inheritdoc/>
    public IObjectStore Snapshots => snapshots;

    /// <inheritdoc/>
    public IParameterStore Parameters => parameters;

    /// <inheritdoc/>
    public string ParameterPath => settings.Parameters;

    /// <inheritdoc/>
    public IPAddress HealthAddress => IPAddress.Any;

    /// <inheritdoc/>
    public string ManifestsFile => "/opt/evenkeel/manifests.json";

    /// <inheritdoc/>
    public string VolumeFolder(SlotAddress? slot) => Data;

    /// <inheritdoc/>
    public string Program(string name) => Path.Combine(Programs, name);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SlotState>> DescribeSlotsAsync(
        IReadOnlyList<SlotAddress> wanted, CancellationToken cancellation) => CallAsync(async () =>
    {
        var states = new List<SlotState>();
        foreach (var slot in wanted)
        {
            var volume = node.HasEtcd
                ? (await slots.VolumeAsync(slot, cancellation)).State : Attachment.Gone;
            var address = await slots.InterfaceAsync(slot, AddressOf(slot), cancellation);
            states.Add(new(slot.Name, volume, address.State));
        }

        return (IReadOnlyList<SlotState>)states;
    });

    /// <inheritdoc/>
    public Task<Answer> AttachVolumeAsync(
        SlotAddress slot, bool isForced, CancellationToken cancellation) =>
        AttachAsync(() => slots.AttachVolumeAsync(slot, isForced, cancellation));

    /// <inheritdoc/>
    public Task<Answer> AttachInterfaceAsync(
        SlotAddress slot, bool isForced, CancellationToken cancellation) =>
        AttachAsync(() => slots.AttachInterfaceAsync(slot, AddressOf(slot), isForced, cancellation));

    /// <inheritdoc/>
    public async Task<string?> MountAsync(SlotAddress slot, CancellationToken cancellation)
    {
        var (state, id) = await CallAsync(() => slots.VolumeAsync(slot, cancellation));
        if (state != Attachment.Mine)
        {
            return null;
        }

        await mounter.MountAsync(id, Data, cancellation);
        return id;
    }

    /// <inheritdoc/>
    public async Task ReleaseAsync(SlotAddress slot, CancellationToken cancellation)
    {
        await mounter.UnmountAsync(Data, cancellation);
        await CallAsync(async () =>
        {
            await slots.ReleaseAsync(slot, AddressOf(slot), cancellation);
            return true;
        });
    }

    /// <summary>
    /// The group's wish is in the machine's own metadata, so that asking costs no call to AWS (Auto Scaling
    /// user
    /// guide, "Retrieve the target lifecycle state through instance metadata"). How long a hook still waits
    /// is not
    /// there.
    /// </summary>
    public async Task<LifecycleRead> PollLifecycleAsync(CancellationToken cancellation)
    {
        var state = await metadata.GetAsync(
            "meta-data/autoscaling/target-lifecycle-state", cancellation);
        return new(state == "Terminated" ? Lifecycle.Terminating : Lifecycle.InService, null);
    }

    /// <inheritdoc/>
    public Task HeartbeatLifecycleAsync(CancellationToken cancellation) =>
        AnswerHookAsync("RecordLifecycleActionHeartbeat", null, cancellation);

    /// <inheritdoc/>
    public Task CompleteLifecycleAsync(CancellationToken cancellation) =>
        AnswerHookAsync("CompleteLifecycleAction", "CONTINUE", cancellation);

    /// <inheritdoc/>
    public Task SetUnhealthyAsync(string other, CancellationToken cancellation) => CallAsync(() =>
        aws.QueryAsync(
            AwsService.AutoScaling, "SetInstanceHealth",
            new AwsParameters().Add("InstanceId", other).Add("HealthStatus", "Unhealthy")
                .Add("ShouldRespectGracePeriod", "false"), cancellation));

    /// <inheritdoc/>
    public Task<IReadOnlySet<string>> RunningAsync(
        IReadOnlyCollection<string> instances, CancellationToken cancellation) =>
        CallAsync(() => slots.RunningAsync([.. instances.Where(static i => i.Length > 0)], cancellation));

    /// <summary>The address that a node of this role takes.</summary>
    private string AddressOf(SlotAddress slot) =>
        node.Role == NodeRole.Server ? slot.Server ?? slot.Address : slot.Address;

    private async Task AnswerHookAsync(string action, string? result, CancellationToken cancellation)
    {
        var group = await GroupAsync(cancellation);
        await CallAsync(() => aws.QueryAsync(
            AwsService.AutoScaling, action,
            new AwsParameters().Add("LifecycleHookName", Hook).Add("AutoScalingGroupName", group)
                .Add("InstanceId", instance).Add("LifecycleActionResult", result), cancellation));
    }

    /// <summary>The group that made this machine: EC2 tags every machine of a group with its name.</summary>
    private Task<string> GroupAsync(CancellationToken cancellation) => CallAsync(async () =>
    {
        if (await metadata.GetAsync(
            "meta-data/tags/instance/aws:autoscaling:groupName", cancellation) is { Length: > 0 } told)
        {
            return told;
        }

        var answer = await aws.QueryAsync(
            AwsService.Ec2, "DescribeInstances",
            new AwsParameters().AddFilter("instance-id", instance), cancellation);
        var tags = answer.Items("reservationSet").SelectMany(static r => r.Items("instancesSet"))
            .FirstOrDefault()?.Tags();
        return tags?.GetValueOrDefault("aws:autoscaling:groupName")
            ?? throw new IOException("this machine is of no Auto Scaling group");
    });

    /// <summary>EC2's refusals that say that somebody else was faster.</summary>
    private static async Task<Answer> AttachAsync(Func<Task<Answer>> attach)
    {
        try
        {
            return await attach();
        }
        catch (AwsException e) when (e.Code is "VolumeInUse" or "IncorrectState"
            or "InvalidNetworkInterface.InUse" or "InvalidParameterValue")
        {
            return new Refused(Refusal.Conflict, e.Message);
        }
        catch (AwsException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AwsException e)
        {
            throw new IOException(e.Message, e);
        }
    }
}
