using System.CommandLine;
using System.Globalization;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Output;
using Evenkeel.Lab.Benchmarks;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary><c>evenkeel lab bench</c>: what a lab was measured to do.</summary>
internal static class LabBenchCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var seconds = LabDrillCommand.Number("--seconds", "S", "How long each rate is measured", 10, 1, 600);
        var command = LabCommand.Make(
            tree, "bench", "Measure a lab that is whole",
            new(
                [
                    "Boots a slot's machine anew and measures until its verdict holds; an agent's memory and "
                    + "processor time at rest; verdicts a second against answers of socat as a TCP echo, "
                    + "each over a connection of its own by eight clients; writes a second through the "
                    + "balancer and at the leader itself.",
                ],
                [("evenkeel lab bench --dir /tmp/lab", "the figures of bench/lab.md, on this machine")],
                [(ExitCodes.Held, "it was measured")]),
            async (context, parsed, folder) =>
            {
                var report = await new LabBenchmark(folder, context.Host.Time).RunAsync(
                    TimeSpan.FromSeconds(parsed.GetValue(seconds)), CancellationToken.None);
                context.WriteResult(context.Format == OutputFormat.Json ? Json(report) : Text(report));
                return ExitCodes.Held;
            });
        command.Options.Add(seconds);
        return command;
    }

    private static string Json(BenchmarkReport report) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteSeconds("startSeconds", report.StartSeconds);
        json.WriteMeasured("agentMegabytes", report.AgentMegabytes);
        json.WriteMeasured("agentCpuPercent", report.AgentCpuPercent);
        json.WriteMeasured("healthPerSecond", report.HealthPerSecond);
        json.WriteMeasured("echoPerSecond", report.EchoPerSecond);
        json.WriteMeasured("writesPerSecond", report.WritesPerSecond);
        json.WriteMeasured("leaderWritesPerSecond", report.LeaderWritesPerSecond);
        json.WriteEndObject();
    });

    private static string Text(BenchmarkReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        machine on to healthy       {report.StartSeconds,9:f1} s
        agent at rest, resident     {report.AgentMegabytes,9:f1} MB
        agent at rest, of one CPU   {report.AgentCpuPercent,9:f1} %
        verdicts by the agent       {report.HealthPerSecond,9:f0} a second
        answers by socat            {Echo(report.EchoPerSecond),9} a second
        writes through the balancer {report.WritesPerSecond,9:f0} a second
        writes at the leader        {report.LeaderWritesPerSecond,9:f0} a second

        """);

    private static string Echo(double? rate) =>
        rate is { } known ? known.ToString("f0", CultureInfo.InvariantCulture) : "(none here)";
}
