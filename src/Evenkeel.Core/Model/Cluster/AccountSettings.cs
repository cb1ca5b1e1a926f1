using System.Collections.Immutable;

namespace Evenkeel.Core.Model.Cluster;

/// <summary>Which ingress controller is installed.</summary>
public enum IngressClass
{
    /// <summary>Traefik.</summary>
    Traefik,

    /// <summary>None.</summary>
    None,
}

/// <summary>Who tells the balancer of the ingress whether a node is well.</summary>
public enum IngressHealthCheck
{
    /// <summary>The node's agent: a verdict about this node alone.</summary>
    Agent,

    /// <summary>
    /// An echo with a pod on every node, behind a NodePort: under policy Cluster another node's pod may
    /// answer.
    /// </summary>
    DaemonSet,
}

/// <summary>To whom the manifests are handed once the cluster runs.</summary>
public enum Handoff
{
    /// <summary>To nobody: the control plane's agent goes on applying them.</summary>
    None,

    /// <summary>To Argo CD.</summary>
    ArgoCd,

    /// <summary>To Flux.</summary>
    Flux,
}

/// <summary>How requests come in.</summary>
/// <param name="Class">Which controller.</param>
/// <param name="AcmeEmail">Where Let's Encrypt writes to; null: no certificates are asked for.</param>
public sealed record IngressSettings(IngressClass Class, string? AcmeEmail)
{
    /// <summary>Who answers the balancer's probes.</summary>
    public IngressHealthCheck HealthCheck { get; init; } = IngressHealthCheck.Agent;

    /// <summary>The name of the user's own that the demo site is served under; null: there is none.</summary>
    public string? DemoName { get; init; }

    /// <summary>Whether an echo on every node answers them.</summary>
    public bool HasEcho => Class != IngressClass.None && HealthCheck == IngressHealthCheck.DaemonSet;
}

/// <summary>Names in a Route 53 zone.</summary>
/// <param name="Zone">The zone, such as <c>example.com</c>.</param>
/// <param name="ApiName">The name of the Kubernetes API.</param>
/// <param name="IngressName">The wildcard name of what the ingress serves.</param>
public sealed record DnsSettings(string Zone, string ApiName, string IngressName);

/// <summary>Who reaches the Kubernetes API.</summary>
/// <param name="Public">Whether its balancer is reachable from the internet.</param>
/// <param name="AllowFrom">From where; empty where it is not public.</param>
public sealed record ApiAccessSettings(bool Public, ImmutableArray<Ipv4Network> AllowFrom);

/// <summary>Where Terraform keeps its state.</summary>
/// <param name="Bucket">An S3 bucket.</param>
/// <param name="Key">The object in it.</param>
/// <param name="Region">The bucket's region.</param>
public sealed record StateSettings(string Bucket, string Key, string Region);

/// <summary>What the file says about the account and its surroundings.</summary>
public sealed record AccountSettings
{
    /// <summary>Tags of everything that is made, by key.</summary>
    public ImmutableSortedDictionary<string, string> Tags { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The policy that bounds every role, an ARN; null for none.</summary>
    public string? PermissionsBoundary { get; init; }

    /// <summary>The key for volumes, buckets and secrets; null for AWS's own keys.</summary>
    public string? KmsKey { get; init; }

    /// <summary>AMI ids by architecture; an architecture that is missing takes the default image.</summary>
    public ImmutableSortedDictionary<string, string> Images { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Where nodes look for images first, in the order of the registries' names.</summary>
    public ImmutableArray<RegistryMirror> Mirrors { get; init; } = [];

    /// <summary>Names in Route 53; null: the balancers' own names are used.</summary>
    public DnsSettings? Dns { get; init; }

    /// <summary>
    /// Where Terraform keeps its state; null: in <c>.evenkeel/</c> beside the cluster file.
    /// </summary>
    public StateSettings? State { get; init; }

    /// <summary>The SNS topic that CloudWatch's alarms go to, an ARN; null for no such alarms.</summary>
    public string? AlarmTopic { get; init; }

    /// <summary>Whether there are alarms of Prometheus on what the agents say.</summary>
    public bool HasPrometheusRule { get; init; }

    /// <summary>To whom the manifests are handed.</summary>
    public Handoff Handoff { get; init; } = Handoff.None;
}
