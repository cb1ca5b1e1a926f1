using System.Collections.Immutable;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Spec.Documents;

namespace Evenkeel.Cli.Input;

/// <summary>Answers what a cluster file needs: from options, from a person, or by default.</summary>
internal sealed class InitQuestions(CommandContext context, DiagnosticBag diagnostics)
{
    private const int Zones = 3;

    private bool Asks => context.Format == OutputFormat.Text
        && context.Host.Terminal.InIsTerminal && context.Host.Terminal.OutIsTerminal;

    /// <summary>The answers; null where one of them cannot stand in a file (reported).</summary>
    public ClusterFileAnswers? Answer(InitRequest request, string folder)
    {
        var usual = new ClusterFileAnswers();
        var suggested = DnsLabel.Suggest(folder.Split('/')[^1]);
        var name = Ask(
            "--name", "Name of the cluster", request.Name, suggested.Length > 0 ? suggested : usual.Name);
        var region = Ask("--region", "AWS region", request.Region, usual.Region);
        var known = AwsRegions.ZonesOf(region);
        var first = (known.IsEmpty ? [region + "a", region + "b", region + "c"] : known).Take(Zones);
        var zones = Ask(
            "--zones", "Zones, with commas", request.Zones, string.Join(',', first.Select(z =>
                z[region.Length..])));
        var distribution = Ask(
            "--distribution", "Distribution: k3s, upstream or eks", request.Distribution, usual.Distribution);
        var version = Ask("--version", "Kubernetes version", request.Version, usual.Version);
        var service = Ask(
            "--service", "A Service that must survive any zone, such as shop/web", request.Service, "");
        return diagnostics.HasErrors ? null : new()
        {
            Name = name,
            Region = region,
            Zones = ZoneNames(zones, region),
            Distribution = distribution,
            Version = version,
            Service = service.Length == 0 ? null : ObjectName.Parse(service),
        };
    }

    private static ImmutableArray<string> ZoneNames(string zones, string region) =>
    [
        .. zones.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(zone => zone.Length == 1 && char.IsAsciiLetterLower(zone[0]) ? region + zone : zone),
    ];

    /// <summary>
    /// A text that is safe as it stands in YAML; what it means is checked by the file's reader.
    /// </summary>
    private string Ask(string option, string question, string? given, string usual)
    {
        if (given is null && Asks)
        {
            context.Host.Terminal.Error.Write(
                usual.Length == 0 ? $"{question} (none): " : $"{question} [{usual}]: ");
            given = context.Host.Terminal.ReadLine()?.Trim();
        }

        var answer = string.IsNullOrEmpty(given) ? usual : given;
        if (!answer.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '-' or '_' or ','))
        {
            diagnostics.Add(InputDiagnostics.BadUsage(
                $"{option} takes letters, digits and . / - _, not {DisplayText.Quote(answer)}"));
        }

        return answer;
    }
}
