using System.Text.Json.Nodes;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Fields;

namespace Evenkeel.Core.Spec.Sections;

/// <summary>The cluster file as declared: the root of all sections.</summary>
internal static class ClusterFields
{
    public static readonly TextField ApiVersion = new("apiVersion", "The format of this file.")
    {
        IsRequired = true,
        Example = ClusterSpec.ApiVersion,
        Words = [ClusterSpec.ApiVersion],
    };

    public static readonly TextField Kind = new("kind", "What this file describes.")
    {
        IsRequired = true,
        Example = ClusterSpec.Kind,
        Words = [ClusterSpec.Kind],
    };

    public static readonly TextField Name = new(
        "name", "The cluster's name: a DNS label. It is part of the names of all that is made.")
    {
        IsRequired = true,
        Example = "shop",
        Rule = TextRule.Label,
        IsCheckedByReader = true,
    };

    public static readonly SpecSection MetadataSection = new("metadata", "What the cluster is called.", Name);

    public static readonly SectionField Metadata = new(
        "metadata", "What the cluster is called.", MetadataSection)
    {
        IsRequired = true,
    };

    public static readonly TextField Region = new(
        "region", "The AWS region. One cluster does not span regions.")
    {
        IsRequired = true,
        Example = "eu-west-1",
        Words = AwsRegions.Names,
        IsCheckedByReader = true,
    };

    public static readonly TextListField Zones = new(
        "zones", "Availability zones of the region, one to six, each once. The loss of one is survivable "
        + "from three on.")
    {
        IsRequired = true,
        Example = "[eu-west-1a, eu-west-1b, eu-west-1c]",
        Rule = new(
            "^[a-z]{2}(-[a-z]+)+-[0-9]+(-[a-z]+-[0-9]+)?[a-z]$", "which is not a zone", "write eu-west-1a"),
        IsCheckedByReader = true,
    };

    public static readonly WordField<Distribution> Distribution = new(
        "distribution", "What runs Kubernetes.",
        ("k3s", Model.Cluster.Distribution.K3s),
        ("upstream", Model.Cluster.Distribution.Upstream),
        ("eks", Model.Cluster.Distribution.Eks))
    {
        Default = "k3s",
    };

    public static readonly TextField Version = new(
        "version",
        $"The Kubernetes version, {KubernetesVersion.Oldest} to {KubernetesVersion.Newest}; it selects the "
        + "rules that are simulated. A patch number may follow. Quote it.")
    {
        Default = KubernetesVersion.Newest.ToString(),
        OwnForm = VersionForm,
        IsCheckedByReader = true,
    };

    public static readonly TextListField Workloads = new(
        "workloads", "Files and folders of Kubernetes YAML, relative to this file: what will run on the "
        + "cluster.")
    {
        WhenAbsent = "none",
        Example = "[manifests/]",
    };

    public static readonly SectionField Network = new("network", "The VPC.", NetworkFields.Section);

    public static readonly SectionField ControlPlane = new(
        "controlPlane", "Its machines and etcd.", ControlPlaneFields.Section);

    public static readonly SectionListField NodePools = new(
        "nodePools", "The nodes that take workloads.", NodePoolFields.Section);

    public static readonly SectionField Data = new("data", "The isolated third tier.", DataFields.Section);

    public static readonly SectionField Storage = new(
        "storage", "Volumes that zones share.", StorageFields.Section);

    public static readonly SectionListField DependsOn = new(
        "dependsOn", "What workloads need outside themselves.", DataFields.DependencySection);

    public static readonly SectionField Ingress = new(
        "ingress", "How requests come in.", AccountFields.IngressSection);

    public static readonly SectionField Autoscaling = new(
        "autoscaling", "What grows and shrinks node pools.", AccountFields.AutoscalingSection);

    public static readonly SectionField Image = new(
        "image", "AMI per architecture, pinned.", AccountFields.ImageSection)
    {
        WhenAbsent = "the default image of each architecture",
    };

    public static readonly SectionListField Mirrors = new(
        "mirrors", "Mirrors of image registries, which nodes ask first.", MirrorFields.Section)
    {
        WhenAbsent = "none",
    };

    public static readonly SectionField Dns = new("dns", "Names in Route 53.", AccountFields.DnsSection)
    {
        WhenAbsent = "the balancers' own names",
    };

    public static readonly SectionField ApiAccess = new(
        "apiAccess", "Who reaches the Kubernetes API.", AccountFields.ApiAccessSection);

    public static readonly SectionField State = new(
        "state", "Where Terraform keeps its state.", AccountFields.StateSection)
    {
        WhenAbsent = "in `.evenkeel/` beside this file",
    };

    public static readonly SectionField Alarms = new(
        "alarms", "Alarms of CloudWatch and Prometheus.", AccountFields.AlarmsSection)
    {
        WhenAbsent = "none",
    };

    public static readonly SectionListField Rates = new(
        "rates", "How often parts fail, for the availability that a proof works out.", RateFields.Section)
    {
        WhenAbsent = "see [proof.md](proof.md#parts)",
    };

    public static readonly SectionListField Claims = new(
        "claims", "What must be proven.", ClaimFields.Section);

    public static readonly SpecSection SpecSection = new(
        "spec", "The cluster.",
        Region, Zones, Distribution, Version, Network, ControlPlane, NodePools, Autoscaling, Ingress, Data,
        Storage, ApiAccess, Dns, Image, Mirrors, AccountFields.KmsKey, AccountFields.PermissionsBoundary,
        AccountFields.Tags, State, Alarms, AccountFields.Handoff, Workloads, DependsOn, Rates, Claims);

    public static readonly SectionField Spec = new("spec", "The cluster.", SpecSection) { IsRequired = true };

    public static readonly SpecSection Root = new(
        "", "A cluster file describes one cluster.", ApiVersion, Kind, Metadata, Spec);

    /// <summary>A text, or the number for which YAML takes a version without quotes.</summary>
    private static JsonObject VersionForm()
    {
        var minors = Enumerable.Range(
            KubernetesVersion.Oldest.Minor,
            KubernetesVersion.Newest.Minor - KubernetesVersion.Oldest.Minor + 1);
        var numbers = minors.Select(minor => (JsonNode)(1 + (minor / 100m))).ToArray();
        return new()
        {
            ["anyOf"] = new JsonArray(
                new JsonObject
                {
                    ["type"] = "string",
                    ["pattern"] = $@"^v?1\.({string.Join('|', minors)})(\.[0-9]+)?$",
                },
                new JsonObject { ["enum"] = new JsonArray(numbers) }),
        };
    }
}
