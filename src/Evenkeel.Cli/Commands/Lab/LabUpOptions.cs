using System.CommandLine;
using System.Globalization;
using Evenkeel.Lab;
using Evenkeel.Lab.Layout;

namespace Evenkeel.Cli.Commands.Lab;

/// <summary>The options that say what a lab shall be.</summary>
internal sealed class LabUpOptions
{
    private readonly Option<int> slots = LabDrillCommand.Number(
        "--slots", "N", "How many slots, 1 to 7, over the zones a, b and c", 3, 1, 7);

    private readonly Option<bool> namespaces = new("--netns")
    {
        Description = "Give each slot a network namespace, so that it can be parted from others (root)",
    };

    private readonly Option<string> disks = new("--disks")
    {
        Description = "What volumes are: folders, or file systems on loop devices, whose writes can hang "
            + "(root); auto takes loop devices where that is possible",
        HelpName = "auto|folders|loop",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<string?> programs = new("--kube-bin")
    {
        Description = "Folder with kube-apiserver, kube-controller-manager and kube-scheduler",
        HelpName = "DIR",
    };

    private readonly Option<double> probes = new("--probe-interval")
    {
        Description = "Seconds between two probes of the balancer",
        HelpName = "S",
        DefaultValueFactory = _ => 5,
    };

    /// <summary>The options, with the checks of their values.</summary>
    public LabUpOptions()
    {
        probes.CustomParser = result =>
        {
            if (result.Tokens.Count > 0
                && double.TryParse(
                    result.Tokens[^1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                    out var seconds)
                && seconds is >= 0.1 and <= 300)
            {
                return seconds;
            }

            result.AddError("--probe-interval takes seconds from 0.1 to 300");
            return 0;
        };
        disks.AcceptOnlyFromAmong("auto", "folders", "loop");
    }

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { slots, namespaces, disks, programs, probes })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What they say.</summary>
    public LabOptions Read(ParseResult parsed) => new()
    {
        Slots = parsed.GetValue(slots),
        Namespaces = parsed.GetValue(namespaces),
        Disks = parsed.GetValue(disks) switch
        {
            "folders" => LabDiskKind.Folders,
            "loop" => LabDiskKind.Loop,
            _ => null,
        },
        KubeBin = parsed.GetValue(programs),
        ProbeInterval = TimeSpan.FromSeconds(parsed.GetValue(probes)),
    };
}
