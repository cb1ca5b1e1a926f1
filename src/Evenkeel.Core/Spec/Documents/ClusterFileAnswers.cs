using System.Collections.Immutable;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Kubernetes;

namespace Evenkeel.Core.Spec.Documents;

/// <summary>What <c>evenkeel init</c> asks before it writes a cluster file.</summary>
public sealed record ClusterFileAnswers
{
    /// <summary>The cluster's name.</summary>
    public string Name { get; init; } = "shop";

    /// <summary>The AWS region.</summary>
    public string Region { get; init; } = "eu-west-1";

    /// <summary>Its zones.</summary>
    public ImmutableArray<string> Zones { get; init; } = AwsRegions.UsualZonesOf("eu-west-1");

    /// <summary>What runs Kubernetes, as it is written.</summary>
    public string Distribution { get; init; } = "k3s";

    /// <summary>The Kubernetes version.</summary>
    public string Version { get; init; } = KubernetesVersion.Newest.ToString();

    /// <summary>The EC2 instance type of the nodes.</summary>
    public string InstanceType { get; init; } = ClusterDefaults.PoolInstanceType;

    /// <summary>
    /// The file or folder of manifests, relative to the cluster file; null: a comment, or <c>manifests/</c>
    /// where a Service is named.
    /// </summary>
    public string? Workloads { get; init; }

    /// <summary>The Service that must survive; null: the claim about it is a comment.</summary>
    public ObjectName? Service { get; init; }

    /// <summary>Where the schema lies, relative to the file; null for no line about it.</summary>
    public string? SchemaPath { get; init; }
}
