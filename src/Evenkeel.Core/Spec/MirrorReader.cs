using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Cluster;
using Evenkeel.Core.Spec.Sections;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Core.Spec;

/// <summary>Reads <c>spec.mirrors</c>.</summary>
/// <param name="distribution">What runs Kubernetes.</param>
/// <param name="network">The network that nodes are in.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
internal sealed class MirrorReader(
    Distribution distribution, NetworkSettings network, DiagnosticBag diagnostics)
{
    /// <summary>The mirrors, in the order of their registries.</summary>
    public ImmutableArray<RegistryMirror> Read(ObjectReader spec)
    {
        var read = ClusterFields.Mirrors.Read(spec)
            .Select(mirror => (Name: MirrorFields.Registry.Read(mirror), Mirror: mirror))
            .Select(m => (m.Name, Mirror: Read(m.Mirror, m.Name?.Value ?? "")))
            .ToList();
        SpecChecks.Distinct(read.Select(m => m.Name).OfType<Spanned<string>>(), "mirrors", diagnostics);
        if (read.Count > 0 && distribution != Distribution.K3s)
        {
            diagnostics.Add(SettingsDiagnostics.MirrorsOfK3s(spec.SpanOf("mirrors"), distribution));
        }

        return [.. read.Select(m => m.Mirror).OrderBy(m => m.Registry, StringComparer.Ordinal)];
    }

    private RegistryMirror Read(ObjectReader reader, string registry)
    {
        var endpoints = MirrorFields.Endpoints.Read(reader);
        var addresses = MirrorFields.Addresses.Read(reader);
        var rewrites = ReadRewrites(reader);
        MirrorFields.Section.Close(reader);
        foreach (var endpoint in endpoints.Where(e => MirrorFields.Endpoints.Rule!.Allows(e.Value)))
        {
            CheckEndpoint(reader, endpoint);
        }

        if (addresses.Count == 0 && network is { Existing: null, Nat: NatMode.None })
        {
            diagnostics.Add(SettingsDiagnostics.NoEffect(
                reader.Span, reader.Path, "nothing leads to the internet (`nat: none`)",
                "name the private addresses of the mirror under `addresses`"));
        }

        return new(
            registry,
            [.. endpoints.Select(static e => e.Value)],
            rewrites,
            Networks.ReadPrivate(addresses, reader.PathOf("addresses"), diagnostics));
    }

    private static void CheckEndpoint(ObjectReader reader, Spanned<string> endpoint)
    {
        var path = reader.PathOf("endpoints");
        var given = DisplayText.Quote(endpoint.Value);
        if (!Uri.TryCreate(endpoint.Value, UriKind.Absolute, out var address) || address.Port == 0)
        {
            reader.Invalid(
                endpoint.Span, path, $"has {given}, whose port is none", "write a port of 1 to 65535");
        }
        else if (ImageName.IsPrivateEcr(address.Host))
        {
            reader.Invalid(
                endpoint.Span, path,
                $"has {given}, which asks for a login that no file of a machine may hold",
                "name images by their name in ECR where workloads use them: machines have a role for those");
        }
    }

    private static ImmutableSortedDictionary<string, string> ReadRewrites(ObjectReader reader)
    {
        var rewrites = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (expression, repository) in MirrorFields.Rewrite.Read(reader))
        {
            if (!IsExpression(expression.Value))
            {
                reader.Invalid(
                    expression.Span, reader.PathOf("rewrite"),
                    $"has the key {DisplayText.Quote(expression.Value)}, which is not a regular expression",
                    "write one as Go reads it (RE2), such as ^library/(.*)");
            }

            rewrites[expression.Value] = repository?.Value ?? "";
        }

        return rewrites.ToImmutable();
    }

    /// <summary>Without backtracking .NET refuses what RE2 does, look-arounds and back references.</summary>
    private static bool IsExpression(string text)
    {
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            return true;
        }
        catch (Exception problem) when (problem is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
