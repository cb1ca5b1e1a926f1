namespace Evenkeel.Core.Model.Aws;

/// <summary>
/// How long AWS takes, as intervals: a proof takes both ends. None is a promise of AWS; the source of each is
/// named, and docs/simulation.md lists them.
/// </summary>
public sealed record AwsTiming
{
    /// <summary>The intervals assumed where nothing says otherwise.</summary>
    public static readonly AwsTiming Default = new();

    /// <summary>From a launch to a Ready Node: boot (26–29 s to SSH), bootstrap, registration.</summary>
    public Interval Boot { get; init; } = new(TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(180));

    /// <summary>
    /// From the request to attach a volume to a mounted disk: EC2, the CSI driver, the kubelet. Assumed.
    /// </summary>
    public Interval VolumeAttach { get; init; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15));

    /// <summary>From the request to detach an unmounted volume to its being free. Assumed.</summary>
    public Interval VolumeDetach { get; init; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30));

    /// <summary>From an instance's end to its group's noticing it.</summary>
    public Interval GroupNotice { get; init; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(120));

    /// <summary>
    /// From an instance's hang to its group's finding its status impaired. EC2 checks the status each minute
    /// (ec2, "Status checks for Amazon EC2 instances"), and Auto Scaling gives it "a few minutes" to recover;
    /// how many is assumed.
    /// </summary>
    public Interval StatusImpaired { get; init; } = new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10));

    /// <summary>From the call that ends an instance to <c>terminated</c>, where its zone has power.</summary>
    public Interval Terminate { get; init; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(180));

    /// <summary>
    /// From a launch that failed to the group's next attempt. AWS says "periodically" alone
    /// (autoscaling, "Troubleshoot Amazon EC2 Auto Scaling").
    /// </summary>
    public Interval LaunchRetry { get; init; } =
        new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(300));

    /// <summary>
    /// How much later each thing comes that is asked of a regional API which is slow: callers are throttled
    /// and back off. Assumed.
    /// </summary>
    public Interval SlowCall { get; init; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(120));

    /// <summary>
    /// From a target's registration to its first probe: 90–180 s (elb, "Register targets").
    /// </summary>
    public Interval Registration { get; init; } = new(TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(180));

    /// <summary>
    /// From a zone without healthy targets to clients that no longer use its address: DNS, and its 60 s time
    /// to live.
    /// </summary>
    public Interval DnsDrop { get; init; } = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(90));
}

/// <summary>A length of time that is known within bounds.</summary>
/// <param name="Fast">The least it takes.</param>
/// <param name="Slow">The most it takes.</param>
public readonly record struct Interval(TimeSpan Fast, TimeSpan Slow)
{
    /// <summary>A length known exactly.</summary>
    public static Interval Exactly(TimeSpan length) => new(length, length);

    /// <summary>One end of it.</summary>
    public TimeSpan At(bool slow) => slow ? Slow : Fast;

    /// <summary>The length at a share of the way from fast, 0, to slow, 1.</summary>
    public TimeSpan At(double share) => Fast + (share * (Slow - Fast));
}
