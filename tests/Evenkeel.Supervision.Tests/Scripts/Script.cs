using System.Globalization;
using System.Text;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Supervision.Tests.Scripts;

/// <summary>
/// A script in the manner of etcd's datadriven tests: commands, and behind <c>----</c> what the machine does.
/// tests/cases/supervision/README.md has the commands.
/// </summary>
internal sealed class Script
{
    private readonly ScriptWorld world = new();
    private readonly List<Answered> answers = [];
    private readonly StringBuilder shown = new();
    private NodeConfiguration configuration = Usual;
    private NodeSupervisor? machine;
    private LocalFacts facts = LocalFacts.Nothing;
    private long now;
    private ulong lives;

    private static NodeConfiguration Usual { get; } = new()
    {
        Cluster = "shop",
        Role = NodeRole.Server,
        Zone = "z-a",
        Slot = "a",
        Slots = [new("a", "z-a", "10.0.0.1"), new("b", "z-b", "10.0.0.2"), new("c", "z-c", "10.0.0.3")],
        Platform = new PlatformSettings.Local(".."),
        Etcd = new() { Version = "3.5.21" },
        Kubernetes = new() { Distribution = NodeDistribution.None },
    };

    /// <summary>The script with what the machine does now.</summary>
    public static string Run(string text)
    {
        var script = new Script();
        var result = new StringBuilder();
        var isExpected = false;
        var commands = new List<string>();
        foreach (var line in text.Split('\n').Append(""))
        {
            if (line == "----")
            {
                isExpected = true;
            }
            else if (line.Length == 0)
            {
                script.Play(commands, result);
                isExpected = false;
                commands.Clear();
            }
            else if (!isExpected)
            {
                commands.Add(line);
            }
        }

        return result.ToString().TrimEnd('\n') + "\n";
    }

    private void Play(List<string> commands, StringBuilder result)
    {
        if (commands.Count == 0)
        {
            return;
        }

        shown.Clear();
        foreach (var command in commands)
        {
            result.Append(command).Append('\n');
            if (!command.StartsWith('#'))
            {
                Do(Words.Of(command));
            }
        }

        if (shown.Length > 0)
        {
            result.Append("----\n").Append(shown);
        }

        result.Append('\n');
    }

    private void Do(Words words)
    {
        switch (words.Verb)
        {
            case "node":
                Configure(words);
                break;
            case "start":
                now += 1000;
                machine = new NodeSupervisor(configuration);
                Step(new Started(
                    now, "i-1", ++lives,
                    [.. words.List("adopt").Select(c => new RunningChild(Enum.Parse<Child>(c)))],
                    words.Text("remembered")));
                break;
            case "run":
                for (var seconds = words.Number("seconds", 1); seconds > 0; seconds--)
                {
                    Tick();
                }

                break;
            case "exit":
                Step(new ChildExited(
                    now, Enum.Parse<Child>(words.Text("child")!),
                    Enum.Parse<ExitReason>(words.Text("reason") ?? "Unknown"), "exit"));
                break;
            case "leave":
                Step(new LeaveOrdered(now));
                break;
            case "facts":
                facts = Facts(words);
                break;
            default:
                SetWorld(words);
                break;
        }
    }

    private void Configure(Words words)
    {
        configuration = configuration with
        {
            Role = Enum.Parse<NodeRole>(words.Text("role") ?? "Server"),
            Slot = words.Text("role") == "Worker" ? null : "a",
            Kubernetes = configuration.Kubernetes with
            {
                Distribution = Enum.Parse<NodeDistribution>(words.Text("distribution") ?? "None"),
            },
            Etcd = configuration.Etcd with { Mode = words.Has("embedded") ? EtcdMode.Embedded : EtcdMode.Agent },
        };
    }

    private LocalFacts Facts(Words words) => facts with
    {
        DiskSilentMs = words.Number("disk", 0),
        EtcdSilentMs = words.Number("silent", 0),
        ReadSilentMs = words.Number("read", 0),
        Etcd = words.Text("etcd") == "none" ? null : !words.Has("member") ? facts.Etcd : new EtcdStatus(
            words.Hex("cluster", world.ClusterId), words.Hex("member", 1), words.Hex("leader", 1), 2, 9,
            words.Number("revision", 5), words.Has("learner"),
            words.Has("nospace") ? [new(words.Hex("member", 1), EtcdAlarmKind.NoSpace)] : []),
        Children = [.. words.List("children").Select(c => c.Split(':')).Select(c => new ChildFacts(
            Enum.Parse<Child>(c[0]), c.Length > 1 ? long.Parse(c[1], CultureInfo.InvariantCulture) : 0, c.Length < 3))],
        CertificatesEndAt = words.Has("days") ? words.Number("days", 0) * 86_400_000 : null,
    };

    private void SetWorld(Words words)
    {
        switch (words.Verb)
        {
            case "silence":
                world.Silence(words.Text("request")!);
                break;
            case "refuse":
                world.Refuse(words.Text("request")!, Enum.Parse<Refusal>(words.Text("why") ?? "Other"));
                break;
            case "answer":
                world.Answer(words.Text("request")!);
                break;
            case "members":
                world.Members.Clear();
                world.Members.AddRange(words.Pairs.Select(p => new EtcdMember(
                    Words.ParseHex(p.Value.TrimEnd('+')), p.Key, Url(p.Key), p.Value.EndsWith('+'))));
                break;
            case "peers":
                world.Peers.Clear();
                world.Peers.AddRange(words.Pairs.Select(Peer));
                break;
            case "nodes":
                world.Nodes.Clear();
                world.Nodes.AddRange(words.Pairs.Select(p => new NodeFacts(
                    p.Key, "i-" + p.Key, "z-" + p.Key[0], p.Value == "ready", 900_000, p.Value != "stopped")));
                break;
            case "world":
                world.HasLease = words.Has("lease");
                world.Lifecycle = words.Has("terminating") ? Lifecycle.Terminating : Lifecycle.InService;
                world.Repairing = world.Repairing is { } repair ? repair with { AgeMs = words.Number("age", 0) } : null;
                break;
            case "slot":
                world.Slots[0] = new(
                    "a", Enum.Parse<Attachment>(words.Text("volume")!), Enum.Parse<Attachment>(words.Text("interface")!));
                break;
            case "disk":
                SetDisk(words);
                break;
            case "store":
                Put(words);
                break;
            case "delete" when words.Text("object") == "order":
                world.Delete(StoreKey.Order("1"));
                break;
            default:
                throw new FormatException(words.Verb);
        }
    }

    private PeerState Peer(KeyValuePair<string, string> pair)
    {
        if (pair.Value == "silent")
        {
            return new(pair.Key, null, IsServing: false);
        }

        var parts = pair.Value.Split(':');
        return new(
            pair.Key,
            new(world.ClusterId, Words.ParseHex(parts[0]), Words.ParseHex(parts[1]), 2, 9, 5, IsLearner: false, []),
            IsServing: true);
    }

    private void SetDisk(Words words)
    {
        var volume = words.Text("volume") ?? "vol-a";
        var stage = words.Text("stage");
        world.Disk = new(
            volume,
            stage is null ? null : new SlotRecord
            {
                Incarnation = words.Text("incarnation") ?? "1",
                Slot = words.Text("slot") ?? "a",
                Volume = words.Text("written") ?? volume,
                Boots = (int)words.Number("boots", 1),
                Stage = Enum.Parse<MemberStage>(stage),
                MemberId = words.Hex("member", 1),
                ClusterId = words.Hex("cluster", world.ClusterId),
                Token = words.Text("token") ?? "",
                Order = words.Text("order") ?? "",
            },
            words.Has("data"), words.Number("revision", 0), words.Has("damaged"), words.Hex("of", 0));
    }

    private void Put(Words words)
    {
        switch (words.Text("object"))
        {
            case "marker":
                world.Put(StoreKey.Marker("1"), new FoundingMarker(
                    words.Hex("cluster", world.ClusterId), 1, words.Text("slot") ?? "b", words.Text("token") ?? "t"));
                break;
            case "claim":
                world.Put(StoreKey.Claim("1"), new FoundingClaim(
                    words.Text("slot") ?? "b", "i-2", 77, (int)words.Number("renewals", 0), 0));
                break;
            case "mark":
                var slot = words.Text("slot") ?? "a";
                world.Put(StoreKey.Slot("1", slot), new SlotMark(
                    words.Text("volume") ?? "vol-" + slot, (int)words.Number("boots", 1), 5,
                    words.Hex("cluster", world.ClusterId), words.Hex("member", 1), words.Number("revision", 0),
                    words.Text("order") ?? ""));
                break;
            case "order":
                world.Put(StoreKey.Order("1"), new RestoreOrder(
                    words.Text("name")!, words.Text("snapshot") ?? "7-0", [.. words.List("gone")], ""));
                break;
            case "snapshot":
                world.Latest = new(
                    "7-0", words.Number("revision", 7), "00", words.Number("at", 0), world.ClusterId, []);
                break;
            default:
                throw new FormatException(words.Text("object"));
        }
    }

    private void Tick()
    {
        now += 1000;
        Step(new Tick(now, now, 0, facts));
    }

    private void Step(Input input)
    {
        Show(machine!.Step(input));
        while (answers.Count > 0)
        {
            var answer = answers[0];
            answers.RemoveAt(0);
            Show(machine.Step(answer));
        }
    }

    private void Show(IReadOnlyList<Effect> effects)
    {
        foreach (var effect in effects)
        {
            if (EffectText.Of(effect) is { } line)
            {
                shown.Append(CultureInfo.InvariantCulture, $"{now / 1000,4}  {line}\n");
            }

            if (effect is Request request && world.To(request, configuration) is { } answer)
            {
                answers.Add(new(now, request.Id, answer));
            }
        }
    }

    private static string Url(string slot) =>
        $"https://{Usual.Slots.First(s => s.Name == slot).Address}:{Usual.Etcd.PeerPort}";
}
