using System.Text;
using Evenkeel.Core.Spec.Fields;
using Evenkeel.Core.Spec.Sections;

namespace Evenkeel.Core.Spec.Documents;

/// <summary>
/// A commented cluster file for a start: what was answered, every default as it would be written, and
/// everything else behind a <c>#</c>.
/// </summary>
public sealed class ClusterFileTemplate
{
    private const int Width = 100;
    private readonly StringBuilder text = new();
    private readonly Dictionary<SpecField, string> given;

    private ClusterFileTemplate(ClusterFileAnswers answers)
    {
        given = new()
        {
            [ClusterFields.Region] = answers.Region,
            [ClusterFields.Zones] = $"[{string.Join(", ", answers.Zones)}]",
            [ClusterFields.Distribution] = answers.Distribution,
            [ClusterFields.Version] = $"\"{answers.Version}\"",
            [NodePoolFields.Name] = "general",
            [NodePoolFields.InstanceTypes] = $"[{answers.InstanceType}]",
            [NodePoolFields.Min] = $"{Math.Max(2, answers.Zones.Length)}",
            [NodePoolFields.Max] = $"{Math.Max(2, answers.Zones.Length) * ClusterDefaults.PoolGrowth}",
            [NodePoolFields.Zones] = $"[{string.Join(", ", answers.Zones)}]",
        };
    }

    /// <summary>The file, with a line end.</summary>
    public static string Write(ClusterFileAnswers answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        var template = new ClusterFileTemplate(answers);
        template.Head(answers);
        foreach (var field in ClusterFields.SpecSection.Fields)
        {
            template.Top(field, answers);
        }

        return template.text.ToString();
    }

    private void Head(ClusterFileAnswers answers)
    {
        if (answers.SchemaPath is { } schema)
        {
            text.Append($"# yaml-language-server: $schema={schema}\n");
        }

        text.Append("# What each field means: docs/cluster-file.md. What stands behind a # has no effect:\n");
        text.Append("# it shows how optional fields are written.\n");
        text.Append($"apiVersion: {ClusterSpec.ApiVersion}\nkind: {ClusterSpec.Kind}\n");
        text.Append($"metadata: {{name: {answers.Name}}}\nspec:\n");
    }

    private void Top(SpecField field, ClusterFileAnswers answers)
    {
        if (field == ClusterFields.ControlPlane && answers.Distribution == "eks")
        {
            return;
        }

        if (text[^2] != ':')
        {
            text.Append('\n');
        }

        Comment(field.Section?.Description ?? field.Description, 2);
        if (field == ClusterFields.NodePools)
        {
            text.Append("  nodePools:\n");
            Lines(NodePoolFields.Section, 2, isItem: true);
        }
        else if (field == ClusterFields.Claims)
        {
            Claims(answers);
        }
        else if (field == ClusterFields.Workloads)
        {
            var isComment = answers.Service is null && answers.Workloads is null;
            text.Append($"  {(isComment ? "# " : "")}workloads: [{answers.Workloads ?? "manifests/"}]\n");
        }
        else if (field is SectionField { Section: var inner } && HasDefaults(inner))
        {
            text.Append($"  {field.Name}:\n");
            Lines(inner, 4);
        }
        else if (field.Section is { Example: { } example })
        {
            foreach (var line in example.Split('\n'))
            {
                text.Append($"  # {line}\n");
            }
        }
        else
        {
            Line(field, 2, "");
        }
    }

    private void Lines(SpecSection section, int indent, bool isItem = false)
    {
        var first = isItem ? "- " : "";
        foreach (var field in section.Fields)
        {
            Comment(field.Description, isItem && first.Length == 0 ? indent + 2 : indent);
            if (field is SectionField { WhenAbsent: null, Section: var inner } && HasDefaults(inner))
            {
                text.Append(' ', indent).Append($"{field.Name}:\n");
                Lines(inner, indent + 2);
            }
            else
            {
                Line(field, indent, isItem && first.Length == 0 ? "  " : first);
            }

            first = "";
        }
    }

    private void Line(SpecField field, int indent, string lead)
    {
        var value = given.GetValueOrDefault(field) ?? field.Default;
        if (value is not null)
        {
            text.Append(' ', indent).Append($"{lead}{field.Name}: {value}\n");
            return;
        }

        var inner = field.Section?.Example?.Split('\n');
        var shown = field.Example ?? Shown(field);
        if (shown is not null)
        {
            text.Append(' ', indent).Append($"{(lead == "- " ? "  " : lead)}# {field.Name}: {shown}\n");
        }
        else if (inner is not null)
        {
            foreach (var line in inner)
            {
                text.Append(' ', indent).Append($"{lead}# {line}\n");
            }
        }
    }

    private static string? Shown(SpecField field) =>
        field == NodePoolFields.Labels ? "{example.com/role: web}"
        : field == NodePoolFields.Taints ? "[{key: dedicated, value: web, effect: NoSchedule}]"
        : field == AccountFields.Acme ? "{email: ops@example.com}"
        : field == NetworkFields.Existing
            ? "{vpc: vpc-…, subnets: {public: […], application: […], data: […]}}"
        : null;

    private void Claims(ClusterFileAnswers answers)
    {
        var isComment = answers.Service is null;
        var lead = isComment ? "  # " : "  ";
        var service = answers.Service?.ToString() ?? "shop/web";
        foreach (var line in new[]
        {
            "claims:",
            $"- name: {service} survives any zone",
            "  survive: {any: zone}           # or {any: node}, {zone: NAME}, all",
            $"  service: {service}",
            "  maxOutage: 0s                  # blackout: no request could be answered",
            "  maxErrors: 30s                 # brownout: failed share of requests × time",
            "  recovered: 10m                 # every pod back",
        })
        {
            text.Append($"{lead}{line}\n");
        }
    }

    private void Comment(string markdown, int indent)
    {
        var line = "";
        foreach (var word in markdown.Replace("`", "", StringComparison.Ordinal).Split(' '))
        {
            if (line.Length > 0 && indent + 2 + line.Length + 1 + word.Length > Width)
            {
                text.Append(' ', indent).Append($"# {line}\n");
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        text.Append(' ', indent).Append($"# {line}\n");
    }

    private static bool HasDefaults(SpecSection section) =>
        section.Fields.All(f => !f.IsRequired)
        && section.Fields.Any(f =>
            f.Default is not null || (f is SectionField { Section: var s } && HasDefaults(s)));
}
