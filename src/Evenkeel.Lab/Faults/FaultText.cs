using Evenkeel.Lab.Layout;

namespace Evenkeel.Lab.Faults;

/// <summary>
/// Faults as people write them: <c>zone=b</c>, or the words <c>zone b</c>.
/// </summary>
public static class FaultText
{
    /// <summary>Stands for the slot that leads when the fault comes.</summary>
    public const string Leader = "leader";

    /// <summary>Stands for every slot but the leader, in a partition with it.</summary>
    public const string Others = "others";

    /// <summary>Stands for a whole machine, where a program is meant otherwise.</summary>
    public const string Machine = "slot";

    /// <summary>Every way to write one, for help.</summary>
    public static IReadOnlyList<(string Form, string Does)> Forms { get; } =
    [
        ("zone ZONE", "the machines of a zone lose their power, and the balancer its address there"),
        ("slot SLOT", "a slot's machine is lost, its agent and etcd; another one comes when it is healed"),
        ("disk SLOT", "the machine and its disk are lost; --stall: its writes hang; "
            + "--old-copy: a copy of now is put back when it is healed"),
        ("partition A/B", "A and B do not hear each other, each a slot or some, as in a/b,c; "
            + "--one-way: only what A sends is lost"),
        ("kill PROGRAM SLOT", "kill -9 of etcd, agent, kube-apiserver, kube-controller-manager or "
            + "kube-scheduler"),
        ("stop PROGRAM SLOT", "SIGSTOP of the same, or of everything of a slot: stop slot SLOT"),
        ("restart all", "all machines lose their power at once, and have it again"),
    ];

    private static readonly string[] Programs =
    [
        "etcd", "agent", "kube-apiserver", "kube-controller-manager", "kube-scheduler",
    ];

    /// <summary>Reads one.</summary>
    /// <param name="words">Its words; one of the form <c>KIND=REST</c> is taken apart.</param>
    /// <param name="options">What was said besides: <c>stall</c>, <c>old-copy</c>, <c>one-way</c>.</param>
    /// <exception cref="LabException">It is none.</exception>
    public static Fault Read(IReadOnlyList<string> words, IReadOnlyCollection<string> options)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(options);
        List<string> parts = [.. words.SelectMany(word => word.Split('=', ':', ' '))];
        List<string> said = [.. options, .. parts.Where(p => p is "stall" or "old-copy" or "one-way")];
        parts.RemoveAll(p => said.Contains(p, StringComparer.Ordinal));
        var fault = parts switch
        {
            ["zone", var zone] => new Fault(FaultKind.Zone, zone),
            ["slot", var slot] => new Fault(FaultKind.Slot, slot),
            ["disk", var slot] => new Fault(
                said.Contains("stall") ? FaultKind.DiskStall
                : said.Contains("old-copy") ? FaultKind.DiskOld : FaultKind.Disk, slot),
            ["partition", var sides] when sides.Split('/') is [{ Length: > 0 }, { Length: > 0 }] => new Fault(
                FaultKind.Partition, sides, IsOneWay: said.Contains("one-way")),
            ["kill", var program, var slot] => new Fault(FaultKind.Kill, slot, Program(program)),
            ["stop", Machine, var slot] => new Fault(FaultKind.Stop, slot, Machine),
            ["stop", var program, var slot] => new Fault(FaultKind.Stop, slot, Program(program)),
            ["restart", "all"] => new Fault(FaultKind.Restart, "all"),
            _ => throw new LabException(
                $"'{string.Join(' ', words)}' is no fault",
                "write one of " + string.Join("; ", Forms.Select(f => f.Form))),
        };
        var wrong = said.Except(fault.Kind switch
        {
            FaultKind.DiskStall => ["stall"],
            FaultKind.DiskOld => ["old-copy"],
            FaultKind.Partition => ["one-way"],
            _ => Array.Empty<string>(),
        }).FirstOrDefault();
        return wrong is null ? fault : throw new LabException(
            $"{wrong} does not go with '{fault}'",
            "leave it out: --stall and --old-copy are about a disk, --one-way about a partition");
    }

    /// <summary>Whether it names the slot that leads.</summary>
    public static bool NamesLeader(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault.Target.Split('/', ',').Contains(Leader, StringComparer.Ordinal);
    }

    /// <summary>
    /// The fault with a slot's name in the place of <c>leader</c>, and of <c>others</c> the rest.
    /// </summary>
    public static Fault Resolve(Fault fault, LabSettings settings, string leader)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(settings);
        var others = string.Join(',', settings.Slots.Select(s => s.Name).Where(s => s != leader));
        return fault with
        {
            Target = string.Join('/', fault.Target.Split('/').Select(side => string.Join(
                ',', side.Split(',').Select(s => s == Leader ? leader : s == Others ? others : s)))),
        };
    }

    /// <summary>Checks that what a fault names is in a lab.</summary>
    /// <exception cref="LabException">It is not.</exception>
    public static void Check(Fault fault, LabSettings settings)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(settings);
        if (NamesLeader(fault))
        {
            // Whoever leads is a slot; the rest is checked as if the first one did.
            fault = Resolve(fault, settings, settings.Slots[0].Name);
        }

        switch (fault.Kind)
        {
            case FaultKind.Zone when settings.Zones.All(z => z.Name != fault.Target):
                throw new LabException(
                    $"there is no zone {fault.Target}",
                    "write one of " + string.Join(", ", settings.Zones.Select(z => z.Name)));
            case FaultKind.Partition:
                _ = Sides(fault, settings);
                break;
            case FaultKind.Zone or FaultKind.Restart:
                break;
            default:
                settings.Slot(fault.Target);
                break;
        }

        if (fault.Program is { } program && program.StartsWith("kube", StringComparison.Ordinal)
            && settings.KubernetesVersion is null)
        {
            throw new LabException(
                $"this lab has no {program}", "start one with `evenkeel lab up --kube-bin DIR`");
        }
    }

    /// <summary>The two sides of a partition.</summary>
    /// <exception cref="LabException">A slot is none, or on both sides.</exception>
    public static (IReadOnlyList<LabSlot> From, IReadOnlyList<LabSlot> To) Sides(
        Fault fault, LabSettings settings)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentNullException.ThrowIfNull(settings);
        var sides = fault.Target.Split('/')
            .Select(side => side.Split(',').Select(settings.Slot).ToList()).ToList();
        return sides[0].Intersect(sides[1]).FirstOrDefault() is { } both
            ? throw new LabException($"slot {both.Name} is on both sides", "name it once")
            : (sides[0], sides[1]);
    }

    private static string Program(string name) =>
        Programs.Contains(name, StringComparer.Ordinal) ? name
        : Programs.Contains("kube-" + name, StringComparer.Ordinal) ? "kube-" + name
        : throw new LabException(
            $"'{name}' is no program of a slot", "write one of " + string.Join(", ", Programs));
}
