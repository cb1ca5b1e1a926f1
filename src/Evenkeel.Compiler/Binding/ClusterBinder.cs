using System.Collections.Immutable;
using Evenkeel.Compiler.Diagnostics;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Compiler.Costs;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Quorum;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Compiler.Binding;

/// <summary>
/// Binds a cluster file and its workloads to a model: defaults filled in, references resolved.
/// </summary>
public static class ClusterBinder
{
    /// <summary>Binds.</summary>
    /// <param name="spec">The cluster file.</param>
    /// <param name="workloads">What its <c>workloads</c> hold.</param>
    /// <param name="diagnostics">Takes what is wrong (EK2nnn).</param>
    /// <returns>The model, or null where there are errors.</returns>
    public static ClusterModel? Bind(
        ClusterSpec spec, KubernetesObjects workloads, DiagnosticBag diagnostics) =>
        Bind(spec, workloads, [], diagnostics);

    /// <summary>Binds, with the cluster's own parts.</summary>
    /// <param name="spec">The cluster file.</param>
    /// <param name="workloads">What its <c>workloads</c> hold.</param>
    /// <param name="parts">The cluster's own parts, as read from <see cref="SystemManifests"/>.</param>
    /// <param name="diagnostics">Takes what is wrong (EK2nnn).</param>
    /// <returns>The model, or null where there are errors.</returns>
    public static ClusterModel? Bind(
        ClusterSpec spec,
        KubernetesObjects workloads,
        ImmutableArray<KubernetesObjects> parts,
        DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(workloads);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var system = new SystemBinder(spec, workloads, parts);
        var (objects, errorsBefore) = (system.Objects, diagnostics.ErrorCount);
        var types = new TypeFinder(diagnostics);
        var controlPlane = BindControlPlane(spec, types);
        var nodes = Nodes(spec, controlPlane, types);
        if (nodes.IsEmpty && diagnostics.ErrorCount == errorsBefore)
        {
            diagnostics.Add(CompileDiagnostics.NoNodes(spec));
        }

        var subnets = NetworkPlan.Divide(spec);
        SettingsChecks.Check(spec, objects, diagnostics);
        WorkloadChecks.Check(objects, nodes, diagnostics);
        var bound = spec.Claims.Select(new ClaimBinder(objects, nodes, diagnostics).Bind).ToImmutableArray();
        if (bound.IsEmpty)
        {
            diagnostics.Add(CompileDiagnostics.NoClaims(spec));
        }

        return diagnostics.ErrorCount > errorsBefore ? null : WithMachines(new()
        {
            Name = spec.Name.Value,
            Region = spec.Region.Value,
            Zones = [.. spec.Zones.Select(z => z.Value)],
            Distribution = spec.Distribution.Value,
            Version = spec.Version.Value,
            InstalledVersion = ArtifactTable.VersionFor(spec.VersionText),
            ControlPlane = controlPlane,
            Etcd = spec.Distribution.Value == Distribution.Eks ? null : spec.ControlPlane.Etcd,
            Network = spec.Network.Settings,
            Subnets = subnets,
            Data = spec.Data,
            DependsOn = [.. spec.DependsOn.Select(d => d.Value)],
            Ingress = spec.Ingress,
            ApiAccess = spec.ApiAccess,
            Account = spec.Account,
            SharedFiles = spec.SharedFiles,
            NodePools = [.. spec.NodePools.Select(BindPool)],
            Aws = new() { NatZones = NatPlan.Of(spec), Images = system.Images },
            System = system.Services,
            ReplacedParts = system.Replaced,
            ClusterAutoscaler = spec.ClusterAutoscaler,
            Descheduler = spec.Descheduler,
            Nodes = nodes,
            ControlPlaneNodes = controlPlane.Schedulable ? [] : [.. Servers(spec, controlPlane)],
            Objects = objects,
            Rates = spec.Rates,
            Claims = bound,
            Assumptions = [.. Assumptions(spec, nodes, types), .. system.Assumptions()],
        });
    }

    private static void CheckBastion(ClusterSpec spec, TypeFinder types)
    {
        if (spec.Network.BastionType is { } bastion && InstanceTypes.FindForHost(bastion.Value) is null)
        {
            types.Find(bastion);
        }
    }

    private static ClusterModel WithMachines(ClusterModel model)
    {
        var balancers = BalancerPlan.Of(model);
        var groups = GroupPlan.Of(model, balancers);
        var whole = model with
        {
            Aws = model.Aws with
            {
                Groups = groups,
                Members = MemberPlan.Of(groups, model.Nodes.Concat(model.ControlPlaneNodes)),
                Autoscaler = MemberPlan.Autoscaler(model.ClusterAutoscaler),
                LoadBalancers = balancers,
                ServiceLoadBalancers = [.. ServiceBalancers.Of(model.Objects.Services, model.Zones)],
            },
        };
        return whole with { Cost = CostOf(whole) };
    }

    /// <summary>What it costs, where a claim bounds that.</summary>
    private static MonthlyCost? CostOf(ClusterModel model)
    {
        if (model.Claims.All(static c => c.MaxMonthlyCost is null))
        {
            return null;
        }

        var estimate = CostEstimate.Of(model);
        return new(estimate.MonthlyAtMost, estimate.Unknown);
    }

    private static ControlPlaneModel BindControlPlane(ClusterSpec spec, TypeFinder types)
    {
        var isEks = spec.Distribution.Value == Distribution.Eks;
        if (!isEks)
        {
            types.Find(spec.ControlPlane.InstanceType);
        }

        return new(
            spec.ControlPlane.InstanceType.Value,
            isEks ? 0 : QuorumMath.MembersFor(spec.Zones.Length),
            !isEks && spec.ControlPlane.Schedulable,
            spec.ControlPlane.Placement);
    }

    /// <summary>
    /// The control plane's nodes; none where it is not ours, or its type was reported as unknown.
    /// </summary>
    private static IEnumerable<NodeObject> Servers(ClusterSpec spec, ControlPlaneModel controlPlane) =>
        controlPlane.Members > 0 && InstanceTypes.Find(spec.ControlPlane.InstanceType.Value) is { } type
            ? NodeLayout.OfControlPlane(spec, controlPlane, type)
            : [];

    private static ImmutableArray<NodeObject> Nodes(
        ClusterSpec spec, ControlPlaneModel controlPlane, TypeFinder types)
    {
        CheckBastion(spec, types);
        var nodes = ImmutableArray.CreateBuilder<NodeObject>();
        if (controlPlane.Schedulable)
        {
            nodes.AddRange(Servers(spec, controlPlane));
        }

        foreach (var pool in spec.NodePools)
        {
            var found = pool.InstanceTypes.Select(types.Find).ToList();
            if (found.Count > 0 && found[0] is { } type)
            {
                nodes.AddRange(NodeLayout.OfPool(pool, spec.Region.Value, type, spec.Distribution.Value));
            }
        }

        return nodes.ToImmutable();
    }

    private static NodePoolModel BindPool(NodePoolSpec pool) => new()
    {
        Name = pool.Name.Value,
        Placement = pool.Placement,
        Zones = [.. pool.Zones.Select(z => z.Value)],
        InstanceTypes = [.. pool.InstanceTypes.Select(t => t.Value)],
        Min = pool.Min,
        Max = pool.Max,
        TargetTracking = pool.TargetTracking,
        Spot = pool.Spot,
        Labels = pool.Labels.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Taints = pool.Taints,
    };

    private static IEnumerable<string> Assumptions(
        ClusterSpec spec, ImmutableArray<NodeObject> nodes, TypeFinder types)
    {
        var pools = nodes.GroupBy(n => n.Labels[NodeLayout.PoolLabel], StringComparer.Ordinal)
            .Select(g => $"{g.Key} {g.Count()} × {g.First().Labels[Labels.InstanceType]}");
        yield return $"Every node pool is at its minimum: {string.Join(", ", pools)}.";
        var mixed = spec.NodePools.Where(p => p.InstanceTypes.Length > 1).Select(p => p.Name.Value).ToList();
        if (mixed.Count > 0)
        {
            yield return $"Of several instance types a pool has its first alone: {string.Join(", ", mixed)}.";
        }

        var spot = spec.NodePools.Where(p => p.Spot is not null).Select(p => p.Name.Value).ToList();
        if (spot.Count > 0)
        {
            yield return "EC2 takes no Spot instance back meanwhile, and gives one where it is asked: "
                + $"{string.Join(", ", spot)}.";
        }

        foreach (var sentence in NatPlan.Assumptions(spec))
        {
            yield return sentence;
        }

        var used = nodes.Select(n => n.Labels[Labels.InstanceType]).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal).Select(name => InstanceTypes.Find(name)!);
        foreach (var sentence in NodeSize.Assumptions(used, spec.Distribution.Value))
        {
            yield return sentence;
        }
    }

    /// <summary>Finds instance types, and reports each unknown one where it stands.</summary>
    private sealed class TypeFinder(DiagnosticBag diagnostics)
    {
        public InstanceType? Find(Spanned<string> name)
        {
            var type = InstanceTypes.Find(name.Value);
            if (type is null)
            {
                diagnostics.Add(CompileDiagnostics.UnknownInstanceType(name, InstanceTypes.Names));
            }

            return type;
        }
    }
}
