using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Quorum;
using Evenkeel.Core.Text;

namespace Evenkeel.Core.Spec;

/// <summary>Checks that several fields of a cluster file share.</summary>
internal static class SpecChecks
{
    /// <summary>Reports a name that is not a DNS label.</summary>
    public static void Label(Spanned<string> name, string path, DiagnosticBag diagnostics)
    {
        if (!DnsLabel.IsValid(name.Value))
        {
            diagnostics.Add(SpecDiagnostics.BadName(name, path, DnsLabel.Suggest(name.Value)));
        }
    }

    /// <summary>Reports every name that an earlier item has already.</summary>
    public static void Distinct(IEnumerable<Spanned<string>> names, string what, DiagnosticBag diagnostics)
    {
        var first = new Dictionary<string, SourceSpan>(StringComparer.Ordinal);
        foreach (var name in names.Where(n => n.Value.Length > 0))
        {
            if (!first.TryAdd(name.Value, name.Span))
            {
                diagnostics.Add(SpecDiagnostics.DuplicateName(name, what, first[name.Value].Line));
            }
        }
    }

    /// <summary>
    /// Says with the arithmetic when no zone's loss leaves a quorum: an error where a claim says otherwise,
    /// else a warning. With EKS the control plane is AWS's, over zones of its own.
    /// </summary>
    public static void Quorum(ClusterSpec cluster, SourceSpan zones, DiagnosticBag diagnostics)
    {
        var count = cluster.Zones.Length;
        if (count == 0 || cluster.Distribution.Value == Distribution.Eks)
        {
            return;
        }

        var loss = QuorumMath.LoseAnyZone(QuorumMath.Spread(QuorumMath.MembersFor(count), count));
        if (loss.IsSurvivable)
        {
            if (count % 2 == 0 && cluster.Zones.All(z => AwsPlace.RegionOf(z.Value) == cluster.Region.Value))
            {
                diagnostics.Add(SpecDiagnostics.EvenZones(zones, loss.Arithmetic, cluster.Zones[0].Value));
            }

            return;
        }

        var claims = cluster.Claims.Where(c => c.IsControlPlane && c.Survive.Any(IsAnyZone)).ToArray();
        foreach (var claim in claims)
        {
            diagnostics.Add(SpecDiagnostics.ClaimNeedsZones(claim.SurviveSpan, loss.Arithmetic));
        }

        if (claims.Length == 0)
        {
            diagnostics.Add(SpecDiagnostics.FewZones(zones, loss.Arithmetic));
        }
    }

    private static bool IsAnyZone(FaultSpec fault) => fault is FaultSpec.AnyZone or FaultSpec.All;
}
