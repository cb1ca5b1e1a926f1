using System.Collections.Immutable;
using Evenkeel.Compiler.Diagnostics;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;

namespace Evenkeel.Compiler.Binding;

/// <summary>Resolves what claims name: Services, zones and nodes.</summary>
internal sealed class ClaimBinder(
    KubernetesObjects objects, ImmutableArray<NodeObject> nodes, DiagnosticBag diagnostics)
{
    /// <summary>The claim with its faults; whatever it names that does not exist is reported.</summary>
    public Claim Bind(ClaimSpec spec)
    {
        if (spec.Service is { } service)
        {
            CheckService(spec, service.Value);
        }

        return new()
        {
            Name = spec.Name.Value,
            Survive = [.. spec.Survive.SelectMany(Fault)],
            RepairedAfter = spec.RepairedAfter,
            ZonesLostBy = spec.ZonesLostBy,
            Service = spec.Service?.Value,
            MaxOutage = spec.MaxOutage,
            MaxErrors = spec.MaxErrors,
            Recovered = spec.Recovered,
            MaxPending = spec.MaxPending,
            KeepsCapacity = spec.KeepsCapacity,
            KeepsData = spec.KeepsData,
            MaxMonthlyCost = spec.MaxMonthlyCost,
            ControlPlaneMaxOutage = spec.ControlPlaneMaxOutage,
            Span = spec.Span,
        };
    }

    private IEnumerable<FaultSelector> Fault(FaultSpec fault)
    {
        switch (fault)
        {
            case FaultSpec.AnyZone:
                return [new FaultSelector.AnyZone()];
            case FaultSpec.AnyNode:
                return [new FaultSelector.AnyNode()];
            case FaultSpec.AnyOf any:
                return [new FaultSelector.Any(any.Kind)];
            case FaultSpec.OneZone zone:
                return [new FaultSelector.OneZone(zone.Zone)];
            case FaultSpec.TheseNodes named:
                CheckNodes(named);
                return [new FaultSelector.TheseNodes(named.Nodes)];
            case FaultSpec.Pairs:
                return [new FaultSelector.Pairs()];
            case FaultSpec.ScenarioFile file:
                return [new FaultSelector.Scenario(file.Path, null, TimeSpan.Zero)];
            case FaultSpec.All:
                return
                [
                    new FaultSelector.AnyZone(),
                    new FaultSelector.AnyNode(),
                    .. Enum.GetValues<FaultKind>().Select(static k => new FaultSelector.Any(k, true)),
                ];
            default:
                throw new InvalidOperationException($"fault {fault.GetType().Name}");
        }
    }

    private void CheckNodes(FaultSpec.TheseNodes fault)
    {
        foreach (var name in fault.Nodes.Where(name => !nodes.Any(n => n.Name == name)))
        {
            diagnostics.Add(CompileDiagnostics.UnknownNode(fault.Span, name, [.. nodes.Select(n => n.Name)]));
        }
    }

    private void CheckService(ClaimSpec claim, ObjectName name)
    {
        var span = claim.Service!.Value.Span;
        var service = objects.Services.FirstOrDefault(s => s.Name == name);
        if (service is null)
        {
            diagnostics.Add(
                CompileDiagnostics.UnknownService(span, name, [.. objects.Services.Select(s => s.Name)]));
        }
        else if (!objects.Workloads.Any(w => service.Selects(w.Name.Namespace, w.Template.Labels)))
        {
            diagnostics.Add(CompileDiagnostics.ClaimWithoutPods(span, service));
        }
    }
}
