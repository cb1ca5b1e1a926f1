using System.CommandLine;
using System.Globalization;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Input;
using Evenkeel.Cli.Output;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Platform.Aws;
using Evenkeel.Platform.Parameters;
using Evenkeel.Provisioning.Reach;

namespace Evenkeel.Cli.Commands;

/// <summary><c>evenkeel kubeconfig FILE</c>: how kubectl reaches the cluster, for some hours.</summary>
internal static class KubeconfigCommand
{
    private const int DefaultHours = 12;
    private const int MostHours = 24 * 7;
    private const string User = "evenkeel-admin";
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var file = ClusterFileArgument.Make();
        var hours = NumberOption.Make("--hours", DefaultHours, MostHours, "How long it is good for");
        var port = new Option<int?>("--tunnel")
        {
            Description = "For the port of this machine that `evenkeel tunnel` holds open",
            HelpName = "PORT",
        };
        var command = tree.Command(
            "kubeconfig",
            "Print a kubeconfig of an administrator",
            new(
                [
                    "Draws a certificate for a few hours from the cluster's authority, which the founding "
                    + "server wrote to the parameter store. Who may read its key there is an administrator "
                    + "already. Nothing is kept but what is printed; it cannot be taken back, and ends by "
                    + "itself.",
                ],
                [
                    ("evenkeel kubeconfig cluster.yaml > ~/.kube/shop", "for an API in reach"),
                    ("evenkeel kubeconfig cluster.yaml --tunnel 6443 > ~/.kube/shop", "beside a tunnel"),
                ],
                [
                    (ExitCodes.Held, "it was printed"),
                    (ExitCodes.Failed, "the cluster is not founded, or AWS refused"),
                ]),
            (context, parsed) => Run(
                context, parsed.GetRequiredValue(file), parsed.GetValue(hours), parsed.GetValue(port)));
        command.Arguments.Add(file);
        command.Options.Add(hours);
        command.Options.Add(port);
        return command;
    }

    private static int Run(CommandContext context, string file, int hours, int? port)
    {
        var input = ClusterInput.Read(context, file);
        return input is null ? ExitCodes.BadInput : RunOutput.Guard(context, async cancellation =>
        {
            var model = input.Model;
            using var aws = new AwsApi(
                model.Region, context.Host.Environment, context.Host.Time, CallTimeout);
            var api = model.Account.Dns?.ApiName
                ?? await Tunnel.ApiAsync(aws, model.Name, ClusterLowering.ApiBalancer(model), cancellation);
            var lifetime = TimeSpan.FromHours(hours);
            var now = context.Host.Time.GetUtcNow();
            var admin = await AdminCertificate.DrawAsync(
                new SsmParameterStore(aws, null), ClusterLowering.ParameterPath(model.Name), User, now,
                lifetime, cancellation);
            var server = port is { } here
                ? string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{here}")
                : $"https://{api}:6443";
            var text = Kubeconfig.Write(model.Name, server, port is null ? null : api, admin);
            context.WriteResult(context.Format == OutputFormat.Json ? Json(model.Name, server, text) : text);
            return ExitCodes.Held;
        });
    }

    private static string Json(string cluster, string server, string text) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("cluster", cluster);
        json.WriteString("server", server);
        json.WriteString("kubeconfig", text);
        json.WriteEndObject();
    });
}
