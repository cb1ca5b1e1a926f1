using System.CommandLine;
using System.Globalization;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Cli.Output.Lab;
using Evenkeel.Lab.Drills;
using Evenkeel.Lab.Faults;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary><c>evenkeel lab drill</c>: writes, lets things go wrong, and reads all back.</summary>
internal static class LabDrillCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CommandTree tree)
    {
        var faults = new Option<string[]>("--fail")
        {
            Description = "What goes wrong, as KIND=WHAT: zone=b, slot=a, disk=a, partition=a/b, "
                + "kill=etcd:leader, "
                + "stop=slot:a, restart=all; several come at once",
            HelpName = "FAULT",
            Arity = ArgumentArity.OneOrMore,
        };
        var seconds = Number("--seconds", "S", "How long is written", 30, 5, 86_400);
        var random = Number("--random", "N", "Let so many faults drawn at random come one after the "
            + "other", 0, 0, 100_000);
        var seed = Number("--seed", "N", "The seed of those", 1, 0, int.MaxValue);
        var writers = Number("--writers", "N", "How many writers there are", 8, 1, 256);
        var rate = Number("--rate", "N", "Writes a second in all; 0 for full speed", 0, 0, 1_000_000);
        var keep = new Option<bool>("--keep") { Description = "Leave in etcd what was written" };
        var options = LabFailCommand.FaultOptions();
        var command = LabCommand.Make(
            tree, "drill", "Write through the balancer, let things go wrong, and read all back",
            new(
                [
                    "Writers put keys as fast as they are acknowledged, each over a connection of its own "
                    + "through the balancer. Meanwhile the faults come, are healed at three fifths of the "
                    + "time, and the lab has to be whole again by itself. Then every key is read back: an "
                    + "acknowledged one that is missing is lost. The longest gap is the longest time in "
                    + "which "
                    + "no writer had an acknowledgement.",
                    "Ctrl-C or SIGTERM ends it early: faults are healed, and what was written until then is "
                    + "read back.",
                ],
                [
                    ("evenkeel lab drill --dir /tmp/lab --fail zone=b --seconds 30", "zone b has no power "
                        + "for a while"),
                    (
                        "evenkeel lab drill --dir /tmp/lab --random 200 --seed 7",
                        "200 faults, the same each time"),
                ],
                [
                    (ExitCodes.Held, "nothing was lost, and the lab is whole"),
                    (ExitCodes.Findings, "something was lost, a second cluster was seen, or it is not whole"),
                ]),
            (context, parsed, folder) => RunAsync(context, folder, new DrillOptions
            {
                Faults = Read(parsed.GetValue(faults) ?? [], LabFailCommand.Given(options, parsed)),
                Length = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Random = parsed.GetValue(random),
                Seed = parsed.GetValue(seed),
                Writers = parsed.GetValue(writers),
                Rate = parsed.GetValue(rate),
                Keep = parsed.GetValue(keep),
            }));
        Option[] all = [faults, .. options, seconds, random, seed, writers, rate, keep];
        foreach (var option in all)
        {
            command.Options.Add(option);
        }

        return command;
    }

    /// <summary>Options of a kind of fault go with the faults that they fit; they must fit one.</summary>
    private static List<Fault> Read(IReadOnlyList<string> texts, IReadOnlyCollection<string> options)
    {
        if (texts.Count <= 1)
        {
            return [.. texts.Select(t => FaultText.Read([t], options))];
        }

        return
        [
            .. texts.Select(t => FaultText.Read([t], [.. options.Where(o =>
                o == "one-way" ? t.StartsWith("partition", StringComparison.Ordinal)
                    : t.StartsWith("disk", StringComparison.Ordinal))])),
        ];
    }

    private static async Task<int> RunAsync(CommandContext context, LabFolder folder, DrillOptions options)
    {
        var isLive = context.Format == OutputFormat.Text;
        using var hold = context.Host.Interruption.HoldOff("the writes to be read back");
        var report = await new Drill(folder, context.Host.Time, one =>
        {
            if (isLive)
            {
                context.WriteRemark(LabText.Event(one));
            }
        }).RunAsync(options, context.Host.Interruption.Token);
        context.WriteResult(isLive ? LabText.Drill(report) : LabJsonOutput.Drill(report));
        return !report.Held ? ExitCodes.Findings
            : report.IsCutShort ? ExitCodes.Interrupted : ExitCodes.Held;
    }

    /// <summary>An option that takes a whole number.</summary>
    public static Option<int> Number(string name, string help, string description, int usual, int least,
        int most)
    {
        var option = new Option<int>(name)
        {
            Description = description,
            HelpName = help,
            DefaultValueFactory = _ => usual,
        };
        option.CustomParser = result =>
        {
            var given = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
            if (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most)
            {
                return number;
            }

            result.AddError($"{name} needs a whole number from {least} to {most}, not '{given}'");
            return usual;
        };
        return option;
    }
}
