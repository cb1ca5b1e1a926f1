using System.CommandLine;
using System.Globalization;
using System.Text;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Output;
using Evenkeel.Lab.HealthChecks;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary>
/// <c>evenkeel lab health-checks</c>: the same faults seen by a TCP echo and by the agent's verdict.
/// </summary>
internal static class LabHealthChecksCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var seconds = LabDrillCommand.Number("--seconds", "S", "How long each fault is watched", 60, 5, 600);
        var command = LabCommand.Make(
            tree, "health-checks", "Compare a TCP echo behind a NodePort with the agent's verdict",
            new(
                [
                    "Each fault strikes the slot that leads. Three balancers probe it meanwhile: by TCP at "
                    + "the NodePort of an echo under policy Cluster, where another node's pod may answer, "
                    + "the same under policy Local, and by HTTP at its agent. It is measured how long the "
                    + "slot stays in the pool.",
                    "Where socat is, a worker joins whose kubelet is killed: its agent is real, its kubelet "
                    + "and kube-proxy are stand-ins that answer at their health ports.",
                ],
                [("evenkeel lab health-checks --dir /tmp/lab", "the table of docs/lab.md, on this machine")],
                [(ExitCodes.Held, "it was measured")]),
            async (context, parsed, folder) =>
            {
                var rows = await new HealthCheckComparison(folder, context.Host.Time).RunAsync(
                    TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    row => context.WriteRemark("seen: " + row.Fault), CancellationToken.None);
                context.WriteResult(
                    context.Format == OutputFormat.Json ? Json(rows) : Text(rows, context.OutLayout));
                return ExitCodes.Held;
            });
        command.Options.Add(seconds);
        return command;
    }

    private static string Json(IReadOnlyList<HealthCheckRow> rows) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("fault", row.Fault);
            json.WriteSeconds("echoClusterSeconds", row.EchoCluster);
            json.WriteSeconds("echoLocalSeconds", row.EchoLocal);
            json.WriteSeconds("verdictSeconds", row.Verdict);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private static string Text(IReadOnlyList<HealthCheckRow> rows, Layout layout)
    {
        var text = new StringBuilder("seconds until the node leaves the pool\n");
        List<string[]> cells = [["echo, Cluster", "echo, Local", "verdict", "fault"]];
        cells.AddRange(rows.Select(r => new[]
        {
            Seconds(r.EchoCluster), Seconds(r.EchoLocal), Seconds(r.Verdict), r.Fault,
        }));
        TextTable.Append(text, cells, new HashSet<int> { 0, 1, 2 }, layout);
        return text.ToString();
    }

    private static string Seconds(double? seconds) =>
        seconds is { } known ? known.ToString("f1", CultureInfo.InvariantCulture) : "never";
}
