namespace Evenkeel.Lab.Balancing;

/// <summary>What a balancer does just now.</summary>
/// <param name="Targets">Each target.</param>
/// <param name="InName">The addresses that its name has.</param>
/// <param name="IsFailingOpen">Whether no target is healthy, so that all are used.</param>
public sealed record BalancerReport(
    IReadOnlyList<TargetReport> Targets, IReadOnlyList<string> InName, bool IsFailingOpen);

/// <summary>A target of a balancer.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State">What is thought of it.</param>
/// <param name="Cause">Why its last probe failed; null where it did not.</param>
/// <param name="Connections">How many connections lead to it.</param>
public sealed record TargetReport(string Name, TargetState State, string? Cause, int Connections);

/// <summary>A target's state has changed.</summary>
/// <param name="At">When, by the machine's clock.</param>
/// <param name="Target">The target.</param>
/// <param name="Was">What was thought of it.</param>
/// <param name="State">What is.</param>
/// <param name="Cause">Why its last probe failed; null where it did not.</param>
public sealed record TargetChange(
    DateTimeOffset At, string Target, TargetState Was, TargetState State, string? Cause);
