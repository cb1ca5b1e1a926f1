using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Tests.Routing;

namespace Evenkeel.Simulation.Tests.Timelines;

/// <summary>
/// Runs a timeline's scenario, its invariants checked, and writes what happens from its first step on.
/// </summary>
internal static class TimelineRun
{
    public static List<(string At, string What)> Of(TimelineFile file)
    {
        var scenario = new Scenario
        {
            Timing = file.Timing,
            End = file.End,
            Fleet = file.Fleet,
            AttachesVolumes = file.Flags.Contains("attach"),
        };
        var phases = new Phases(() => file.Heartbeat, file.Monitor, file.Tainting, file.PodGc)
        {
            Notice = () => file.Lateness.Notice,
            Start = () => file.Lateness.Start,
        };
        var cluster = new SimulatedCluster(
            file.Objects, scenario, new FirstTies(), phases, file.Flags.Contains("probes"), file.Around);
        _ = RoutingChecker.On(cluster);
        var requests = new RequestLines(cluster);
        cluster.Suffer(ScenarioPlane.Of(file.Objects.Nodes, file.Steps, seed: 1, file.Draws));
        foreach (var step in file.Steps)
        {
            cluster.RunUntil(step.At);
            cluster.Inject(step.Action!);
        }

        cluster.RunUntil(file.End);
        var names = new PodNumbers();
        var lines = cluster.Timeline.Events.Select(e => (e, Text: Write(e, names)))
            .Where(l => l.e.At >= file.Steps[0].At && l.Text is not null && file.Shown.Contains(KindOf(l.e)))
            .Select(l => (l.e.At, Text: names.In(l.Text!)))
            .Concat(file.Shown.Contains("requests") ? requests.Lines.Where(l => l.At >= file.Steps[0].At) : [])
            .OrderBy(l => l.At)
            .Select(l => (At(l.At), l.Text));
        var figures = cluster.Meter.Outcomes().Where(_ => file.Shown.Contains("figures"))
            .Select(o => (At(file.End), Write(o)));
        return [.. lines, .. figures];
    }

    private static string At(TimeSpan instant) =>
        instant.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Write(ServiceOutcome outcome) => string.Create(
        CultureInfo.InvariantCulture,
        $"{outcome.Service.Split('/')[1]}: blackout {Seconds(outcome.OutageSeconds)}, "
            + $"errors {Seconds(outcome.ErrorSeconds)}");

    private static string Seconds(double? seconds) =>
        seconds?.ToString("0.###", CultureInfo.InvariantCulture) ?? "never ends";

    /// <summary>What share of the requests to each Service is answered, from each instant on.</summary>
    private sealed class RequestLines
    {
        private readonly Dictionary<
            (TimeSpan At, string Service), (double Worse, ImmutableArray<RequestShares> Requests)> measured = [];

        public RequestLines(SimulatedCluster cluster) => cluster.Meter.Watching +=
            s => measured[(cluster.State.Now, s.Service.Name.Name)] = (s.Answered, s.Shares());

        public IEnumerable<(TimeSpan At, string Text)> Lines
        {
            get
            {
                var last = new Dictionary<string, string>();
                foreach (var ((at, service), what) in measured.OrderBy(m => m.Key.At).ThenBy(m => m.Key.Service))
                {
                    var text = Text(service, what.Worse, what.Requests);
                    if (last.GetValueOrDefault(service, "") != text
                        && (what.Worse < 1 - 1e-9 || last.ContainsKey(service)))
                    {
                        yield return (at, text);
                    }

                    last[service] = text;
                }
            }
        }

        private static string Text(string service, double worse, ImmutableArray<RequestShares> requests) =>
            requests.Length == 1
                ? $"{service} answers {Percent(worse)}"
                : $"{service} answers {Percent(requests[0].Answered)} inside, {Percent(requests[1].Answered)} outside";

        private static string Percent(double share) =>
            (share * 100).ToString("0.#", CultureInfo.InvariantCulture) + " %";
    }

    private static string KindOf(TimelineEvent line) => line.Kind switch
    {
        TimelineEventKind.Node => "nodes",
        TimelineEventKind.PodUnschedulable => "pending",
        TimelineEventKind.PodWaiting => "waiting",
        TimelineEventKind.Service => "services",
        TimelineEventKind.Rescaled => "scaling",
        TimelineEventKind.Injected => "api",
        TimelineEventKind.GroupResized or TimelineEventKind.NodeJoined or TimelineEventKind.NodeRemoved =>
            "groups",
        _ => "pods",
    };

    private static string? Write(TimelineEvent line, PodNumbers names) => line.Kind switch
    {
        TimelineEventKind.PodCreated => $"{names.Of(line)} created",
        TimelineEventKind.PodBound => $"{names.Of(line)} bound to {line.Node}",
        TimelineEventKind.PodReady => $"{names.Of(line)} ready",
        TimelineEventKind.PodUnready => $"{names.Of(line)} not ready",
        TimelineEventKind.PodDeleting => $"{names.Of(line)} deleted on {line.Node}",
        TimelineEventKind.PodGone => $"{names.Of(line)} gone",
        TimelineEventKind.PodUnschedulable => $"{names.Of(line)}: {line.Reason}",
        TimelineEventKind.Rescaled =>
            $"{line.App} scaled to {((ScenarioAction.Scale)line.Action!).Replicas} by {line.Reason!.Split(' ')[0]}",
        TimelineEventKind.Node => string.Join(' ', new[] { line.Node!, line.Ready! }
            .Concat(line.Taints!.Value.Select(t => t.Replace("node.kubernetes.io/", "")))),
        TimelineEventKind.Injected => line.Action switch
        {
            ScenarioAction.LoseApi => "the API answers nobody",
            ScenarioAction.Heal { Fault: ScenarioAction.LoseApi } => "the API answers again",
            ScenarioAction.Drain drain => $"{drain.Target.Nodes[0]} drains",
            ScenarioAction.Fail fail => $"{fail.Target} fails",
            ScenarioAction.Heal { Fault: ScenarioAction.Fail fail } => $"{fail.Target} is back",
            _ => null,
        },
        TimelineEventKind.PodWaiting => $"{names.Of(line)} on {line.Node}: {line.Reason}",
        TimelineEventKind.Service => $"{line.App!.Split('/')[1]}: {line.Reason}",
        _ => GroupLine.Write(line),
    };

    /// <summary>Calls generated pods app.1, app.2, … in the order of their creation.</summary>
    private sealed class PodNumbers
    {
        private readonly Dictionary<string, string> given = [];
        private readonly Dictionary<string, int> count = [];

        /// <summary>A sentence with the pods in it called so.</summary>
        public string In(string text) =>
            given.Aggregate(text, static (t, g) => t.Replace(g.Key, g.Value, StringComparison.Ordinal));

        public string Of(TimelineEvent line)
        {
            var (pod, app) = (line.Pod!, line.App!);
            if (!given.TryGetValue(pod, out var name))
            {
                count[app] = count.GetValueOrDefault(app) + 1;
                name = pod.Length == app.Length + 2 ? pod : $"{app}.{count[app]}";
                given.Add(pod, name);
            }

            return name;
        }
    }
}
