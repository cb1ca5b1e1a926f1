using System.Collections.Immutable;
using System.Reflection;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;

namespace Evenkeel.Compiler.Lowering;

/// <summary>
/// The cluster's own parts as Kubernetes YAML: the one description of them, which is rendered and proven.
/// </summary>
public static class SystemManifests
{
    private static readonly ImmutableArray<SourceText> Nothing = [];

    /// <summary>The parts that a cluster file asks for, in the order in which they are made.</summary>
    public static ImmutableArray<SourceText> Of(ClusterSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return
        [
            Read("coredns"),
            .. spec.Ingress.Class == IngressClass.Traefik ? [Read("traefik")] : Nothing,
            .. spec.Ingress.HasEcho ? [Read("health-echo")] : Nothing,
        ];
    }

    private static SourceText Read(string part)
    {
        var name = $"system/{part}.yaml";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream);
        return new($"(Evenkeel) {name}", reader.ReadToEnd());
    }
}
