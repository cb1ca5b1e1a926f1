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

    private readonly DiagnosticBag diagnostics;

    public ManifestScanner(DiagnosticBag diagnostics) => this.diagnostics = diagnostics;

    /// <summary>Objects of kinds that are read, in the order of the texts.</summary>
    public List<Manifest> Found { get; } = [];

    /// <summary>How many there were of every other kind.</summary>
    public SortedDictionary<string, int> Others { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that are no manifests and are not meant to be, in the order of the texts.</summary>
    public List<string> ForeignFiles { get; } = [];

    /// <summary>Whether no text had anything in it but comments.</summary>
    public bool IsEmpty { get; private set; } = true;

    /// <summary>Takes the objects of one text.</summary>
    public void Scan(SourceText source)
    {
        var problems = new DiagnosticBag();
        var documents = YamlReader.Read(source, problems);
        IsEmpty &= documents.Count == 0 && problems.Count == 0;
        if (UnrenderedTemplate.Find(source, documents, problems.ToOrderedList()) is { } span)
        {
            diagnostics.Add(ImportDiagnostics.TemplateNotRendered(span, UnrenderedTemplate.IsHelms(source)));
            return;
        }

        diagnostics.Merge(problems);
        foreach (var document in documents)
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

        if (itemKind is null && IsForeign(mapping))
        {
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

        var group = ApiGroups.Of(version);
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

    private bool IsForeign(YamlMapping mapping)
    {
        var source = mapping.Span.Source;
        var kind = (mapping.Get("kind") as YamlScalar)?.Value;
        if (!ForeignFile.Holds(source, kind, (mapping.Get("apiVersion") as YamlScalar)?.Value))
        {
            return false;
        }

        if (!ForeignFiles.Contains(source.Path, StringComparer.Ordinal))
        {
            ForeignFiles.Add(source.Path);
        }

        return true;
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
        if (!LabelChecks.IsPrefix(name))
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
            Labels = metadata.ReadLabels(),
            Controller = ReadController(metadata),
        });
    }

    private void CheckVersion(ManifestFields fields, ManifestKind kind, string apiVersion)
    {
        var served = ManifestKinds.Served(kind);
        if (ManifestKinds.IsServed(kind, apiVersion))
        {
            return;
        }

        if (IsOld(apiVersion))
        {
            diagnostics.Add(ImportDiagnostics.OldVersion(
                fields.SpanOf("apiVersion"),
                $"{kind} {apiVersion}",
                served,
                ManifestKinds.RemovedIn(kind, apiVersion)));
        }
        else
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
}
