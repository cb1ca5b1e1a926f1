using System.Text;
using System.Text.RegularExpressions;
using Evenkeel.Compiler.Lowering.Bootstrap;
using Evenkeel.Compiler.Lowering.Names;

namespace Evenkeel.Compiler.Lowering.Manifests;

/// <summary>
/// Fills in what a part's manifest leaves open: <c>{{cluster}}</c> and the like; lines between
/// <c># if WORD</c> and <c># end</c>, which are there or not; and <c>{{lines WORD}}</c>, items of a list.
/// </summary>
/// <param name="settings">What it depends on.</param>
internal sealed class PartText(PartSettings settings)
{
    private static readonly Regex Mark = new(
        @"\{\{(?<word>[a-z-]+)( (?<name>[a-z-]+))?\}\}",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);

    private readonly ResourceNames names = new(settings.Cluster);

    /// <summary>The text as it is rendered.</summary>
    public string Fill(string template)
    {
        var text = new StringBuilder(template.Length);
        var isLeftOut = false;
        foreach (var line in template.TrimEnd('\n').Split('\n'))
        {
            var words = line.Trim();
            if (words.StartsWith("# if ", StringComparison.Ordinal))
            {
                isLeftOut = !Holds(words["# if ".Length..]);
            }
            else if (words == "# end")
            {
                isLeftOut = false;
            }
            else if (!isLeftOut && words.StartsWith("{{lines ", StringComparison.Ordinal))
            {
                var indent = line[..line.IndexOf('{')];
                foreach (var item in Lines(Mark.Match(words).Groups["name"].Value))
                {
                    text.Append(indent).Append("- ").Append(item).Append('\n');
                }
            }
            else if (!isLeftOut)
            {
                text.Append(Mark.Replace(line, match => Value(match))).Append('\n');
            }
        }

        return text.ToString();
    }

    private bool Holds(string word) => word switch
    {
        "dns-challenge" => settings.DnsChallenge,
        "kms-key" => settings.Account.KmsKey is not null,
        "shared-files" => settings.SharedFiles,
        _ => throw new InvalidOperationException($"if {word}"),
    };

    private IEnumerable<string> Lines(string word) => word switch
    {
        "autoscaler-flags" => AutoscalerArguments.Of(settings.Autoscaler!),
        _ => throw new InvalidOperationException($"lines {word}"),
    };

    private string Value(Match mark)
    {
        var name = mark.Groups["name"].Value;
        return mark.Groups["word"].Value switch
        {
            "acme-email" => settings.Ingress.AcmeEmail!,
            "cluster" => settings.Cluster,
            "cluster-dns" => NodeFile.ClusterDns(settings.Services),
            "demo-name" => settings.Ingress.DemoName!,
            "dns-zone" => settings.Account.Dns!.Zone,
            "image" => ImageTable.Of(name, settings.Version),
            "kms-key" => settings.Account.KmsKey!,
            "partition" => Partition,
            "port-echo" => Ports.Echo.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "port-http" => Ports.IngressHttp.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "port-https" => Ports.IngressHttps.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "region" => settings.Region,
            "role" => names.Role(name, settings.Region),
            var word => throw new InvalidOperationException($"{{{{{word}}}}}"),
        };
    }

    /// <summary>The partition of a region (AWS General Reference, "Amazon Resource Names").</summary>
    private string Partition =>
        settings.Region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn"
        : settings.Region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov"
        : "aws";
}
