using System.CommandLine;
using System.Globalization;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Output;
using Evenkeel.Lab.Layout;
using Evenkeel.Lab.Restores;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary><c>evenkeel lab restore --from SNAPSHOT</c>: a cluster from a snapshot.</summary>
internal static class LabRestoreCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var from = new Option<string>("--from")
        {
            Description = "A snapshot's name, latest, or a file NAME.db with NAME.json beside it",
            HelpName = "SNAPSHOT",
            Required = true,
        };
        var gone = RestoreCommand.GoneOption();
        var command = LabCommand.Make(
            tree, "restore", "Restore etcd from a snapshot, as an operator orders it",
            new(
                [
                    "Ends every fault, writes the order into the bucket, and waits: every agent stops its "
                    + "etcd, one of them makes a cluster of the snapshot, and the others join it. What was "
                    + "written after the snapshot is gone.",
                    "With --gone the faults stay as they are, and those slots, whose machines have to be "
                    + "off, are not waited for. One that comes back later finds the order, and joins.",
                    "With etcd 3.5 or later revisions move on, so that nothing that was cached before can be "
                    + "taken for new; etcd 3.4 cannot do that, and it is said.",
                ],
                [("evenkeel lab restore --dir /tmp/lab --from latest", "the cluster as it last was saved"),
                    ("evenkeel lab restore --dir /tmp/lab --from latest --gone b c", "b and c will not come "
                        + "back")],
                [
                    (ExitCodes.Held, "the snapshot is restored, and the lab is whole"),
                    (ExitCodes.Findings, "it is not whole after 4 minutes"),
                ]),
            (context, parsed, folder) => RunAsync(
                context, folder, parsed.GetRequiredValue(from), parsed.GetValue(gone) ?? []));
        command.Options.Add(from);
        command.Options.Add(gone);
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, LabFolder folder, string from,
        IReadOnlyList<string> gone)
    {
        var report = await new LabRestore(folder, context.Host.Time).RunAsync(
            from, gone, Limit, CancellationToken.None);
        context.WriteResult(context.Format == OutputFormat.Json ? Json(report) : Text(report));
        return report.Why is null ? ExitCodes.Held : ExitCodes.Findings;
    }

    private static string Json(RestoreReport report) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("snapshot", report.Snapshot);
        json.WriteNumber("snapshotRevision", report.SnapshotRevision);
        json.WriteNumber("revision", report.Revision);
        json.WriteBoolean("movedOn", report.MovedOn);
        json.WriteString("clusterId", report.ClusterId);
        json.WriteSeconds("wholeSeconds", report.WholeAfter?.TotalSeconds);
        json.WriteString("why", report.Why);
        json.WriteEndObject();
    });

    private static string Text(RestoreReport report) =>
        report.Why is not null ? $"{report.Snapshot} is not restored: {report.Why}\n"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Snapshot} is restored; the lab is whole after "
                + $"{report.WholeAfter!.Value.TotalSeconds:f1} s\n")
        + (report.MovedOn ? $"revisions have moved on, to {report.Revision}\n"
            : $"revisions have not moved on (now {report.Revision}): this etcd cannot do that. What was "
                + $"cached "
                + "before may be taken for new: restart every API server and controller\n");
}
