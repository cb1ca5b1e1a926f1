using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Quantities;
using Evenkeel.Simulation.ControlPlane;
using Evenkeel.Simulation.Dependencies;

namespace Evenkeel.Simulation.Tests.Timelines;

/// <summary>One expected line: an instant, what happens then, and the rule that it follows from.</summary>
internal sealed record ExpectedLine(string At, string What, string Because);

/// <summary>
/// A scenario with a timeline worked out by hand (tests/cases/timelines/README.md says how it is written).
/// </summary>
internal sealed class TimelineFile
{
    private readonly List<NodeObject> nodes = [];
    private readonly List<Workload> workloads = [];
    private readonly List<DisruptionBudget> budgets = [];
    private readonly List<HorizontalPodAutoscaler> autoscalers = [];
    private readonly List<PriorityClass> priorities = [];
    private readonly List<ScenarioStep> steps = [];
    private readonly List<NetworkLoadBalancer> balancers = [];
    private readonly List<Service> services = [];
    private readonly List<AdmissionWebhook> webhooks = [];
    private readonly List<Ingress> ingresses = [];
    private readonly GroupLine groups = new();
    private Surroundings around = new() { Stores = [], DependsOn = [] };

    public KubernetesTiming Timing { get; private set; } = KubernetesTiming.Default;

    public TimeSpan Heartbeat { get; private set; }

    public TimeSpan Monitor { get; private set; }

    public TimeSpan Tainting { get; private set; }

    public TimeSpan PodGc { get; private set; }

    public TimeSpan End { get; private set; }

    /// <summary>
    /// Which kinds of line are compared: groups, nodes, pods, pending, waiting, scaling, services, requests,
    /// figures.
    /// </summary>
    public HashSet<string> Shown { get; } = [];

    /// <summary>How rows of docs/simulation.md begin that it shows.</summary>
    public List<string> Rules { get; } = [];

    public List<ExpectedLine> Expected { get; } = [];

    /// <summary>What is simulated besides: attach, probes.</summary>
    public HashSet<string> Flags { get; } = [];

    public IReadOnlyList<ScenarioStep> Steps => steps;

    /// <summary>What the control plane does not draw.</summary>
    public PlaneDraws? Draws { get; private set; }

    /// <summary>The machines behind the nodes, where they come from groups; else null.</summary>
    public Fleet? Fleet => groups.Fleet;

    /// <summary>What lies around the nodes, and who needs it.</summary>
    public Surroundings Around => around with { Aws = new() { LoadBalancers = [.. balancers] } };

    /// <summary>How late, 0 to 1, balancers notice, and how slowly targets come into service.</summary>
    public (double Notice, double Start) Lateness { get; private set; } = (0.5, 0);

    public KubernetesObjects Objects => new()
    {
        Services = [.. services],
        Ingresses = [.. ingresses],
        Webhooks = [.. webhooks],
        Nodes = [.. nodes],
        Workloads = [.. workloads],
        Budgets = [.. budgets],
        HorizontalAutoscalers = [.. autoscalers],
        PriorityClasses = [.. priorities],
        StorageClasses =
            [new() { Name = "zonal", Provisioner = "ebs.csi.aws.com", WaitForFirstConsumer = true }],
    };

    public static TimelineFile Read(string path)
    {
        var file = new TimelineFile();
        foreach (var line in File.ReadLines(path))
        {
            var text = line.Split('#')[0].TrimEnd();
            if (text.Contains('|'))
            {
                var cells = text.Split('|', StringSplitOptions.TrimEntries);
                file.Expected.Add(new(cells[0], cells[1], cells.Length > 2 ? cells[2] : ""));
            }
            else if (text.Length > 0)
            {
                file.Take(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        return file;
    }

    private void Take(string[] words)
    {
        switch (words[0])
        {
            case "nodes":
                var made = words.Where(w => w.Contains('@')).Select(w => Node(w, Options(words))).ToList();
                nodes.AddRange(made);
                if (Options(words).TryGetValue("group", out var group))
                {
                    groups.Join(made.Select(n => n.Name), group);
                }

                break;
            case "servers":
                nodes.AddRange(words.Where(w => w.Contains('@')).Select(w => Node(w, Options(words))).Select(Server));
                Draws = new([.. Options(words)["elects"].Split(',').Select(w => (int)Number(w))], 40);
                break;
            case "group":
                groups.Group(words, Options(words), Node("@", Options(words)));
                break;
            case "aws":
                groups.Aws(words, Options(words));
                break;
            case "autoscaler":
                groups.Autoscaler(words, Options(words));
                break;
            case "deployment" or "statefulset" or "daemonset" or "pod":
                workloads.Add(WorkloadOf(words));
                break;
            case "service":
                services.Add(ServiceOf(words));
                break;
            case "ingress":
                ingresses.Add(new()
                {
                    Name = new("default", words[2]),
                    Class = words[1],
                    Backends = [new("default", words[2])],
                });
                around = around with
                {
                    System = around.System with
                    {
                        Ingress = around.System.Ingress.SetItem(words[1], new("default", words[1])),
                    },
                };
                break;
            case "dns":
                around = around with { System = around.System with { Dns = new("default", words[1]) } };
                break;
            case "balancer":
                balancers.Add(Balancer(words));
                break;
            case "webhook":
                webhooks.Add(new()
                {
                    Name = words[1],
                    Backend = new("default", words[2]),
                    FailsClosed = !words.Contains("open"),
                    Pods = Options(words).TryGetValue("only", out var asked)
                        ? LabelSelector.OfLabels(Labels.None.Add("app", asked))
                        : null,
                });
                break;
            case "store" or "nat" or "needs":
                around = With(around, words);
                break;
            case "budget":
                budgets.Add(Budget(words[1], Options(words)));
                break;
            case "hpa":
                autoscalers.Add(AutoscalerLine.Read(words[1], Options(words)));
                break;
            case "priority":
                priorities.Add(new(words[1], int.Parse(words[2], CultureInfo.InvariantCulture), false, true));
                break;
            case "timing":
                Timing = With(Timing, Options(words));
                break;
            case "phases":
                var at = Options(words);
                (Heartbeat, Monitor) = (Seconds(at["heartbeat"]), Seconds(at["monitor"]));
                (Tainting, PodGc) = (Seconds(at["tainting"]), Seconds(at["gc"]));
                Lateness = (Share(at.GetValueOrDefault("notice", "0.5")), Share(at.GetValueOrDefault("start", "0")));
                break;
            case "attach" or "probes":
                Flags.Add(words[0]);
                break;
            case "rule":
                Rules.Add(string.Join(' ', words[1..]));
                break;
            case "show":
                Shown.UnionWith(words[1..]);
                break;
            case "end":
                End = Seconds(words[1]);
                break;
            default:
                steps.Add(new(Seconds(words[0]), null, Action(words[1..])));
                break;
        }
    }

    private static NodeObject Node(string word, Dictionary<string, string> options)
    {
        var (name, zone) = (word.Split('@')[0], word.Split('@')[1]);
        return new()
        {
            Name = name,
            Labels = Labels.None.SetItem(Labels.Hostname, name).SetItem(Labels.Zone, zone),
            Allocatable = new()
            {
                MilliCpu = 1000 * Number(options.GetValueOrDefault("cpu", "4")),
                MemoryBytes = 16L << 30,
                Pods = 58,
            },
        };
    }

    private static NodeObject Server(NodeObject node) => node with
    {
        Labels = node.Labels.SetItem(Labels.Server, ""),
        Taints = [new(Labels.Server, "", TaintEffect.NoSchedule)],
    };

    private static Workload WorkloadOf(string[] words)
    {
        var options = Options(words);
        var labels = Labels.None.SetItem("app", words[1]);
        var own = LabelSelector.OfLabels(labels);
        var requests = new ResourceAmounts
        {
            MilliCpu = Number(options.GetValueOrDefault("cpu", "500")),
            MemoryBytes = 256L << 20,
        };
        var tolerated = options.GetValueOrDefault("tolerates");
        return new()
        {
            Kind = Enum.Parse<WorkloadKind>(words[0], ignoreCase: true),
            Name = new("default", words[1]),
            Replicas = words[0] == "daemonset" ? 0 : int.Parse(words[2], CultureInfo.InvariantCulture),
            Selector = own,
            LoadMilliCpu = options.TryGetValue("load", out var load) ? Number(load) : null,
            ParallelPodManagement = words.Contains("parallel"),
            ClaimTemplates = words.Contains("volume")
                ? [new() { Name = new("", "data"), StorageClassName = "zonal", RequestBytes = 1L << 30 }]
                : [],
            Template = new()
            {
                Labels = labels,
                Requests = requests,
                NonZeroRequests = requests,
                Images = options.TryGetValue("image", out var image) ? [image] : [],
                AlwaysPulled = image is not null && words.Contains("always") ? [image] : [],
                HangReadiness = Probe(options, "readiness"),
                HangLiveness = Probe(options, "liveness"),
                PriorityClassName = options.GetValueOrDefault("priority"),
                NodeSelector = options.TryGetValue("pool", out var pool)
                    ? Labels.None.Add("pool", pool)
                    : Labels.None,
                RequiredAntiAffinity = words.Contains("one-a-host")
                    ? [new(own, Labels.Hostname, [], null)]
                    : [],
                PreferredAntiAffinity = words.Contains("apart")
                    ? [new(100, new(own, Labels.Hostname, [], null))]
                    : [],
                SpreadConstraints = words.Contains("one-a-zone")
                    ? [new() { MaxSkew = 1, TopologyKey = Labels.Zone, DoNotSchedule = true, Selector = own }]
                    : [],
                Tolerations = tolerated is null
                    ? []
                    : [new(Taint.Unreachable, true, "", TaintEffect.NoExecute, Number(tolerated))],
            },
        };
    }

    private static Service ServiceOf(string[] words)
    {
        var options = Options(words);
        return new()
        {
            Name = new("default", words[1]),
            Selector = Labels.None.SetItem("app", options.GetValueOrDefault("app", words[1])),
            Type = options.GetValueOrDefault("type", "ClusterIP"),
            ExternalTrafficLocal = options.GetValueOrDefault("external") == "Local",
            Headless = words.Contains("headless"),
            PublishesNotReady = words.Contains("publishes-not-ready"),
            Annotations = words.Contains("hinted")
                ? Labels.None.Add(Service.TopologyModeAnnotation, "Auto")
                : Labels.None,
            InternalTrafficLocal = options.GetValueOrDefault("internal") == "Local",
            TrafficDistribution = options.GetValueOrDefault("prefers") is { } near ? $"Prefer{near}" : null,
        };
    }

    private static DisruptionBudget Budget(string app, Dictionary<string, string> options) => new()
    {
        Name = new("default", app),
        Selector = LabelSelector.OfLabels(Labels.None.SetItem("app", app)),
        MinAvailable = Share(options, "min"),
        MaxUnavailable = Share(options, "max"),
    };

    private Surroundings With(Surroundings known, string[] words) => words[0] switch
    {
        "store" => known with
        {
            Stores = known.Stores.Add(new(
                words[1],
                words[2] == "zone" ? StoreKind.RdsSingle : StoreKind.Aurora,
                words[2] == "zone" ? null : Seconds(words[2]))),
        },
        "nat" => known with
        {
            NatZones = nodes.Select(static n => n.Zone).Distinct()
                .Where(_ => words[1] != "none").ToImmutableSortedDictionary(
                    static z => z, z => words[1] == "single" ? words[2] : z, StringComparer.Ordinal),
        },
        _ => known with
        {
            DependsOn = known.DependsOn.Add(new(
                new("default", words[1]),
                words[2] == "store" ? words[3] : null,
                words[2] == "service" ? new("default", words[3]) : null,
                words[2] == "egress" ? words[3] : null)),
        },
    };

    private static KubernetesTiming With(KubernetesTiming timing, Dictionary<string, string> options)
    {
        foreach (var (key, value) in options)
        {
            timing = key switch
            {
                "podStart" => timing with { PodStart = Seconds(value) },
                "descheduler" => timing with { DeschedulingInterval = Seconds(value) },
                "podStop" => timing with { PodStop = Seconds(value) },
                _ => throw new InvalidOperationException($"no such timing here: {key}"),
            };
        }

        return timing;
    }

    private ScenarioAction Action(string[] words) => GroupLine.Action(words) ?? words[0] switch
    {
        "fail" => new ScenarioAction.Fail(Target(words)),
        "restore" => new ScenarioAction.Restore(Target(words)),
        "delete" => new ScenarioAction.DeleteNode(Target(words)),
        "delete-pods" => new ScenarioAction.DeletePods(new("default", words[1])),
        "drain" => new ScenarioAction.Drain(Target(words)),
        "isolate" => new ScenarioAction.Isolate(Target(words)),
        "stop-kubelet" => new ScenarioAction.StopKubelet(Target(words)),
        "lose-balancer" => new ScenarioAction.LoseBalancer(words[1]),
        "scale" => new ScenarioAction.Scale(
            workloads.Find(w => w.Name.Name == words[1])!.Kind,
            new("default", words[1]),
            int.Parse(words[2], CultureInfo.InvariantCulture)),
        "load" => new ScenarioAction.Load(
            workloads.Find(w => w.Name.Name == words[1])!.Kind, new("default", words[1]), Number(words[2])),
        "add" => new ScenarioAction.AddNodes(
            [.. words.Where(w => w.Contains('@')).Select(w => Node(w, Options(words)))]),
        _ => Fault(words),
    };

    private ScenarioAction Fault(string[] words) => words[0] switch
    {
        "isolate" => new ScenarioAction.Isolate(Target(words)),
        "kubelet" => new ScenarioAction.StopKubelet(Target(words)),
        "outOfService" => new ScenarioAction.OutOfService(Target(words)),
        "hang" when words[1] is "node" or "zone" => new ScenarioAction.HangNodes(Target(words)),
        "hang" => new ScenarioAction.Hang(
            workloads.Find(w => w.Name.Name == words[1])!.Kind, new("default", words[1]), (int)Number(words[2])),
        "volume" when words[2] == "lost" => new ScenarioAction.LoseVolume(new("default", words[1])),
        "volume" => new ScenarioAction.StallVolume(new("default", words[1])),
        "api" => new ScenarioAction.LoseApi(),
        "roll" => new ScenarioAction.RollServers(),
        "member" when words[2] == "killed" => new ScenarioAction.KillMember(NodeTarget.OfNodes(words[1])),
        "member" => new ScenarioAction.LoseMemberVolume(NodeTarget.OfNodes(words[1])),
        "disk" when words[2] == "stalled" => new ScenarioAction.StallMember(NodeTarget.OfNodes(words[1])),
        "disk" => new ScenarioAction.SlowMember(NodeTarget.OfNodes(words[1])),
        "clock" => new ScenarioAction.JumpClock(NodeTarget.OfNodes(words[1]), Seconds(words[2])),
        "part" => new ScenarioAction.Partition(
            words[1], words[2], (int)Number(Options(words).GetValueOrDefault("loss", "100")), !words.Contains("one-way")),
        "registry" => new ScenarioAction.LoseRegistry(),
        "nat" => new ScenarioAction.LoseNat(words[1]),
        "lose" => Fault(words[1..]),
        "heal" => new ScenarioAction.Heal(Action(words[1..])),
        _ => throw new InvalidOperationException($"no such action: {words[0]}"),
    };

    private static ProbeTiming? Probe(Dictionary<string, string> options, string key)
    {
        if (!options.TryGetValue(key, out var text))
        {
            return null;
        }

        var parts = text.Split('/');
        return new(Seconds(parts[0]), Seconds(parts[1]), (int)Number(parts[2]));
    }

    private static NodeTarget Target(string[] words) =>
        words[1] == "zone" ? NodeTarget.OfZone(words[2]) : new(null, [.. words[2..]]);

    private static Dictionary<string, string> Options(string[] words) =>
        words.Where(w => w.Contains('=')).ToDictionary(w => w.Split('=')[0], w => w.Split('=')[1]);

    private static IntOrPercent? Share(Dictionary<string, string> options, string key) =>
        options.TryGetValue(key, out var text) && IntOrPercent.TryParse(text, out var share) ? share : null;

    private NetworkLoadBalancer Balancer(string[] words)
    {
        var options = Options(words);
        return new()
        {
            Name = words[1],
            Zones = [.. nodes.Select(static n => n.Zone).Distinct()],
            CrossZone = words.Contains("cross-zone"),
            TargetGroups =
            [
                new()
                {
                    Name = words[1],
                    Service = new("default", words[2]),
                    TargetType = words.Contains("ip") ? TargetType.Ip : TargetType.Instance,
                    HealthCheck = new()
                    {
                        Interval = Seconds(options.GetValueOrDefault("interval", "10")),
                        Timeout = Seconds(options.GetValueOrDefault("timeout", "6")),
                        HealthyThreshold = (int)Number(options.GetValueOrDefault("healthy", "2")),
                        UnhealthyThreshold = (int)Number(options.GetValueOrDefault("unhealthy", "2")),
                        Answer = Enum.Parse<ProbeAnswer>(options["answer"]),
                    },
                },
            ],
        };
    }

    private static double Share(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static TimeSpan Seconds(string text) =>
        TimeSpan.FromSeconds(double.Parse(text, CultureInfo.InvariantCulture));
}
