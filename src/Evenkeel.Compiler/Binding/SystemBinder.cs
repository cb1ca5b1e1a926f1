using System.Collections.Immutable;
using Evenkeel.Compiler.Emit.Kubernetes;
using Evenkeel.Compiler.Lowering;
using Evenkeel.Compiler.Lowering.Manifests;
using Evenkeel.Core.Model.Aws;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;

namespace Evenkeel.Compiler.Binding;

/// <summary>
/// Puts the cluster's own parts beside the workloads. A part of which the workloads hold a Service or a
/// workload by the same name is theirs, and ours is left out.
/// </summary>
internal sealed class SystemBinder
{
    /// <summary>Under this name every distribution has the cluster's DNS, and kubelets expect it.</summary>
    private static readonly ObjectName Dns = new("kube-system", "kube-dns");

    private readonly ClusterSpec spec;
    private readonly KubernetesObjects own;
    private readonly ImmutableArray<KubernetesObjects> added;

    public SystemBinder(ClusterSpec spec, KubernetesObjects own, ImmutableArray<KubernetesObjects> parts)
    {
        (this.spec, this.own) = (spec, own);
        added = [.. parts.Where(part => !IsTheirs(part))];
        var settings = PartSettings.Of(spec);
        var proven = SystemManifests.Parts(settings).ToList();
        Replaced =
        [
            .. parts.Length == proven.Count
                ? proven.Where((_, i) => IsTheirs(parts[i])).Select(static part => part.Name)
                : [],
            .. SystemPart.All.Where(part => parts.IsEmpty || !part.IsProven)
                .Where(part => part.IsWanted(settings) && IsTheirs(part, settings))
                .Select(static part => part.Name),
        ];
        Objects = added.Reverse().Aggregate(own, static (all, part) => part.Plus(all));
    }

    /// <summary>The parts, which are made first, and the workloads.</summary>
    public KubernetesObjects Objects { get; }

    /// <summary>
    /// The parts, by their names, that are not ours: the workloads bring them themselves.
    /// </summary>
    public ImmutableSortedSet<string> Replaced { get; }

    /// <summary>The Services that others need.</summary>
    public SystemServices Services
    {
        get
        {
            var classes = SystemServices.None.Ingress.ToBuilder();
            var wanted = own.Ingresses.Select(static i => i.Class).OfType<string>()
                .Concat(DefaultClass is { } name ? [name] : []).Distinct(StringComparer.Ordinal);
            foreach (var ingressClass in wanted)
            {
                if (ControllerOf(ingressClass) is { } controller)
                {
                    classes[ingressClass] = controller;
                }
            }

            var dns = Objects.Services.Any(static s => s.Name == Dns) ? Dns : (ObjectName?)null;
            return new(dns, classes.ToImmutable()) { DefaultClass = DefaultClass };
        }
    }

    /// <summary>
    /// Images at boot: those of our own parts, where nodes have them from the cluster's bucket. EKS' images
    /// have AWS's parts alone.
    /// </summary>
    public ImageSupply Images => new()
    {
        AtBoot = spec.Distribution.Value == Distribution.Eks
            ? ImageSupply.Internet.AtBoot
            : [.. added.SelectMany(static a => a.Workloads).SelectMany(static w => w.Template.Images)],
        EcrThroughEndpoints = spec.Network.Settings is { Nat: NatMode.None, Existing: null },
        Mirrors = spec.Account.Mirrors,
    };

    /// <summary>What is assumed of the cluster's own parts, a sentence each.</summary>
    public IEnumerable<string> Assumptions()
    {
        if (added.Any(static part => !part.Workloads.IsEmpty))
        {
            var names = added.SelectMany(static a => a.Workloads).Select(static w => $"{w.Kind} {w.Name}");
            yield return $"Of the cluster's own parts these are simulated: {string.Join(", ", names)}.";
        }

        if (!Images.AtBoot.IsEmpty)
        {
            yield return "Nodes have the images of these from their boot on, and need S3 alone to join, "
                + "through its gateway endpoint.";
        }

        foreach (var mirror in spec.Account.Mirrors.Where(static m => m.IsInside))
        {
            var whose = mirror.Registry == RegistryMirror.Every ? "every other registry" : mirror.Registry;
            yield return $"Images of {whose} come from {string.Join(", ", mirror.Endpoints)}, without a way "
                + "to the internet. The file does not say where that runs: it is taken to answer every zone, "
                + "unless the registry is lost.";
        }
    }

    private string? DefaultClass => spec.Ingress.Class == IngressClass.Traefik ? "traefik" : null;

    private bool IsTheirs(KubernetesObjects part) =>
        part.Services.Any(s => own.Services.Any(o => IsSame(s, o)))
        || part.Workloads.Any(w => own.Workloads.Any(o => o.Name == w.Name))
        || part.StorageClasses.Any(ours => own.StorageClasses.Any(c => c.Name == ours.Name || c.IsDefault));

    /// <summary>
    /// A part of which nothing was read is theirs where they have one of its workloads, by its name; and the
    /// classes of storage where one of theirs is called alike, or is the default.
    /// </summary>
    private bool IsTheirs(SystemPart part, PartSettings settings) =>
        ManifestJson.Read(part.Text(settings)).Any(item =>
        {
            var kind = item["kind"]!.GetValue<string>();
            var name = item["metadata"]!["name"]!.GetValue<string>();
            var inNamespace = item["metadata"]!["namespace"]?.GetValue<string>() ?? "";
            return kind switch
            {
                "Deployment" or "DaemonSet" =>
                    own.Workloads.Any(w => w.Name == new ObjectName(inNamespace, name)),
                "StorageClass" => own.StorageClasses.Any(c => c.Name == name || c.IsDefault),
                "PriorityClass" => own.PriorityClasses.Any(c => c.Name == name),
                _ => false,
            };
        });

    /// <summary>An ingress controller may live in a namespace of its own; the DNS may not.</summary>
    private static bool IsSame(Service ours, Service theirs) => ours.Type is "LoadBalancer"
        ? theirs.Type is not "ClusterIP" && theirs.Name.Name == ours.Name.Name
        : theirs.Name == ours.Name;

    /// <summary>
    /// The Service that requests for Ingresses of a class come in through: the one exposed Service that is
    /// called by the class. Kubernetes itself does not say which it is.
    /// </summary>
    private ObjectName? ControllerOf(string ingressClass)
    {
        var exposed = Objects.Services.Where(static s => s.Type is "LoadBalancer" or "NodePort").ToList();
        var exact = exposed.Where(s => s.Name.Name == ingressClass).ToList();
        var found = exact.Count > 0
            ? exact
            : exposed.Where(s => s.Name.Name.Split('-').Contains(ingressClass)).ToList();
        return found.Count == 1 ? found[0].Name : null;
    }
}
