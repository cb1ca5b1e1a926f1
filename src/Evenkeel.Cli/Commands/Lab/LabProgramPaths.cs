using Evenkeel.Lab;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary>Finds the programs that a lab starts.</summary>
internal static class LabProgramPaths
{
    private const string AgentVariable = "EVENKEEL_AGENT";

    /// <summary>
    /// The agent that <c>EVENKEEL_AGENT</c> names, or the one beside this program; and this program itself,
    /// which runs the balancer.
    /// </summary>
    /// <exception cref="LabException">There is no agent.</exception>
    public static LabPrograms Find(Func<string, string?> environment)
    {
        var agent = environment(AgentVariable) is { Length: > 0 } named
            ? File.Exists(named) ? [Path.GetFullPath(named)] : null
            : Beside("evenkeel-agent");
        return new LabPrograms(
            agent ?? throw new LabException(
                "the node agent, evenkeel-agent, is not beside this program",
                $"build it, or name it in {AgentVariable}"),
            [
                .. Beside("evenkeel") ?? throw new LabException(
                    "the program evenkeel is not where it runs from", "build it again"),
                "lab", LabBalancerCommand.Name, "--dir",
            ]);
    }

    private static IReadOnlyList<string>? Beside(string name)
    {
        var program = Path.Combine(AppContext.BaseDirectory, name);
        return File.Exists(program) ? [program] : null;
    }
}
