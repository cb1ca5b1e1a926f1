using System.Collections.Immutable;
using System.Xml.Linq;
using Evenkeel.Platform.Aws;
using Evenkeel.Platform.Parameters;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Adoption;

/// <summary>
/// Finds what a plan would make and what is there already: by the cluster's tag and its name where AWS would
/// make a second one, by its name alone where AWS would refuse to. What AWS overwrites, such as the policy
/// of a role, needs no finding.
/// </summary>
/// <param name="aws">AWS.</param>
/// <param name="parameters">Its parameters.</param>
/// <param name="hasBucket">Whether there is a bucket of a name, in this account.</param>
/// <param name="clusterTag">The tag that names the cluster.</param>
/// <param name="cluster">The cluster's name.</param>
public sealed class OrphanFinder(
    IAwsApi aws, IParameterStore parameters, Func<string, CancellationToken, Task<bool>> hasBucket,
    string clusterTag, string cluster)
{
    private readonly Dictionary<string, List<XElement>> tagged = new(StringComparer.Ordinal);

    /// <summary>The orphans among what a plan would make.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <exception cref="ProvisioningException">
    /// AWS refused, or there are two of what there should be one.
    /// </exception>
    public async Task<ImmutableArray<Orphan>> FindAsync(
        IEnumerable<PlannedChange> plan, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var found = ImmutableArray.CreateBuilder<Orphan>();
        tagged.Clear();
        try
        {
            foreach (var change in plan
                .Where(static c => c is { Action: PlannedAction.Create, IsImported: false }))
            {
                if (await FindAsync(change, cancellation) is { } id) found.Add(new(change.Address, id));
            }
        }
        catch (AwsException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }
        catch (IOException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }

        return found.ToImmutable();
    }

    private Task<string?> FindAsync(PlannedChange change, CancellationToken cancellation) =>
        TaggedKind.All.FirstOrDefault(k => k.Type == change.Type) is { } kind
            ? ByTagsAsync(kind, change, cancellation)
            : change.Type switch
            {
                "aws_autoscaling_group" or "aws_launch_template" or "aws_lb" or "aws_lb_target_group"
                    or "aws_lb_listener" => new BalancedKinds(aws).FindAsync(change, cancellation),
                "aws_iam_role" or "aws_iam_instance_profile" or "aws_iam_openid_connect_provider" =>
                    new IdentityKinds(aws, IsOurs).FindAsync(change, cancellation),
                "aws_route" or "aws_route_table_association" or "aws_security_group_rule" =>
                    InsideAsync(change, cancellation),
                "aws_efs_file_system" or "aws_efs_mount_target" =>
                    new FileKinds(aws, clusterTag, cluster).FindAsync(change, cancellation),
                "aws_s3_bucket" => BucketAsync(change, cancellation),
                "aws_ssm_parameter" => ParameterAsync(change, cancellation),
                _ => Task.FromResult<string?>(null),
            };

    private async Task<string?> ByTagsAsync(
        TaggedKind kind, PlannedChange change, CancellationToken cancellation)
    {
        if (change.Text("tags", "Name") is not { } name) return null;
        var all = await OfAsync(kind, cancellation);
        var ids = all.Where(item => item.Tags().GetValueOrDefault("Name") == name)
            .Select(item => item.Text(kind.Id)).OfType<string>().Order(StringComparer.Ordinal).ToList();
        return ids.Count <= 1
            ? ids.FirstOrDefault()
            : throw new ProvisioningException(ProvisioningDiagnostics.Twice(change.Address, ids));
    }

    /// <summary>What has no tags of its own lies in something that has.</summary>
    private async Task<string?> InsideAsync(PlannedChange change, CancellationToken cancellation)
    {
        if (change.Type == "aws_security_group_rule")
        {
            var groups = await OfAsync(Kind("aws_security_group"), cancellation);
            var group = groups.Find(g => g.Text("groupId") == change.Text("security_group_id"));
            return group is null ? null : SecurityRules.Find(group, change);
        }

        var tables = await OfAsync(Kind("aws_route_table"), cancellation);
        var table = tables.Find(t => t.Text("routeTableId") == change.Text("route_table_id"));
        if (table is null) return null;
        if (change.Type == "aws_route")
        {
            var way = change.Text("destination_cidr_block") ?? change.Text("destination_ipv6_cidr_block");
            return way is not null && table.Items("routeSet").Any(r =>
                (r.Text("destinationCidrBlock") ?? r.Text("destinationIpv6CidrBlock")) == way)
                ? $"{table.Text("routeTableId")}_{way}"
                : null;
        }

        return change.Text("subnet_id") is { } subnet
            && table.Items("associationSet").Any(a => a.Text("subnetId") == subnet)
            ? $"{subnet}/{table.Text("routeTableId")}"
            : null;
    }

    private async Task<List<XElement>> OfAsync(TaggedKind kind, CancellationToken cancellation)
    {
        if (!tagged.TryGetValue(kind.Type, out var all))
        {
            tagged.Add(kind.Type, all = await kind.FindAsync(aws, clusterTag, cluster, cancellation));
        }

        return all;
    }

    private async Task<string?> BucketAsync(PlannedChange change, CancellationToken cancellation) =>
        change.Text("bucket") is { } name && await hasBucket(name, cancellation) ? name : null;

    private async Task<string?> ParameterAsync(PlannedChange change, CancellationToken cancellation) =>
        change.Text("name") is { } name && await parameters.GetAsync(name, cancellation) is not null
            ? name
            : null;

    private bool IsOurs(IReadOnlyDictionary<string, string> tags) =>
        tags.GetValueOrDefault(clusterTag) == cluster;

    private static TaggedKind Kind(string type) => TaggedKind.All.First(k => k.Type == type);
}
