using System.Text.Json;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Routing;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.State;
using Evenkeel.Simulation.Tests.Timelines;
using static Evenkeel.Simulation.Tests.Claims.SmallClusters;

namespace Evenkeel.Simulation.Tests.Routing;

/// <summary>
/// Hints against recordings of the EndpointSlice controller (tests/cases/README.md), and by what they promise.
/// </summary>
public sealed class TopologyHintsTests
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    private static readonly List<SimPod> SomePods = MakePods();

    private static string Path => RepositoryRoot.PathOf("tests", "cases", "topology-hints.json");

    public static TheoryData<int> Recordings => [.. Enumerable.Range(0, Read().Count)];

    /// <summary>What was recorded is what one order of the slice's endpoints comes to.</summary>
    [Theory]
    [MemberData(nameof(Recordings))]
    public void What_was_recorded_is_among_the_choices(int number)
    {
        var recording = Read()[number];
        var wanted = recording.Steps.ConvertAll(static s => Text(s.Hints));
        var choices = new EveryChoice();
        var seen = new HashSet<string>();
        do
        {
            var steps = Play(recording, choices);
            if (steps.SequenceEqual(wanted))
            {
                return;
            }

            seen.Add(string.Join(" / ", steps));
        }
        while (choices.Advance() && seen.Count < 5000);

        seen.ShouldContain(string.Join(" / ", wanted));
    }

    /// <summary>
    /// All ready endpoints are hinted or none, and no zone gives or gets more than brings it to its share.
    /// </summary>
    [Fact]
    public void Every_ready_endpoint_is_hinted_or_none() =>
        Seeds.Each("topology-hints", 400, static seed => CheckHints(new(seed)));

    private static void CheckHints(SeededRandom random)
    {
        var zones = "abcd"[..(2 + random.Below(3))].Select(static z => z.ToString()).ToList();
        var nodes = zones.SelectMany(z => Enumerable.Range(0, 1 + random.Below(3))
            .Select(i => new SimNode(i, Node($"{z}{i}", z, 1000 * (1 + random.Below(8)))))).ToList();
        var hints = new TopologyHints(new RandomTieBreaker(random));
        for (var step = 0; step < 6; step++)
        {
            nodes[random.Below(nodes.Count)].Readiness =
                random.Below(3) == 0 ? NodeReadiness.Unknown : NodeReadiness.True;
            var slice = SomePods.Where(_ => random.Below(4) > 0).ToDictionary(
                static p => p,
                _ => new SliceEndpoint(random.Below(5) > 0, true, false, zones[random.Below(zones.Count)]));
            var cpu = ZoneCpu.Of(nodes);
            hints.Reconcile(slice, cpu, sticky: random.Below(2) == 0);

            var ready = slice.Where(static e => e.Value.Ready).Select(static e => e.Key).ToList();
            if (hints.Hints.Count == 0)
            {
                (cpu?.Allocate(ready.Count)).ShouldBeNull();
                continue;
            }

            hints.Hints.Keys.ShouldBe(ready, ignoreOrder: true);
            foreach (var (zone, allocation) in cpu!.Allocate(ready.Count)!)
            {
                var own = ready.Count(pod => slice[pod].Zone == zone);
                var count = hints.Hints.Count(h => h.Value == zone);
                (count < own ? count : double.MaxValue).ShouldBeGreaterThanOrEqualTo(allocation.Desired - 0.5);
                (count > own ? count : 0.0).ShouldBeLessThanOrEqualTo(allocation.Desired + 0.5);
            }
        }
    }

    private static List<string> Play(Recording recording, ITieBreaker ties)
    {
        var hints = new TopologyHints(ties);
        var nodes = recording.Nodes.SelectMany(static z => z.Value.Select((cpu, i) => new SimNode(i, Of(z.Key, cpu))))
            .ToList();
        var pods = SomePods;
        var slice = new Dictionary<SimPod, SliceEndpoint>();
        void Add(string zone) => slice.Add(pods[slice.Count], new(true, true, false, zone));
        foreach (var (zone, count) in recording.Pods)
        {
            Enumerable.Range(0, count).ToList().ForEach(_ => Add(zone));
        }

        var steps = new List<string>();
        foreach (var step in recording.Steps)
        {
            var words = step.After.Split(' ');
            if (words[0] == "nodes")
            {
                nodes.FindAll(n => n.Zone == words[2]).ForEach(static n => n.Readiness = NodeReadiness.Unknown);
                if (hints.IsOverloaded(ZoneCpu.Of(nodes)))
                {
                    hints.Reconcile(new(slice), ZoneCpu.Of(nodes), sticky: false);
                }
            }
            else
            {
                if (words[0] == "a")
                {
                    Add(words[^1]);
                }

                foreach (var pod in slice.Keys.Where(p => words[0] == "pods" && slice[p].Zone == words[2]).ToList())
                {
                    slice[pod] = slice[pod] with { Ready = false, Serving = false };
                }

                hints.Reconcile(new(slice), ZoneCpu.Of(nodes), sticky: false);
            }

            steps.Add(Text(slice.Where(static e => e.Value.Ready)
                .CountBy(e => $"{e.Value.Zone}>{hints.Hints.GetValueOrDefault(e.Key)}")));
        }

        return steps;
    }

    private static NodeObject Of(string zone, long cpu)
    {
        var node = Node(zone, zone, Math.Abs(cpu));
        return cpu > 0 ? node : node with
        {
            Labels = node.Labels.SetItem("node-role.kubernetes.io/control-plane", ""),
        };
    }

    private static List<SimPod> MakePods()
    {
        var objects = Model([], [Deployment("web", 40)]).Objects;
        var phases = new Phases(() => TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        var cluster = new SimulatedCluster(
            objects, new Scenario { End = TimeSpan.FromSeconds(30) }, new FirstTies(), phases, probes: false);
        cluster.RunUntil(TimeSpan.FromSeconds(30));
        return [.. cluster.State.Pods];
    }

    private static string Text(IEnumerable<KeyValuePair<string, int>> hints) =>
        string.Join(", ", hints.OrderBy(static h => h.Key, StringComparer.Ordinal).Select(static h => $"{h.Key} {h.Value}"));

    private static List<Recording> Read() => JsonSerializer.Deserialize<List<Recording>>(File.ReadAllText(Path), Json)!;

    private sealed record Recording(
        SortedDictionary<string, long[]> Nodes, SortedDictionary<string, int> Pods, List<Step> Steps);

    private sealed record Step(string After, SortedDictionary<string, int> Hints);

    /// <summary>Walks through every choice.</summary>
    private sealed class EveryChoice : ITieBreaker
    {
        private readonly List<(int Taken, int Options)> tape = [];
        private int position;

        public bool Advance()
        {
            position = 0;
            while (tape.Count > 0)
            {
                var (taken, options) = tape[^1];
                tape.RemoveAt(tape.Count - 1);
                if (taken + 1 < options)
                {
                    tape.Add((taken + 1, options));
                    return true;
                }
            }

            return false;
        }

        public int ChooseZone(int zones)
        {
            if (position == tape.Count)
            {
                tape.Add((0, zones));
            }

            return tape[position++].Taken;
        }

        public int Choose(SimPod pod, List<SimNode> feasible, long[] totals) => throw new InvalidOperationException();

        public void Order(Span<SimNode> nodes) => throw new InvalidOperationException();
    }
}
