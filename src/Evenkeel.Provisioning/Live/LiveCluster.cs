using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;
using Evenkeel.Platform.Aws;
using Evenkeel.Provisioning.Adoption;

namespace Evenkeel.Provisioning.Live;

/// <summary>What AWS says of a cluster just now.</summary>
public sealed record LiveCluster
{
    private const int TagsAtOnce = 20;

    /// <summary>Its groups, by their names in the model.</summary>
    public required ImmutableArray<LiveGroup> Groups { get; init; }

    /// <summary>Its target groups, by their names.</summary>
    public required ImmutableArray<LiveTargets> Targets { get; init; }

    /// <summary>The volumes of its slots.</summary>
    public required ImmutableArray<LiveVolume> Volumes { get; init; }

    /// <summary>Asks AWS.</summary>
    /// <exception cref="ProvisioningException">It refuses, or does not answer.</exception>
    public static async Task<LiveCluster> ReadAsync(
        IAwsApi aws, ExpectedCluster expected, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(aws);
        ArgumentNullException.ThrowIfNull(expected);
        try
        {
            return new()
            {
                Groups = await GroupsAsync(aws, expected, cancellation),
                Targets = await TargetsAsync(aws, expected, cancellation),
                Volumes = await VolumesAsync(aws, expected, cancellation),
            };
        }
        catch (AwsException e)
        {
            throw new ProvisioningException(ProvisioningDiagnostics.Aws(e.Message), e);
        }
    }

    private static async Task<ImmutableArray<LiveGroup>> GroupsAsync(
        IAwsApi aws, ExpectedCluster expected, CancellationToken cancellation)
    {
        var groups = new List<LiveGroup>();
        await foreach (var page in aws.PagesAsync(
            AwsService.AutoScaling, "DescribeAutoScalingGroups", new(), cancellation))
        {
            groups.AddRange(page.Items("DescribeAutoScalingGroupsResult", "AutoScalingGroups")
                .Where(g => g.Tags().GetValueOrDefault(expected.ClusterTag) == expected.Cluster)
                .Select(g => new LiveGroup(
                    g.Tags().GetValueOrDefault(expected.GroupTag) ?? g.Text("AutoScalingGroupName")!,
                    g.Tags().ContainsKey(expected.GroupTag),
                    [.. g.Items("AvailabilityZones").Select(static z => z.Value)
                        .Order(StringComparer.Ordinal)],
                    Number(g, "DesiredCapacity"),
                    [.. g.Items("Instances").Select(ReadInstance)
                        .OrderBy(static i => i.Id, StringComparer.Ordinal)])));
        }

        return [.. groups.OrderBy(static g => g.Name, StringComparer.Ordinal)];
    }

    private static LiveInstance ReadInstance(XElement instance) => new(
        instance.Text("InstanceId") ?? "",
        instance.Text("AvailabilityZone") ?? "",
        instance.Text("LifecycleState") ?? "",
        instance.Text("HealthStatus") ?? "");

    private static async Task<ImmutableArray<LiveTargets>> TargetsAsync(
        IAwsApi aws, ExpectedCluster expected, CancellationToken cancellation)
    {
        var all = new List<(string Arn, string Name)>();
        await foreach (var page in aws.PagesAsync(
            AwsService.LoadBalancing, "DescribeTargetGroups", new(), cancellation))
        {
            all.AddRange(page.Items("DescribeTargetGroupsResult", "TargetGroups")
                .Select(static t => (t.Text("TargetGroupArn")!, t.Text("TargetGroupName")!)));
        }

        var own = new List<LiveTargets>();
        foreach (var some in all.Chunk(TagsAtOnce))
        {
            var tags = await aws.QueryAsync(
                AwsService.LoadBalancing, "DescribeTags",
                new AwsParameters().AddMembers("ResourceArns", some.Select(static t => t.Arn)), cancellation);
            var ours = tags.Items("DescribeTagsResult", "TagDescriptions")
                .Where(d => d.Tags().GetValueOrDefault(expected.ClusterTag) == expected.Cluster)
                .Select(static d => d.Text("ResourceArn")).ToHashSet(StringComparer.Ordinal);
            foreach (var (arn, name) in some.Where(t => ours.Contains(t.Arn)))
            {
                own.Add(new(name, await HealthAsync(aws, arn, cancellation)));
            }
        }

        return [.. own.OrderBy(static t => t.Name, StringComparer.Ordinal)];
    }

    private static async Task<ImmutableArray<LiveTarget>> HealthAsync(
        IAwsApi aws, string arn, CancellationToken cancellation)
    {
        var answer = await aws.QueryAsync(
            AwsService.LoadBalancing, "DescribeTargetHealth",
            new AwsParameters().Add("TargetGroupArn", arn), cancellation);
        return
        [
            .. answer.Items("DescribeTargetHealthResult", "TargetHealthDescriptions")
                .Select(static t => new LiveTarget(
                    t.Text("Target", "Id") ?? "", t.Text("TargetHealth", "State") ?? "",
                    t.Text("TargetHealth", "Description") ?? ""))
                .OrderBy(static t => t.Id, StringComparer.Ordinal),
        ];
    }

    private static async Task<ImmutableArray<LiveVolume>> VolumesAsync(
        IAwsApi aws, ExpectedCluster expected, CancellationToken cancellation)
    {
        var kind = TaggedKind.All.First(static k => k.Type == "aws_ebs_volume");
        var all = await kind.FindAsync(aws, expected.ClusterTag, expected.Cluster, cancellation);
        return
        [
            .. all.Where(v => v.Tags().ContainsKey(expected.SlotTag))
                .Select(v => new LiveVolume(
                    v.Tags()[expected.SlotTag], v.Text("volumeId")!, v.Text("availabilityZone") ?? "",
                    v.Items("attachmentSet").Select(static a => a.Text("instanceId")).FirstOrDefault()))
                .OrderBy(static v => v.Slot, StringComparer.Ordinal)
                .ThenBy(static v => v.Id, StringComparer.Ordinal),
        ];
    }

    private static int Number(XElement element, string name) =>
        int.TryParse(element.Text(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}

/// <summary>A group as it is.</summary>
/// <param name="Name">Its name in the model; its own where it stands for none.</param>
/// <param name="IsPool">Whether it stands for servers or a pool, rather than for a bastion.</param>
/// <param name="Zones">Its zones.</param>
/// <param name="Desired">How many machines it wants.</param>
/// <param name="Instances">Those that it has.</param>
public sealed record LiveGroup(
    string Name, bool IsPool, ImmutableArray<string> Zones, int Desired,
    ImmutableArray<LiveInstance> Instances)
{
    /// <summary>How many of them serve.</summary>
    public int InService => Instances.Count(static i => i is { State: "InService", Health: "Healthy" });
}

/// <summary>A machine of a group.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="State">Its state in the group, such as <c>InService</c>.</param>
/// <param name="Health"><c>Healthy</c> or not.</param>
public sealed record LiveInstance(string Id, string Zone, string State, string Health);

/// <summary>A target group as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Targets">Its targets.</param>
public sealed record LiveTargets(string Name, ImmutableArray<LiveTarget> Targets)
{
    /// <summary>How many of them are healthy.</summary>
    public int Healthy => Targets.Count(static t => t.State == "healthy");
}

/// <summary>A target.</summary>
/// <param name="Id">Its instance or address.</param>
/// <param name="State"><c>healthy</c>, <c>unhealthy</c>, <c>initial</c>…</param>
/// <param name="Why">Why it is not healthy, as the balancer says.</param>
public sealed record LiveTarget(string Id, string State, string Why);

/// <summary>The volume of a slot.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Id">Its id.</param>
/// <param name="Zone">Its zone.</param>
/// <param name="Instance">The machine that has it; null where none has.</param>
public sealed record LiveVolume(string Slot, string Id, string Zone, string? Instance);
