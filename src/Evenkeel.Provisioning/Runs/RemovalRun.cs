using System.Collections.Immutable;
using System.Text.Json;
using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Terraform;

namespace Evenkeel.Provisioning.Runs;

/// <summary>What a removal did.</summary>
/// <param name="Destroyed">How many resources are gone.</param>
/// <param name="Kept">
/// What was kept: the bucket with snapshots, last snapshots of volumes, and the file system that zones share.
/// </param>
/// <param name="Left">What bears the cluster's tag all the same, in words.</param>
public sealed record RemovalOutcome(int Destroyed, ImmutableArray<string> Kept, ImmutableArray<string> Left);

/// <summary>Removes a cluster: everything but its snapshots.</summary>
/// <param name="run">The run, which holds the lock.</param>
public sealed class RemovalRun(ClusterRun run)
{
    /// <summary>Removes it.</summary>
    /// <param name="snapshotsToo">Whether snapshots go, too.</param>
    /// <param name="cancellation">Ends it between two steps.</param>
    /// <exception cref="ProvisioningException">Terraform failed, or AWS refused.</exception>
    public async Task<RemovalOutcome> RemoveAsync(bool snapshotsToo, CancellationToken cancellation)
    {
        run.Prepare(new Removal(snapshotsToo));
        await TakeInOrphansAsync(cancellation);
        var state = run.State();
        Allow([.. state.Keys]);
        var kept = snapshotsToo ? null : await KeptBucketAsync(state, cancellation);
        if (kept is not null)
        {
            run.Progress.Step($"keeps the bucket {kept}");
            run.Terraform.Forget([.. state.Keys.Where(IsOfKeptBucket)]);
        }

        var files = snapshotsToo ? [] : KeepFiles(state);
        var plan = run.PlanOnly(new() { Destroy = true, Variables = Unprotected() });
        if (plan.Any(static c => c.Action != PlannedAction.None)) run.Apply(plan);
        await RemoveParametersAsync(cancellation);
        var snapshots = await SnapshotsAsync(cancellation);
        return new(
            plan.Count(static c => c.Action == PlannedAction.Destroy),
            [.. kept is null ? [] : new[] { $"bucket {kept}" }, .. files, .. snapshots],
            await LeftAsync(cancellation));
    }

    /// <summary>
    /// What an interrupted run made is taken into the state, so that it goes with the rest.
    /// </summary>
    private async Task TakeInOrphansAsync(CancellationToken cancellation)
    {
        for (var pass = 0; pass < 8; pass++)
        {
            var plan = run.PlanOnly(new() { Variables = Unprotected() });
            var orphans = await run.FindAsync(plan, cancellation);
            if (orphans.IsEmpty) return;
            run.Progress.Step($"found {orphans.Length} resources of an earlier run");
            foreach (var orphan in orphans) run.Terraform.Import(orphan.Address, orphan.Id);
        }
    }

    /// <summary>
    /// AWS refuses to delete protected balancers, and Terraform buckets that are not empty.
    /// </summary>
    private void Allow(IReadOnlyList<string> state)
    {
        var targets = state.Where(static address =>
            address.StartsWith("aws_lb.", StringComparison.Ordinal)
            || address.StartsWith("aws_s3_bucket.", StringComparison.Ordinal)
            || address.StartsWith("aws_ebs_volume.", StringComparison.Ordinal)).ToList();
        if (targets.Count == 0) return;

        // Nothing is made on the way: what is planned beside changes of these is left out.
        var plan = run.PlanOnly(
            new() { Variables = Unprotected(), Targets = targets, WithoutRefresh = true });
        if (plan.Any(static c => c.Action == PlannedAction.Update)
            && plan.All(static c => c.Action is PlannedAction.None or PlannedAction.Update))
        {
            run.Apply(plan);
        }
    }

    private async Task<string?> KeptBucketAsync(
        IReadOnlyDictionary<string, JsonElement> state, CancellationToken cancellation)
    {
        if (!state.TryGetValue($"aws_s3_bucket.{run.Request.KeptBucket}", out var values)
            || values.GetProperty("bucket").GetString() is not { } name)
        {
            return null;
        }

        using var bucket = run.Bucket(name);
        try
        {
            return await bucket.ExistsAsync(cancellation) && !await bucket.IsEmptyAsync(cancellation)
                ? name
                : null;
        }
        catch (IOException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }
    }

    /// <summary>What workloads wrote outlives the cluster; its targets go with their subnets.</summary>
    /// <returns>What is kept, in words.</returns>
    private string[] KeepFiles(IReadOnlyDictionary<string, JsonElement> state)
    {
        var files = state.Where(static r => IsOf(r.Key, "aws_efs_file_system")).ToList();
        foreach (var (address, _) in files) run.Progress.Step($"keeps {address}");
        run.Terraform.Forget(
        [
            .. files.Select(static f => f.Key),
            .. state.Keys.Where(static address => IsOf(address, "aws_efs_file_system_policy")),
        ]);
        return [.. files.Select(static f => $"file system {f.Value.GetProperty("id").GetString()}")];
    }

    private static bool IsOf(string address, string type) =>
        address.StartsWith(type + ".", StringComparison.Ordinal);

    private bool IsOfKeptBucket(string address) =>
        address.StartsWith("aws_s3_bucket", StringComparison.Ordinal)
        && address.EndsWith("." + run.Request.KeptBucket, StringComparison.Ordinal);

    private SortedDictionary<string, string> Unprotected() => new(StringComparer.Ordinal)
    {
        [run.Request.ProtectionVariable] = "false",
    };

    /// <summary>Secrets that the founding server wrote.</summary>
    private async Task RemoveParametersAsync(CancellationToken cancellation)
    {
        try
        {
            foreach (var name in await run.Parameters.ListAsync(run.Request.ParameterPath, cancellation))
            {
                await run.Parameters.DeleteAsync(name, cancellation);
            }
        }
        catch (IOException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }
    }

    private async Task<ImmutableArray<string>> SnapshotsAsync(CancellationToken cancellation)
    {
        var ids = new List<string>();
        try
        {
            var asked = new AwsParameters().AddList("Owner", "self")
                .AddFilter($"tag:{run.Request.ClusterTag}", run.Request.Cluster);
            await foreach (var page in run.Aws.PagesAsync(
                AwsService.Ec2, "DescribeSnapshots", asked, cancellation))
            {
                ids.AddRange(page.Items("snapshotSet").Select(static s => s.Text("snapshotId"))
                    .OfType<string>());
            }
        }
        catch (AwsException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }

        return [.. ids.Order(StringComparer.Ordinal).Select(static id => $"snapshot {id}")];
    }

    /// <summary>What somebody made inside the cluster, such as volumes of workloads, outlives it.</summary>
    private async Task<ImmutableArray<string>> LeftAsync(CancellationToken cancellation)
    {
        var left = new List<string>();
        string[] tags = [run.Request.ClusterTag, $"kubernetes.io/cluster/{run.Request.Cluster}"];
        try
        {
            foreach (var kind in Adoption.TaggedKind.All)
            {
                foreach (var (tag, value) in tags.Zip([run.Request.Cluster, "owned"]))
                {
                    left.AddRange((await kind.FindAsync(run.Aws, tag, value, cancellation))
                        .Select(item => $"{kind.Type} {item.Text(kind.Id)}"));
                }
            }
        }
        catch (AwsException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }

        return [.. left.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }
}
