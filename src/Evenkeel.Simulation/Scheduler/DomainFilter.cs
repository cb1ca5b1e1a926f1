using System.Collections.Immutable;
using Evenkeel.Simulation.State;

namespace Evenkeel.Simulation.Scheduler;

/// <summary>
/// PodTopologySpread and InterPodAffinity as filters for one class of pods, from sums that are kept. It
/// answers as <see cref="FilterState"/>, which counts anew for each pod.
/// </summary>
internal sealed class DomainFilter(ClusterState cluster, PodClass podClass)
{
    private readonly PodRequirements requirements = podClass.Requirements;
    private ClassSum[] spread = [];
    private ClassSum[] affinity = [];
    private ClassSum[] antiAffinity = [];
    private ClassSum[] existing = [];
    private ClassSum[] all = [];
    private long[] least = [];
    private bool mayStartAnywhere;

    /// <summary>Finds anew which classes of pods count. All nodes are to be looked at afterwards.</summary>
    public void Compile()
    {
        var hard = requirements.HardSpread;
        spread =
        [
            .. hard.Select(rule => new ClassSum(
                new(rule.Key),
                node => FilterState.HasAllKeys(node, hard) && requirements.CountsFor(rule, node),
                node => rule.Counter.On(node))),
        ];
        least = new long[spread.Length];
        var required = requirements.RequiredAffinity;
        var wanted = Matching(other => required.All(r => r.Matcher.Matches(other)));
        affinity = [.. required.Select(rule => ClassSum.OfPods(rule.Key, wanted))];
        antiAffinity =
        [
            .. requirements.RequiredAntiAffinity
                .Select(rule => ClassSum.OfPods(rule.Key, Matching(rule.Matcher.Matches))),
        ];
        existing =
        [
            .. cluster.Classes
                .SelectMany(static c => c.Requirements.RequiredAntiAffinity, static (c, rule) => (c, rule))
                .Where(e => e.rule.Matcher.Matches(podClass))
                .GroupBy(static e => e.rule.Key, static e => (e.c.Index, Weight: 1))
                .Select(static g => ClassSum.OfPods(g.Key, g)),
        ];
        all = [.. spread, .. affinity, .. antiAffinity, .. existing];
    }

    /// <summary>Looks at a Node object.</summary>
    public void Include(SimNode node)
    {
        foreach (var sum in all)
        {
            sum.Include(node);
        }
    }

    /// <summary>Looks at a node's pods.</summary>
    public void Count(SimNode node)
    {
        foreach (var sum in all)
        {
            sum.Count(node);
        }
    }

    /// <summary>Prepares for a pod. False where every node passes.</summary>
    public bool Begin()
    {
        for (var i = 0; i < spread.Length; i++)
        {
            var sum = spread[i].Sum;
            least[i] = sum.Count < requirements.HardSpread[i].MinDomains ? 0 : sum.Least();
        }

        // The first pod of a group that has affinity to itself may start anywhere.
        mayStartAnywhere = requirements.MatchesOwnAffinity && IsZero(affinity);
        return spread.Length > 0 || affinity.Length > 0 || !IsZero(antiAffinity) || !IsZero(existing);
    }

    /// <summary>The first filter that turns a node down, or <see cref="Rejection.None"/>.</summary>
    public Rejection Check(SimNode node)
    {
        var bySpread = CheckSpread(node);
        return bySpread != Rejection.None ? bySpread
            : !SatisfiesAffinity(node) ? Rejection.Affinity
            : IsTaken(antiAffinity, node) ? Rejection.AntiAffinity
            : IsTaken(existing, node) ? Rejection.ExistingAntiAffinity
            : Rejection.None;
    }

    private IEnumerable<(int Class, int Weight)> Matching(Func<PodClass, bool> matches) =>
        cluster.Classes.Where(matches).Select(static c => (c.Index, 1)).ToImmutableArray();

    private static bool IsZero(ClassSum[] sums)
    {
        foreach (var sum in sums)
        {
            if (sum.Sum.Total != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsTaken(ClassSum[] sums, SimNode node)
    {
        foreach (var sum in sums)
        {
            if (node.Domains[sum.Sum.Key] is >= 0 and var domain && sum.Sum.Of(domain) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private Rejection CheckSpread(SimNode node)
    {
        for (var i = 0; i < spread.Length; i++)
        {
            var rule = requirements.HardSpread[i];
            var domain = node.Domains[rule.Key];
            if (domain < 0)
            {
                return Rejection.SpreadLabel;
            }

            if (spread[i].Sum.Of(domain) + (rule.SelfMatch ? 1 : 0) - least[i] > rule.MaxSkew)
            {
                return Rejection.Spread;
            }
        }

        return Rejection.None;
    }

    private bool SatisfiesAffinity(SimNode node)
    {
        var podsExist = true;
        foreach (var sum in affinity)
        {
            var domain = node.Domains[sum.Sum.Key];
            if (domain < 0)
            {
                return false;
            }

            podsExist &= sum.Sum.Of(domain) > 0;
        }

        return podsExist || mayStartAnywhere;
    }
}
