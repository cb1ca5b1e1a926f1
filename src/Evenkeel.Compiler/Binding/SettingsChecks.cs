using Evenkeel.Compiler.Diagnostics;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quorum;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Compiler.Binding;

/// <summary>Checks settings of the cluster file against instance types and workloads.</summary>
internal static class SettingsChecks
{
    /// <summary>
    /// AWS keeps five addresses of a subnet (VPC user guide, "Subnet CIDR blocks"), and a load balancer wants
    /// eight free ones (Elastic Load Balancing, "Subnets for your load balancer").
    /// </summary>
    private const int KeptAddresses = 13;

    /// <summary>Reports what does not go together.</summary>
    public static void Check(ClusterSpec spec, KubernetesObjects objects, DiagnosticBag diagnostics)
    {
        CheckArchitectures(spec, diagnostics);
        FootprintChecks.Check(spec, diagnostics);
        CheckSubnets(spec, diagnostics);
        DependencyChecks.Check(spec, objects, diagnostics);
    }

    private static void CheckArchitectures(ClusterSpec spec, DiagnosticBag diagnostics)
    {
        foreach (var pool in spec.NodePools)
        {
            var known = pool.InstanceTypes
                .Select(name => (Name: name, Type: InstanceTypes.Find(name.Value)))
                .Where(t => t.Type is not null).ToList();
            var other = known.FirstOrDefault(t => t.Type!.Architecture != known[0].Type!.Architecture);
            if (other.Type is not null)
            {
                diagnostics.Add(CompileDiagnostics.MixedPool(
                    pool, other.Name, known[0].Type!.Architecture, other.Type.Architecture));
            }
        }

        var images = spec.Account.Images;
        if (images.IsEmpty)
        {
            return;
        }

        foreach (var name in Machines(spec))
        {
            if (InstanceTypes.FindForHost(name.Value) is { } type && !images.ContainsKey(type.Architecture))
            {
                diagnostics.Add(CompileDiagnostics.NoImage(name, type.Architecture));
            }
        }
    }

    /// <summary>The types of all machines that are made from <c>spec.image</c>.</summary>
    private static IEnumerable<Spanned<string>> Machines(ClusterSpec spec) =>
    [
        .. spec.Distribution.Value == Distribution.Eks
            ? Enumerable.Empty<Spanned<string>>()
            : [spec.ControlPlane.InstanceType],
        .. spec.NodePools.SelectMany(pool => pool.InstanceTypes),
        .. spec.Network.BastionType is { } bastion ? [bastion] : Enumerable.Empty<Spanned<string>>(),
    ];

    private static void CheckSubnets(ClusterSpec spec, DiagnosticBag diagnostics)
    {
        if (spec.Network.Settings.Cidr is not { } vpc || spec.Zones.IsEmpty)
        {
            return;
        }

        var isEks = spec.Distribution.Value == Distribution.Eks;
        var needed = KeptAddresses + (
            isEks ? 0L : Share(QuorumMath.MembersFor(spec.Zones.Length), spec.Zones.Length));
        foreach (var pool in spec.NodePools)
        {
            var perNode = isEks ? 1 + pool.InstanceTypes.Max(t =>
                InstanceTypes.Find(t.Value)?.EniPods ?? 0) : 1;
            needed += (long)Share(pool.Max, pool.Zones.Length) * perNode;
        }

        var size = NetworkPlan.ApplicationSize(vpc);
        if (needed > size)
        {
            var span = spec.Network.CidrSpan;
            diagnostics.Add(CompileDiagnostics.SubnetFull(span, size, needed, Wider(vpc, size, needed)));
        }
    }

    /// <summary>The most nodes that one zone takes: its own, and its share of a zone that is lost.</summary>
    private static int Share(int nodes, int zones) =>
        (nodes + Math.Max(1, zones - 1) - 1) / Math.Max(1, zones - 1);

    /// <summary>The network in which they fit, or null where no VPC is large enough.</summary>
    private static Ipv4Network? Wider(Ipv4Network vpc, long size, long needed)
    {
        var prefix = vpc.PrefixLength;
        for (; size < needed && prefix > 16; prefix--)
        {
            size *= 2;
        }

        return size < needed ? null : Ipv4Network.Of(vpc.Address, prefix);
    }
}
