using System.Collections.Immutable;
using System.Reflection;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Text;

namespace Evenkeel.Compiler.Lowering.Manifests;

/// <summary>A part of the cluster's own: a manifest, and when it is there.</summary>
/// <param name="Name">The name of its file, without <c>.yaml</c>.</param>
/// <param name="IsProven">
/// Whether it is inside the proof, because requests go through its pods, or volumes are made of its classes;
/// the others make things right.
/// </param>
/// <param name="IsWanted">Whether a cluster has it.</param>
internal sealed record SystemPart(string Name, bool IsProven, Func<PartSettings, bool> IsWanted)
{
    /// <summary>What a source text of ours is called before its path.</summary>
    public const string Origin = "(Evenkeel) ";

    /// <summary>The ConfigMap that machines fill in, which nobody else can keep.</summary>
    public const string Account = "account";

    /// <summary>What depends on the pools, and is written by <see cref="PrometheusRules"/>.</summary>
    private const string Alarms = "alarms";

    /// <summary>Every part, those that are proven first, in the order in which they are made.</summary>
    public static ImmutableArray<SystemPart> All { get; } =
    [
        new("storage-classes", true, static _ => true),
        new("coredns", true, static _ => true),
        new("traefik", true, static s => s.Ingress.Class == IngressClass.Traefik),
        new("health-echo", true, static s => s.Ingress.HasEcho),
        new(Account, false, static _ => true),
        new(Alarms, false, static s => s.Account.HasPrometheusRule),
        new("cert-manager", false, static s => s.Ingress.AcmeEmail is not null),
        new("cloud-controller", false, static _ => true),
        new("cluster-autoscaler", false, static s => s.Autoscaler is not null),
        new("demo", false, static s => s.Ingress.DemoName is not null),
        new("descheduler", false, static s => s.Descheduler),
        new("ebs-csi", false, static _ => true),
        new("efs-csi", false, static s => s.SharedFiles),
        new("issuer", false, static s => s.Ingress.AcmeEmail is not null),
        new("metrics-server", false, static _ => true),
        new("node-health", false, static _ => true),
        new("priority-classes", false, static _ => true),
    ];

    /// <summary>Its manifest for a cluster.</summary>
    public SourceText Text(PartSettings settings)
    {
        var name = $"system/{Name}.yaml";
        if (Name == Alarms)
        {
            return new($"{Origin}{name}", PrometheusRules.Text(settings));
        }

        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream);
        return new($"{Origin}{name}", new PartText(settings).Fill(reader.ReadToEnd()));
    }
}
