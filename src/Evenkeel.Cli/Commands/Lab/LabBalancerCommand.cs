using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Lab.Balancing;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary>
/// <c>evenkeel lab balancer</c>: the balancer's own process, which <c>lab up</c> starts; in no help.
/// </summary>
internal static class LabBalancerCommand
{
    /// <summary>Its name.</summary>
    public const string Name = "balancer";

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var command = LabCommand.Make(
            tree, Name, "Run a lab's balancer until it is ended; `lab up` starts it",
            new([], [], [(ExitCodes.Held, "it was ended")]),
            async (context, _, folder) =>
            {
                using var hold = context.Host.Interruption.HoldOff("the balancer's connections to be closed");
                await new BalancerHost(folder, context.Host.Time).RunAsync(context.Host.Interruption.Token);
                return ExitCodes.Held;
            });
        command.Hidden = true;
        return command;
    }
}
