using System.Collections.Immutable;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.Dependencies;
using Evenkeel.Simulation.Engine;
using Evenkeel.Simulation.Parts;
using Evenkeel.Simulation.Scheduler;
using Evenkeel.Simulation.Tests.Claims;
using Evenkeel.Simulation.Tests.Routing;

namespace Evenkeel.Simulation.Tests.Parts;

/// <summary>
/// The condition of a Service says of any parts that are lost together what the simulation measures just
/// after they are.
/// </summary>
public sealed class ServiceConditionTests
{
    private const int SetsPerCluster = 12;

    [Fact]
    public void A_condition_fails_exactly_where_the_simulation_answers_nobody()
    {
        var (down, up) = (0, 0);
        Seeds.Each("parts", count: 60, seed =>
        {
            var random = new SeededRandom(7000 + seed);
            var model = RandomModel(random, seed);
            var settled = Settled(model);
            foreach (var service in model.Objects.Services)
            {
                var parts = new PartIndex(FailureRates.Default);
                var condition = ConditionOf(model, settled, service.Name, parts);
                var strikes = Strikes(settled, condition.Mentioned().Select(p => (p, parts[p].Name))).ToArray();
                CutSets.Of(condition).ShouldBe(
                    strikes.Length > 12 ? CutSets.Of(condition) : BruteForce.CutSets(condition));
                for (var i = 0; i < SetsPerCluster; i++)
                {
                    var chosen = Chosen(random, strikes);
                    var holds = new ConditionCheck(condition).Holds([.. chosen.Select(static c => c.Part)]);
                    Answers(model, service.Name, chosen.Select(static c => c.Action)).ShouldBe(
                        holds, $"{service.Name} with {string.Join(", ", chosen.Select(c => parts[c.Part].Name))}");
                    (down, up) = holds ? (down, up + 1) : (down + 1, up);
                }
            }
        });
        if (!Seeds.OneAlone)
        {
            down.ShouldBeGreaterThan(100, "hardly a set was down");
            up.ShouldBeGreaterThan(100, "hardly a set was up");
        }
    }

    private static (int Part, ScenarioAction Action)[] Chosen(
        SeededRandom random, (int Part, ScenarioAction Action)[] strikes)
    {
        var share = 2 + random.Below(4);
        return [.. strikes.Where(_ => random.Below(share) == 0)];
    }

    private static ClusterModel RandomModel(SeededRandom random, ulong seed)
    {
        var model = SmallClusters.Random(random);
        var objects = RandomRouting.Of(model.Objects, seed);
        var web = new ObjectName("default", "web");
        var others = objects.Services.Select(static s => s.Name).Where(n => n != web).ToList();
        var needs = new List<Dependency>();
        if (random.Below(2) == 0)
        {
            needs.Add(new(web, null, null, "api.example.com"));
        }

        needs.AddRange(others.Where(_ => random.Below(2) == 0).Select(o => new Dependency(web, null, o, null)));
        ImmutableArray<DataStore> stores = random.Below(2) == 0 ? [] :
            [new("orders", StoreKind.RdsSingle, random.Below(2) == 0 ? null : TimeSpan.FromSeconds(30))];
        needs.AddRange(stores.Select(s => new Dependency(web, s.Name, null, null)));
        var gateway = random.Below(2) == 0 ? model.Zones[0] : null;
        var balancers = RandomRouting.Balancers(objects, seed).LoadBalancers
            .Select(b => b with { Zones = [.. model.Zones.Take(b.Zones.Length)] });
        return model with
        {
            Objects = objects,
            DependsOn = [.. needs],
            Data = new(ImmutableSortedDictionary<string, int>.Empty, stores),
            System = new(
                random.Below(3) == 0 && others.Count > 0 ? others[0] : null,
                SystemServices.None.Ingress),
            Aws = new()
            {
                NatZones = model.Zones.ToImmutableSortedDictionary(static z => z, z => gateway ?? z),
                LoadBalancers = random.Below(2) == 0 ? [] : [.. balancers],
            },
        };
    }

    private static SimulatedCluster Settled(ClusterModel model)
    {
        var timing = ProofTiming.At(default);
        var phases = Phases.NoticedLast(ProofTiming.FaultAt(model), timing);
        var run = FaultRun.Prepare(model, timing, phases, new RandomTieBreaker(new(3)), fleet: null);
        run.Settle();
        return run.Cluster;
    }

    private static Condition ConditionOf(
        ClusterModel model, SimulatedCluster settled, ObjectName service, PartIndex parts)
    {
        var around = Surroundings.Of(model);
        var places = new PlaceConditions(parts, around, model.Zones, atOnce: true);
        return new ServiceConditions(settled, around, parts, places).Of(service);
    }

    /// <summary>What in a simulation strikes a part; stores by themselves are struck by nothing there.</summary>
    private static IEnumerable<(int Part, ScenarioAction Action)> Strikes(
        SimulatedCluster settled, IEnumerable<(int Part, string Name)> parts)
    {
        var pods = settled.State.Workloads.SelectMany(static w => w.Pods.Select((p, i) => (
            Name: p.Ordinal >= 0 ? $"pod {p.Name}" : $"pod {i + 1} of {w.Kind} {w.Name}",
            Action: (ScenarioAction)new ScenarioAction.Hang(w.Kind, w.Name, i)))).ToDictionary();
        foreach (var (part, name) in parts)
        {
            var last = name.Split(' ')[^1];
            ScenarioAction? action = name.Split(' ')[0] switch
            {
                "zone" => new ScenarioAction.Fail(NodeTarget.OfZone(last)),
                "node" => new ScenarioAction.Fail(NodeTarget.OfNodes(last)),
                "pod" => pods[name],
                "volume" => new ScenarioAction.LoseVolume(ObjectName.Parse(last)),
                "NAT" => new ScenarioAction.LoseNat(last),
                "balancer" => new ScenarioAction.LoseBalancer(last),
                _ => null,
            };
            if (action is not null)
            {
                yield return (part, action);
            }
        }
    }

    private static bool Answers(ClusterModel model, ObjectName service, IEnumerable<ScenarioAction> strikes)
    {
        var cluster = Settled(model);
        var hangs = strikes.ToLookup(static s => s is ScenarioAction.Hang);

        // Pods are counted before any is lost.
        foreach (var strike in hangs[true].Concat(hangs[false]).DefaultIfEmpty(new ScenarioAction.LoseRegistry()))
        {
            cluster.Inject(strike);
        }

        cluster.RunUntil(ProofTiming.FaultAt(model) + TimeSpan.FromMilliseconds(1));
        return cluster.Meter.Find(service)!.Answered > 0;
    }
}
