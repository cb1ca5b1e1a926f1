using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import.Kubernetes;

/// <summary>
/// Finds the objects in texts: several documents, lists in lists, and lists whose items carry no kind.
/// </summary>
internal sealed class ManifestScanner
{
    private const string ListSuffix = "List";
    private const string DefaultNamespace = "default";
    private const int MaxNameLength = 253;

    private readonly DiagnosticBag diagnostics;

    public ManifestScanner(DiagnosticBag diagnostics) => this.diagnostics = diagnostics;

    /// <summary>Objects of kinds that are read, in the order of the texts.</summary>
    public List<Manifest> Found { get; } = [];

    /// <summary>How many there were of every other kind.</summary>
    public SortedDictionary<string, int> Others { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes the objects of one text.</summary>
    public void Scan(SourceText source)
    {
        foreach (var document in YamlReader.Read(source, diagnostics))
        {
            Take(document, null, null);
        }
    }

    /// <summary>
    /// Takes an object or a list; the list's kind and apiVersion stand in for those of its items.
    /// </summary>
    private void Take(YamlNode node, string? itemKind, string? itemVersion)
    {
        if (node is not YamlMapping mapping)
        {
            diagnostics.Add(ImportDiagnostics.NotAnObject(node));
            return;
        }

        var fields = new ManifestFields(mapping, diagnostics);
        if (itemKind is null && !fields.Has("kind") && !fields.Has("apiVersion"))
        {
            diagnostics.Add(ImportDiagnostics.NotAnObject(node));
            return;
        }

        var kind = itemKind is not null && !fields.Has("kind")
            ? itemKind
            : fields.RequiredText("kind", "Deployment");
        var version = itemVersion is not null && !fields.Has("apiVersion")
            ? itemVersion
            : fields.RequiredText("apiVersion", "apps/v1");
        if (kind is null || version is null)
        {
            return;
        }

        if (kind.EndsWith(ListSuffix, StringComparison.Ordinal) && IsList(mapping))
        {
            TakeItems(fields, kind, version);
            return;
        }

        var slash = version.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "" : version[..slash];
        if (ManifestKinds.Find(group, kind) is { } known)
        {
            AddKnown(fields, known, version);
        }
        else
        {
            var name = group.Length == 0 ? kind : $"{group}/{kind}";
            Others[name] = Others.GetValueOrDefault(name) + 1;
        }
    }

    /// <summary>
    /// Lists have items and no name; a custom object may well be of a kind that ends like theirs.
    /// </summary>
    private static bool IsList(YamlMapping mapping) =>
        mapping.Get("items") is not null
        && (mapping.Get("metadata") as YamlMapping)?.Get("name") is null;

    private void TakeItems(ManifestFields list, string kind, string version)
    {
        var itemKind = kind[..^ListSuffix.Length];
        foreach (var item in list.Nodes("items"))
        {
            Take(item, itemKind.Length == 0 ? null : itemKind, itemKind.Length == 0 ? null : version);
        }
    }

    private void AddKnown(ManifestFields fields, ManifestKind kind, string apiVersion)
    {
        if (fields.RequiredObject("metadata") is not { } metadata
            || metadata.RequiredText("name", "…") is not { } name)
        {
            return;
        }

        var span = metadata.SpanOf("name");
        var isScoped = ManifestKinds.IsClusterScoped(kind);
        var given = isScoped ? "" : metadata.Text("namespace");
        var inNamespace = isScoped || given is { Length: > 0 } ? given! : DefaultNamespace;
        if (!IsName(name))
        {
            diagnostics.Add(ImportDiagnostics.InvalidName(span, name));
        }

        CheckVersion(fields, kind, apiVersion);

        Found.Add(new()
        {
            Kind = kind,
            IsOldVersion = IsOld(apiVersion),
            Name = new(inNamespace, name),
            Span = span,
            Root = fields,
            Metadata = metadata,
            Labels = metadata.TextMap("labels"),
            Controller = ReadController(metadata),
        });
    }

    private void CheckVersion(ManifestFields fields, ManifestKind kind, string apiVersion)
    {
        var served = ManifestKinds.Served(kind);
        if (IsOld(apiVersion))
        {
            diagnostics.Add(ImportDiagnostics.OldVersion(
                fields.SpanOf("apiVersion"),
                $"{kind} {apiVersion}",
                served,
                ManifestKinds.RemovedIn(kind)));
        }
        else if (!string.Equals(apiVersion, served, StringComparison.Ordinal))
        {
            fields.Invalid(
                "apiVersion",
                $"is {DisplayText.Quote(apiVersion)}, which no Kubernetes serves",
                $"write {served}");
        }
    }

    private static bool IsOld(string apiVersion) =>
        apiVersion.Contains("alpha", StringComparison.Ordinal)
        || apiVersion.Contains("beta", StringComparison.Ordinal);

    private static Owner? ReadController(ManifestFields metadata)
    {
        foreach (var owner in metadata.Objects("ownerReferences"))
        {
            if (owner.Flag("controller") && owner.Text("kind") is { } kind && owner.Text("name") is { } name)
            {
                return new(kind, name);
            }
        }

        return null;
    }

    /// <summary>A DNS subdomain (apimachinery, validation.IsDNS1123Subdomain).</summary>
    private static bool IsName(string name) =>
        name.Length <= MaxNameLength
        && name.Split('.').All(part => part.Length > 0
            && part.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            && part[0] != '-' && part[^1] != '-');
}
