using Evenkeel.Compiler.Binding;
using Evenkeel.Compiler.Lowering.Iam;
using Evenkeel.Compiler.Lowering.Machines;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Model.Node;

namespace Evenkeel.Compiler.Lowering.Bootstrap;

/// <summary>
/// The <c>node.json</c> of a kind of machine (docs/designs/0004): what Terraform and the machine itself know
/// stands in it as <c>${NAME}</c> and <c>@NAME@</c>.
/// </summary>
/// <param name="scope">The lowering's scope.</param>
internal sealed class NodeFile(LoweringScope scope)
{
    /// <summary>The zone, which a machine learns from its metadata.</summary>
    public const string ZoneMark = "@ZONE@";

    /// <summary>The most of a member's volume that its database may take: snapshots and copies need the rest.
    /// </summary>
    private const int QuotaPercent = 40;

    /// <summary>What etcd's authors suggest as the most (etcd, "System limits").</summary>
    private const long MostQuotaBytes = 8L << 30;

    private readonly ClusterModel model = scope.Model;

    /// <summary>The configuration.</summary>
    public NodeConfiguration Of(MachineIdentity identity) => new()
    {
        Cluster = model.Name,
        Role = identity.Role switch
        {
            MachineIdentity.Server => NodeRole.Server,
            MachineIdentity.Etcd => NodeRole.Etcd,
            MachineIdentity.Worker => NodeRole.Worker,
            _ => throw new ArgumentException($"a machine {identity.Role} has no node.json", nameof(identity)),
        },
        Zone = ZoneMark,
        Slot = identity.Slot is null ? null : new TemplateValue(TemplateValues.Slot, "").Mark,
        Slots = [.. GroupPlan.Slots(model).Select(Slot)],
        Platform = new PlatformSettings.Aws(
            model.Region,
            TemplateValues.Artifacts.Mark,
            TemplateValues.Snapshots.Mark,
            TemplateValues.Issuer.Mark,
            IamResources.ParameterPath(model.Name)),
        Etcd = Etcd(model.Etcd!),
        Kubernetes = Kubernetes(identity),
    };

    private SlotAddress Slot((string Zone, int Number) slot)
    {
        var name = GroupPlan.SlotName(slot);
        var server = TemplateValues.Address(NodeStatements.ControlPlane, name).Mark;
        return Usage.DedicatedEtcd(model)
            ? new(name, slot.Zone, TemplateValues.Address(MachineIdentity.Etcd, name).Mark, server)
            : new(name, slot.Zone, server);
    }

    private static NodeEtcd Etcd(EtcdSettings etcd) => new()
    {
        Version = ArtifactTable.EtcdVersion,
        Mode = etcd.Mode,
        QuotaBytes = Math.Min(MostQuotaBytes, (long)(etcd.Volume.Value * QuotaPercent / 100)),
        SnapshotEvery = etcd.SnapshotEvery,
        SnapshotKeep = etcd.SnapshotKeep,
    };

    private NodeKubernetes Kubernetes(MachineIdentity identity) => new()
    {
        Distribution = model.Distribution == Distribution.K3s
            ? NodeDistribution.K3s
            : NodeDistribution.Upstream,
        Version = model.InstalledVersion,
        Endpoint = $"https://{TemplateValues.Api.Mark}:{Ports.Api}",
        Names = model.Account.Dns is { } dns
            ? [TemplateValues.Api.Mark, dns.ApiName]
            : [TemplateValues.Api.Mark],
        PodNetwork = model.Network.PodCidr ?? Core.Spec.ClusterDefaults.PodCidr,
        ServiceNetwork = model.Network.ServiceCidr,
        ClusterDns = ClusterDns(model.Network.ServiceCidr),
        Labels = Labels(identity),
        Taints = [.. Taints(identity).Select(t => $"{t.Key}={t.Value}:{t.Effect}")],
        Schedulable = identity.Role == MachineIdentity.Worker || model.ControlPlane.Schedulable,
    };

    /// <summary>The tenth address of the Services' network, as Kubernetes' own tools take it.</summary>
    public static string ClusterDns(Ipv4Network services) =>
        new Ipv4Network(services.Address + 10, 32).ToString().Split('/')[0];

    private static Dictionary<string, string> Labels(MachineIdentity identity)
    {
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in identity.Pool?.Labels.AsEnumerable() ?? [])
        {
            labels[label.Key] = label.Value;
        }

        if (identity.Role != MachineIdentity.Etcd)
        {
            labels[NodeLayout.PoolLabel] = identity.Pool?.Name ?? NodeLayout.ControlPlanePool;
        }

        return labels;
    }

    private IEnumerable<Taint> Taints(MachineIdentity identity) => identity.Role switch
    {
        MachineIdentity.Worker => identity.Pool!.Taints,
        MachineIdentity.Server => NodeLayout.ControlPlaneTaints(model.ControlPlane),
        _ => [],
    };
}
