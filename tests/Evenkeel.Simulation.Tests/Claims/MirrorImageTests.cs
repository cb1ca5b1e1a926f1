using System.Collections.Immutable;
using System.Globalization;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Simulation.Claims;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Tests.Claims;

/// <summary>
/// A fault that stands for its mirror images has the outcomes that each of these has by itself, and says how
/// many they are.
/// </summary>
public sealed class MirrorImageTests
{
    private static readonly ProofOptions Most = new() { MaxScenarios = 60_000 };

    private static readonly FaultSelector[] Selectors =
    [
        new FaultSelector.AnyNode(), new FaultSelector.Any(FaultKind.Kubelet),
        new FaultSelector.Any(FaultKind.Pod), new FaultSelector.Any(FaultKind.Drain),
    ];

    [Fact]
    public void So_it_does_of_every_two_faults() => Compare("mirrored-pairs", count: 3, seed =>
        SmallClusters.Random(new SeededRandom(4000 + seed)) with
        {
            Claims =
            [
                SmallClusters.Survives(new FaultSelector.AnyNode()) with
                {
                    Survive =
                    [
                        new FaultSelector.AnyNode(), new FaultSelector.Any(FaultKind.Kubelet), new FaultSelector.Pairs(),
                    ],
                },
            ],
        });

    private static readonly FaultSelector[] OfGroups =
    [
        new FaultSelector.AnyNode(), new FaultSelector.Any(FaultKind.Volume),
        new FaultSelector.Any(FaultKind.Capacity), new FaultSelector.AnyZone(),
    ];

    [Fact]
    public void What_stands_for_others_comes_to_what_each_of_them_comes_to() => Compare("mirrors", count: 16, seed =>
        SmallClusters.Random(new SeededRandom(2000 + seed)) with
        {
            Claims = [SmallClusters.Survives(Selectors[seed % 4])],
        });

    /// <summary>The same where machines come from groups, one a zone, and pods have zonal volumes.</summary>
    [Fact]
    public void So_it_does_among_groups_and_volumes() => Compare("mirrored-groups", count: 4, WithGroups);

    /// <summary>A small cluster of groups, one a zone, of a Deployment and a StatefulSet with volumes.</summary>
    internal static ClusterModel WithGroups(ulong seed)
    {
        var random = new SeededRandom(3000 + seed);
        var isSymmetrical = seed % 2 == 0;
        var nodes = SmallClusters.Nodes(1, 1, isSymmetrical ? 1 : 0);
        var model = SmallClusters.Model(
            nodes,
            [
                SmallClusters.Deployment("web", isSymmetrical ? 3 : 1 + random.Below(3)),
                SmallClusters.StatefulSet("db", isSymmetrical ? 1 : 2, SmallClusters.ZonalClaim()),
            ],
            SmallClusters.Survives(OfGroups[seed % 4]));
        return model with
        {
            Aws = model.Aws with
            {
                Groups = [.. model.Zones.Select(z => GroupOf(z, nodes.Where(n => n.Zone == z).ToList()))],
                Members = nodes.ToImmutableSortedDictionary(n => n.Name, n => $"general-{n.Zone}", StringComparer.Ordinal),
            },
        };
    }

    private static InstanceGroup GroupOf(string zone, List<NodeObject> nodes) => new()
    {
        Name = $"general-{zone}",
        Zones = [zone],
        Min = nodes.Count,
        Max = nodes.Count,
        Desired = nodes.Count,
        Node = nodes[0] with { Name = "" },
    };

    /// <summary>AWS has three members of etcd: of four zones one has none, and its loss is another loss.</summary>
    [Fact]
    public void A_zone_without_a_member_stands_for_none_that_has_one()
    {
        var claim = SmallClusters.Survives(new FaultSelector.AnyZone()) with { ZonesLostBy = ZoneLossWay.Power };
        var model = SmallClusters.Model(
            SmallClusters.Nodes(1, 1, 1, 1), [SmallClusters.Deployment("web", 4)], claim) with
        {
            Distribution = Distribution.Eks,
        };
        var faults = new FaultCatalogue(model).Of(model.Claims[0]).Faults;
        var ties = new TieEnumeration(model, faults, Most);

        faults.Length.ShouldBe(4);
        faults.Select(f => ties.StandInsOf(f).Single())
            .ShouldBe([faults[0].Name, faults[0].Name, faults[0].Name, faults[3].Name]);
    }

    private static void Compare(string name, int count, Func<ulong, ClusterModel> draw)
    {
        var mirrored = 0;
        Seeds.Each(name, count, seed =>
        {
            var model = draw(seed);
            var faults = new FaultCatalogue(model).Of(model.Claims[0]).Faults;
            var reduced = Walk(model, faults);
            var alone = faults.SelectMany(f => Walk(model, [f])).ToList();

            alone.ShouldAllBe(o => o.StandsFor == 1);
            Counted(reduced).ShouldBe(Counted(alone));
            mirrored += alone.Count - reduced.Count;
        });
        if (!Seeds.OneAlone)
        {
            mirrored.ShouldBeGreaterThan(0, "nothing stood for anything");
        }
    }

    private static List<ScenarioOutcome> Walk(ClusterModel model, ImmutableArray<Fault> faults) =>
        [.. new TieEnumeration(model, faults, Most).Simulate(workers: 1).SelectMany(static o => o!.Value)];

    /// <summary>How many scenarios come to the same figures.</summary>
    private static string Counted(IEnumerable<ScenarioOutcome> outcomes) => string.Join('\n', outcomes
        .GroupBy(Figures, StringComparer.Ordinal).OrderBy(static g => g.Key, StringComparer.Ordinal)
        .Select(static g => $"{g.Sum(static o => o.StandsFor)} × {g.Key}"));

    private static string Figures(ScenarioOutcome outcome) => string.Join(' ', outcome.Services
        .OrderBy(static s => s.Key, StringComparer.Ordinal)
        .Select(static s => string.Create(
            CultureInfo.InvariantCulture,
            $"{s.Key}:{s.Value.Outcome.OutageSeconds:0.###}/{s.Value.Outcome.ErrorSeconds:0.###}/"
                + $"{s.Value.Outcome.RecoveredSeconds:0.###}")));
}
