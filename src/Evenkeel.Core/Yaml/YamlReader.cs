using System.Buffers;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Evenkeel.Core.Yaml;

/// <summary>Reads YAML and JSON into <see cref="YamlNode"/> trees, iteratively and within bounds.</summary>
public static class YamlReader
{
    /// <summary>
    /// What YAML forbids in a text (YAML 1.2, 5.1): control characters but tab and line ends.
    /// </summary>
    private static readonly SearchValues<char> ControlCharacters = SearchValues.Create(
        Enumerable.Range(0, 0x80).Select(c => (char)c)
            .Where(c => char.IsControl(c) && c is not ('\t' or '\n' or '\r')).ToArray());

    /// <summary>
    /// Every document of a text that is not empty, in order. It never throws on any text: what cannot be read
    /// becomes a diagnostic, and after one that stops the parser the documents before it are returned.
    /// </summary>
    public static IReadOnlyList<YamlNode> Read(
        SourceText source, DiagnosticBag diagnostics, YamlLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(diagnostics);
        limits ??= YamlLimits.Default;
        if (source.Content.Length > limits.MaxCharacters)
        {
            diagnostics.Add(YamlDiagnostics.TooLarge(source, limits.MaxCharacters));
            return [];
        }

        var control = source.Content.AsSpan().IndexOfAny(ControlCharacters);
        if (control >= 0)
        {
            var span = new SourceSpan(source, control, 1);
            diagnostics.Add(YamlDiagnostics.NotText(span, source.Content[control]));
            return [];
        }

        return Parse(source, diagnostics, limits);
    }

    private static List<YamlNode> Parse(SourceText source, DiagnosticBag diagnostics, YamlLimits limits)
    {
        var documents = new List<YamlNode>();
        var builder = new YamlTreeBuilder(source, diagnostics, limits);
        var last = Mark.Empty;
        try
        {
            var parser = new Parser(new StringReader(source.Content));
            while (parser.MoveNext() && parser.Current is { } current)
            {
                last = current.End;
                if (current is DocumentStart)
                {
                    builder.Begin();
                }
                else if (current is DocumentEnd)
                {
                    if (builder.Root is { } root and not YamlScalar { IsNull: true })
                    {
                        documents.Add(root);
                    }
                }
                else if (!builder.Accept(current))
                {
                    break;
                }
            }
        }
        catch (YamlException e)
        {
            diagnostics.Add(YamlSyntax.Describe(source, e.Start, e.Message, builder.OpenBracket));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser's own failures come from the text too: an unclosed bracket throws
            // InvalidOperationException.
            diagnostics.Add(YamlSyntax.Describe(source, last, null, builder.OpenBracket));
        }

        return documents;
    }
}
