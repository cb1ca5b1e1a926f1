using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Artifacts;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Text;

namespace Evenkeel.Import.Terraform;

/// <summary>
/// Reads what AWS is told back from where it is written: from a rendered configuration, or from a plan of
/// one. A proof takes its numbers from there, so that what is proven is what is applied.
/// </summary>
/// <remarks>
/// Read are groups (zones, bounds, health, hooks, suspended processes, target tracking, tags, target groups),
/// balancers (zones, crossing, probes, deregistration) and the way out of each zone. What is in no resource
/// stays as the model has it: what a node registers, and how long AWS takes.
/// </remarks>
public static class TerraformReader
{
    /// <summary>Reads a rendered configuration.</summary>
    /// <param name="artifacts">The files, of which <c>*.tf.json</c> are read.</param>
    /// <param name="model">The cluster that it was rendered from.</param>
    /// <param name="diagnostics">Takes what is missing or of another cluster (EK32nn).</param>
    /// <returns>What AWS is told; null where there are errors.</returns>
    public static AwsModel? Read(ArtifactSet artifacts, ClusterModel model, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(artifacts);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(diagnostics);
        return Read(TerraformConfiguration.OfRendered(artifacts, diagnostics), model, diagnostics);
    }

    /// <summary>Reads a plan, as <c>terraform show -json</c> writes it.</summary>
    /// <param name="plan">The plan's text.</param>
    /// <param name="model">The cluster that its configuration was rendered from.</param>
    /// <param name="diagnostics">Takes what is missing or of another cluster (EK32nn).</param>
    /// <returns>What AWS will be told once it is applied; null where there are errors.</returns>
    public static AwsModel? ReadPlan(SourceText plan, ClusterModel model, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(diagnostics);
        return Read(TerraformConfiguration.OfPlan(plan, diagnostics), model, diagnostics);
    }

    /// <summary>Reads resources.</summary>
    internal static AwsModel? Read(
        TerraformConfiguration? configuration, ClusterModel model, DiagnosticBag diagnostics)
    {
        if (configuration is null)
        {
            return null;
        }

        var before = diagnostics.ErrorCount;
        var zones = new SubnetZones(configuration, model);
        var aws = model.Aws with
        {
            Groups = new GroupReader(configuration, zones, diagnostics).Read(model.Aws.Groups),
            LoadBalancers = new BalancerReader(configuration, zones, diagnostics)
                .Read(model.Aws.LoadBalancers),
            NatZones = model.Network.Existing is null
                ? NatZones(configuration, zones, model)
                : model.Aws.NatZones,
        };
        return diagnostics.ErrorCount > before ? null : aws;
    }

    /// <summary>By zone, the zone of the gateway that its application tier is routed to.</summary>
    private static ImmutableSortedDictionary<string, string> NatZones(
        TerraformConfiguration configuration, SubnetZones zones, ClusterModel model)
    {
        var ways = model.Aws.NatZones.Clear().ToBuilder();
        foreach (var route in configuration.All("aws_route")
            .Where(static route => route.Text("destination_cidr_block") == "0.0.0.0/0"))
        {
            var table = route.References("route_table_id", "aws_route_table").FirstOrDefault();
            var gateway = route.References("nat_gateway_id", "aws_nat_gateway")
                .Select(name => configuration.Find("aws_nat_gateway", name)).FirstOrDefault();
            if (table is not null && gateway is not null
                && zones.OfTable(table) is { } from
                && zones.Of(gateway, "subnet_id").FirstOrDefault() is { } to)
            {
                ways[from] = to;
            }
        }

        return ways.ToImmutable();
    }
}
