using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec.Sections;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads <c>spec.data</c> and <c>spec.dependsOn</c>.</summary>
internal static class DataReader
{
    public static DataSettings Read(ObjectReader spec, DiagnosticBag diagnostics)
    {
        var ports = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        if (ClusterFields.Data.Read(spec) is not { } reader)
        {
            return new(ports.ToImmutable(), []);
        }

        foreach (var (name, port) in DataFields.Ports.Read(reader))
        {
            if (port is { } number)
            {
                if (ports.FirstOrDefault(p => p.Value == number).Key is { } first)
                {
                    diagnostics.Add(SettingsDiagnostics.PortTwice(name, number, first));
                }

                ports[name.Value] = number;
            }
        }

        var stores = DataFields.Stores.Read(reader).Select(store => ReadStore(store, diagnostics)).ToList();
        SpecChecks.Distinct(stores.Select(store => store.Name), "stores", diagnostics);
        DataFields.Section.Close(reader);
        return new(ports.ToImmutable(), [.. stores.Select(store => store.Store)]);
    }

    public static ImmutableArray<Spanned<Dependency>> ReadDependencies(
        ObjectReader spec, DataSettings data, DiagnosticBag diagnostics)
    {
        var known = data.Stores.Select(store => store.Name).ToArray();
        return
        [
            .. ClusterFields.DependsOn.Read(spec)
                .Select(reader => ReadDependency(reader, known, diagnostics))
                .OfType<Spanned<Dependency>>(),
        ];
    }

    private static (Spanned<string> Name, DataStore Store) ReadStore(
        ObjectReader reader, DiagnosticBag diagnostics)
    {
        var name = DataFields.StoreName.Read(reader);
        if (name is { } given)
        {
            SpecChecks.Label(given, reader.PathOf("name"), diagnostics);
        }

        var kind = DataFields.Kind.Read(reader);
        var failover = DataFields.Failover.Read(reader);
        if (kind == StoreKind.External && !reader.Has("failover"))
        {
            _ = reader.RequiredText("failover", "0s");
        }

        DataFields.StoreSection.Close(reader);
        var store = new DataStore(
            name?.Value ?? "",
            kind ?? StoreKind.External,
            failover ?? (kind is { } known ? ClusterDefaults.Failover(known) : null));
        return (name ?? new("", reader.Span), store);
    }

    private static Spanned<Dependency>? ReadDependency(
        ObjectReader reader, IReadOnlyList<string> stores, DiagnosticBag diagnostics)
    {
        var workload = DataFields.Workload.Read(reader);
        var store = DataFields.Store.Read(reader);
        var service = DataFields.Service.Read(reader);
        var egress = DataFields.Egress.Read(reader);
        var targets = new[] { "store", "service", "egress" }.Count(reader.Has);
        DataFields.DependencySection.Close(reader);
        if (targets != 1)
        {
            diagnostics.Add(SettingsDiagnostics.Dependency(reader.Span, targets));
            return null;
        }

        if (store is { } named && !stores.Contains(named.Value))
        {
            diagnostics.Add(SettingsDiagnostics.UnknownStore(named, stores));
        }

        return workload is not { } who ? null : new(
            new(
                ObjectName.Parse(who.Value),
                store?.Value,
                service is { } name ? ObjectName.Parse(name.Value) : null,
                egress?.Value),
            reader.Span);
    }
}
