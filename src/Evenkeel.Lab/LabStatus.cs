using Evenkeel.Lab.Balancing;

namespace Evenkeel.Lab;

/// <summary>What a lab is like just now.</summary>
/// <param name="Slots">Its slots.</param>
/// <param name="Balancer">What its balancer does; null where it does not run.</param>
/// <param name="Faults">The faults in force, as <c>--fail</c> takes them.</param>
/// <param name="IsWhole">
/// Whether every slot is a voter of one cluster that has a leader, and none fails.
/// </param>
/// <param name="Why">Why it is not whole; null where it is.</param>
/// <param name="Url">Where clients of etcd come.</param>
public sealed record LabStatus(
    IReadOnlyList<SlotStatus> Slots, BalancerReport? Balancer, IReadOnlyList<string> Faults, bool IsWhole,
    string? Why, string Url);

/// <summary>A slot of a lab just now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="Address">Its address.</param>
/// <param name="Verdict">
/// <c>ok</c>, <c>degraded</c> or <c>failing</c>, as its agent says; <c>silent</c> where it says nothing.
/// </param>
/// <param name="Reasons">The verdict's reasons, each a code and a text.</param>
/// <param name="Etcd">
/// <c>leader</c>, <c>follower</c>, <c>learner</c>, <c>lost</c> (no leader) or <c>silent</c>.
/// </param>
/// <param name="ClusterId">The id of the cluster of its member; empty where it is silent.</param>
/// <param name="Term">The term of its member.</param>
/// <param name="Revision">The revision of its member.</param>
/// <param name="Processes">Its processes: program and number.</param>
public sealed record SlotStatus(
    string Name, string Zone, string Address, string Verdict, IReadOnlyList<SlotReason> Reasons, string Etcd,
    string ClusterId, ulong Term, long Revision, IReadOnlyList<string> Processes);

/// <summary>A reason of a verdict.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Text">What it is, for people.</param>
public sealed record SlotReason(string Code, string Text);
