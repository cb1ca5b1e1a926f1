using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Sections;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads <c>spec.network</c>.</summary>
internal sealed class NetworkReader(
    Distribution distribution, IReadOnlyList<Spanned<string>> zones, DiagnosticBag diagnostics)
{
    private static readonly string OwnersRoutes = "the addresses and routes of an existing VPC are its "
    + "owner's";

    /// <summary>What the owner of a VPC that exists has decided already.</summary>
    private static readonly string[] OfTheOwner = ["cidr", "nat", "ipv6", "flowLogs"];

    public NetworkSpec Read(ObjectReader spec)
    {
        var pods = distribution == Distribution.Eks ? (Ipv4Network?)null : ClusterDefaults.PodCidr;
        var services = ClusterDefaults.ServiceCidr(distribution);
        if (ClusterFields.Network.Read(spec) is not { } reader)
        {
            return new(
                new()
                {
                    Cidr = Ipv4Network.Parse(ClusterDefaults.VpcCidr),
                    PodCidr = pods,
                    ServiceCidr = services,
                },
                spec.Span,
                null);
        }

        var existing = NetworkFields.Existing.Read(reader) is { } found ? ReadExisting(found) : null;
        var (bastion, bastionType) = ReadAccess(reader);
        var network = new NetworkSettings
        {
            Cidr = ReadCidr(reader, pods, services, existing is not null),
            PodCidr = pods,
            ServiceCidr = services,
            Nat = NetworkFields.Nat.Read(reader)!.Value,
            Ipv6 = NetworkFields.Ipv6.Read(reader),
            FlowLogs = ReadFlowLogs(reader),
            Bastion = bastion,
            Existing = existing,
        };
        foreach (var field in OfTheOwner.Where(f => existing is not null && reader.Has(f)))
        {
            diagnostics.Add(SettingsDiagnostics.NoEffect(
                reader.SpanOf(field), reader.PathOf(field), OwnersRoutes, "remove it, or `existing`"));
        }

        NetworkFields.Section.Close(reader);
        return new(network, reader.SpanOf("cidr"), bastionType);
    }

    /// <summary>
    /// The VPC's addresses; null where the VPC exists, or where they cannot be used (reported).
    /// </summary>
    private Ipv4Network? ReadCidr(ObjectReader reader, Ipv4Network? pods, Ipv4Network services, bool exists)
    {
        if (NetworkFields.Cidr.Read(reader) is not { } text || exists
            || Networks.Read(text, reader.PathOf("cidr"), diagnostics) is not { } network)
        {
            return null;
        }

        var path = reader.PathOf("cidr");
        if (Networks.VpcProblem(network) is { } problem)
        {
            diagnostics.Add(SettingsDiagnostics.BadNetwork(text.Span, path, problem.Text, problem.Fix));
            return null;
        }

        foreach (var (other, whose) in new[] { (pods, "pods"), (services, "Services") })
        {
            if (other is { } taken && taken.Overlaps(network))
            {
                diagnostics.Add(SettingsDiagnostics.Overlap(text.Span, path, taken.ToString(), whose));
            }
        }

        return network;
    }

    private static FlowLogSettings? ReadFlowLogs(ObjectReader reader)
    {
        if (NetworkFields.FlowLogs.Read(reader) is not { } logs)
        {
            return null;
        }

        var settings = new FlowLogSettings(
            NetworkFields.FlowTraffic.Read(logs)!.Value, NetworkFields.FlowKeepDays.Read(logs)!.Value);
        NetworkFields.FlowLogsSection.Close(logs);
        return settings;
    }

    private (BastionSettings? Bastion, Spanned<string>? Type) ReadAccess(ObjectReader reader)
    {
        if (NetworkFields.Access.Read(reader) is not YamlMapping || reader.Object("access") is not { } access)
        {
            if (reader.Has("access"))
            {
                _ = NetworkFields.Ssm.Read(reader);
            }

            return (null, null);
        }

        var settings = default(BastionSettings);
        var type = default(Spanned<string>?);
        if (NetworkFields.Bastion.Read(access) is { } bastion)
        {
            type = NetworkFields.BastionInstanceType.Read(bastion);
            var allowed = NetworkFields.BastionAllowFrom.Read(bastion);
            settings = new(
                type!.Value.Value, Networks.ReadSources(allowed, bastion.PathOf("allowFrom"), diagnostics));
            NetworkFields.BastionSection.Close(bastion);
        }

        NetworkFields.AccessSection.Close(access);
        return (settings, type);
    }

    private ExistingNetwork ReadExisting(ObjectReader reader)
    {
        var vpc = NetworkFields.Vpc.Read(reader)?.Value ?? "";
        var subnets = ImmutableSortedDictionary.CreateBuilder<Tier, ImmutableArray<string>>();
        if (NetworkFields.ExistingSubnets.Read(reader) is { } tiers)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (tier, field) in new[]
            {
                (Tier.Public, NetworkFields.PublicSubnets),
                (Tier.Application, NetworkFields.ApplicationSubnets),
                (Tier.Data, NetworkFields.DataSubnets),
            })
            {
                var ids = field.Read(tiers);
                CheckSubnets(tiers, field.Name, ids, seen);
                if (ids.Count > 0)
                {
                    subnets[tier] = [.. ids.Select(id => id.Value)];
                }
            }

            NetworkFields.SubnetsSection.Close(tiers);
        }

        NetworkFields.ExistingSection.Close(reader);
        return new(vpc, subnets.ToImmutable());
    }

    private void CheckSubnets(
        ObjectReader tiers, string tier, IReadOnlyList<Spanned<string>> ids, HashSet<string> seen)
    {
        if (tiers.Has(tier) && zones.Count > 0 && ids.Count != zones.Count
            && tiers.Node(tier) is YamlSequence { Items.Count: var items } && items == ids.Count)
        {
            diagnostics.Add(SettingsDiagnostics.SubnetCount(
                tiers.SpanOf(tier), tiers.PathOf(tier), ids.Count, zones.Count));
        }

        foreach (var id in ids.Where(id => !seen.Add(id.Value)))
        {
            diagnostics.Add(SettingsDiagnostics.SubnetTwice(id));
        }
    }
}
