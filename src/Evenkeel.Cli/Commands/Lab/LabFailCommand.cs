using System.CommandLine;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Output;
using Evenkeel.Lab;
using Evenkeel.Lab.Faults;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary><c>evenkeel lab fail FAULT</c>: lets something go wrong.</summary>
internal static class LabFailCommand
{
    /// <summary>The options that belong to kinds of faults.</summary>
    public static IReadOnlyList<Option<bool>> FaultOptions() =>
    [
        new("--stall") { Description = "The disk's writes hang, and it is not lost" },
        new("--old-copy") { Description = "A copy of the disk as it is now is put back later" },
        new("--one-way") { Description = "Only what the first side of a partition sends is lost" },
    ];

    /// <summary>Those that were given.</summary>
    public static IReadOnlyCollection<string> Given(
        IEnumerable<Option<bool>> options, ParseResult parsed) =>
        [.. options.Where(parsed.GetValue).Select(o => o.Name.TrimStart('-'))];

    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var words = new Argument<string[]>("FAULT")
        {
            Description = "zone b, slot a, disk a, partition a/b, kill etcd a, stop etcd a, restart all",
            Arity = ArgumentArity.OneOrMore,
        };
        var options = FaultOptions();
        var command = LabCommand.Make(
            tree, "fail", "Let something go wrong, until it is healed",
            new(
                [
                    .. FaultText.Forms.Select(f => $"{f.Form}: {f.Does}."),
                    "Where a SLOT is meant, leader stands for the one that leads, and others for the rest.",
                ],
                [
                    ("evenkeel lab fail zone b --dir /tmp/lab", "zone b has no power"),
                    ("evenkeel lab fail kill etcd leader --dir /tmp/lab", "kill -9 of the leader's etcd"),
                ],
                [(ExitCodes.Held, "it went wrong")]),
            async (context, parsed, folder) =>
            {
                var wanted = FaultText.Read(parsed.GetRequiredValue(words), Given(options, parsed));
                var (fault, done) = await new LabRunner(folder, context.Host.Time).FailAsync(
                    wanted, CancellationToken.None);
                context.WriteResult(context.Format == OutputFormat.Json
                    ? JsonText.Write(json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("fault", fault.ToString());
                        json.WriteString("text", done);
                        json.WriteEndObject();
                    })
                    : done + "\n");
                return ExitCodes.Held;
            });
        command.Arguments.Add(words);
        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        return command;
    }
}
