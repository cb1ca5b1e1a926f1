namespace Evenkeel.Agent.Processes;

/// <summary>How a child is run.</summary>
/// <param name="Program">Its path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="PrivateUrl">
/// Where it listens, if that is told to nobody, until it is started again; null where it can be reached.
/// </param>
internal sealed record ChildCommand(
    string Program, IReadOnlyList<string> Arguments, string? PrivateUrl = null);
