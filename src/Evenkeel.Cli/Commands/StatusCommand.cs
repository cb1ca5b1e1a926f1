using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Live;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel status FILE</c>: what AWS says of the cluster, held against the file.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var file = ClusterFileArgument.Make();
        var command = tree.Command(
            "status",
            "Hold what AWS says of the cluster against the file",
            new(
                [
                    "Asks AWS for the cluster's groups and their machines, for the targets of its balancers "
                    + "and the volumes of its slots, by the cluster's tag. Nothing is changed, and "
                    + "neither Terraform nor a state is needed.",
                ],
                [
                    ("evenkeel status cluster.yaml", "a table, and what is missing"),
                    ("evenkeel status cluster.yaml --output json", "the contract of docs/cli-output.md"),
                ],
                [
                    (ExitCodes.Held, "nothing is missing"),
                    (ExitCodes.Findings, "machines, volumes or healthy targets are missing"),
                    (ExitCodes.Failed, "AWS refused, or did not answer"),
                ]),
            (context, parsed) => Run(context, parsed.GetRequiredValue(file)));
        command.Arguments.Add(file);
        return command;
    }

    private static int Run(CommandContext context, string file)
    {
        var input = ClusterInput.Read(context, file);
        return input is null ? ExitCodes.BadInput : RunOutput.Guard(context, async cancellation =>
        {
            using var aws = new AwsApi(
                input.Model.Region, context.Host.Environment, context.Host.Time, CallTimeout);
            var expected = input.Expected();
            var live = await LiveCluster.ReadAsync(aws, expected, cancellation);
            string[] missing = [.. Shortfalls.Of(expected, live)];
            context.WriteResult(context.Format == OutputFormat.Json
                ? StatusOutput.Json(expected, live, missing)
                : StatusOutput.Text(expected, live, missing, context.Quiet));
            return missing.Length == 0 ? ExitCodes.Held : ExitCodes.Findings;
        });
    }
}
