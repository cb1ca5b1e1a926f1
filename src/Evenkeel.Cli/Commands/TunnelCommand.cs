using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning;
using Evenkeel.Provisioning.Live;
using Evenkeel.Provisioning.Reach;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel tunnel FILE</c>: a private API on a port of this machine.</summary>
internal static class TunnelCommand
{
    private const int DefaultPort = 6443;
    private const int LastPort = 65535;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var file = ClusterFileArgument.Make();
        var port = NumberOption.Make("--port", DefaultPort, LastPort, "The port of this machine");
        var user = new Option<string>("--user")
        {
            Description = "Who one is on the bastion",
            HelpName = "NAME",
            DefaultValueFactory = static _ => "ec2-user",
        };
        var print = new Option<bool>("--print")
        {
            Description = "Print the command, and do not run it",
        };
        var command = tree.Command(
            "tunnel",
            "Hold the API of a private network on a port of this machine",
            new(
                [
                    "Through a server by Systems Manager (`access: ssm`), or through the bastion by SSH. It "
                    + "takes the programs aws and session-manager-plugin, or ssh, and lasts until Ctrl-C.",
                ],
                [
                    ("evenkeel tunnel cluster.yaml", "holds it open on 6443"),
                    ("evenkeel tunnel cluster.yaml --print", "says how it is done"),
                ],
                [
                    (ExitCodes.Held, "it was open, and has ended"),
                    (ExitCodes.Failed, "no machine runs, a program is missing or failed, or AWS refused"),
                ]),
            (context, parsed) => Run(
                context, parsed.GetRequiredValue(file),
                new(parsed.GetValue(port), parsed.GetValue(user)!, parsed.GetValue(print))));
        command.Arguments.Add(file);
        command.Options.Add(port);
        command.Options.Add(user);
        command.Options.Add(print);
        return command;
    }

    private static int Run(CommandContext context, string file, Wishes wishes)
    {
        var input = ClusterInput.Read(context, file);
        return input is null ? ExitCodes.BadInput : RunOutput.Guard(context, async cancellation =>
        {
            var tunnel = await FindAsync(context, input, wishes, cancellation);
            if (wishes.Print || context.Format == OutputFormat.Json)
            {
                context.WriteResult(context.Format == OutputFormat.Json ? Json(tunnel) : tunnel.Text + "\n");
                return ExitCodes.Held;
            }

            context.WriteRemark($"· {tunnel.Text}");
            return tunnel.Hold(context.Host.Environment) == 0 ? ExitCodes.Held : ExitCodes.Failed;
        });
    }

    private static async Task<Tunnel> FindAsync(
        CommandContext context, ClusterInput input, Wishes wishes, CancellationToken cancellation)
    {
        var model = input.Model;
        using var aws = new AwsApi(model.Region, context.Host.Environment, context.Host.Time, CallTimeout);
        var api = await Tunnel.ApiAsync(
            aws, model.Name, ClusterLowering.ApiBalancer(model), cancellation);
        if (model.Network.Bastion is not null)
        {
            var bastion = await Tunnel.BastionAsync(
                aws, ClusterLowering.ClusterTag, model.Name, cancellation);
            return Tunnel.ByBastion(wishes.User, bastion, api, wishes.Port);
        }

        var live = await LiveCluster.ReadAsync(aws, input.Expected(), cancellation);
        var servers = ClusterLowering.ServerGroups(model).ToHashSet(StringComparer.Ordinal);
        var server = live.Groups.Where(g => servers.Contains(g.Name)).SelectMany(static g => g.Instances)
            .FirstOrDefault(static i => i is { State: "InService", Health: "Healthy" })
            ?? throw new ProvisioningException(ProvisioningDiagnostics.NothingRuns(model.Name, "server"));
        return Tunnel.BySession(server.Id, model.Region, api, wishes.Port);
    }

    private static string Json(Tunnel tunnel) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("program", tunnel.Program);
        json.WriteStrings("arguments", tunnel.Arguments);
        json.WriteEndObject();
    });

    private sealed record Wishes(int Port, string User, bool Print);
}
