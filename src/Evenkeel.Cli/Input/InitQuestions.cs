using System.Collections.Immutable;
using Evenkeel.Cli.CommandLine;
using Evenkeel.Compiler.Binding;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Kubernetes;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Spec.Documents;
using Evenkeel.Core.Text;

namespace Evenkeel.Cli.Input;

/// <summary>Answers what a cluster file needs: from options, from a person, or by default.</summary>
/// <remarks>
/// Each answer is put into a file of its own and read back, so that what is wrong with it is said in the
/// words of the file's reader: to a person at once, who is asked again, else with all the others at the end.
/// </remarks>
internal sealed class InitQuestions(CommandContext context, DiagnosticBag diagnostics)
{
    /// <summary>A person who is not understood this often wants something else.</summary>
    private const int MostTries = 20;

    private bool ended;

    private bool Asks => !ended && context.Format == OutputFormat.Text
        && context.Host.Terminal.InIsTerminal && context.Host.Terminal.OutIsTerminal;

    /// <summary>The answers; null where one of them cannot stand in a file (reported).</summary>
    public ClusterFileAnswers? Answer(InitRequest request, string folder)
    {
        var answers = new ClusterFileAnswers { Region = UsualRegion() };
        answers = answers with { Zones = AwsRegions.UsualZonesOf(answers.Region) };
        var suggested = DnsLabel.Suggest(folder.Split('/')[^1]);
        answers = Ask(
            answers, "--name", "Name of the cluster", request.Name,
            suggested.Length > 0 ? suggested : answers.Name, (a, name) => a with { Name = name });
        var before = diagnostics.ErrorCount;
        answers = Ask(
            answers, "--region", "AWS region", request.Region, answers.Region,
            (a, region) => a with { Region = region, Zones = AwsRegions.UsualZonesOf(region) });
        if (diagnostics.ErrorCount == before)
        {
            answers = Ask(
                answers, "--zones", "Availability zones, by letter or name", request.Zones,
                string.Join(',', answers.Zones.Select(z => z[answers.Region.Length..])),
                (a, zones) => a with { Zones = ZoneNames(zones, a.Region) });
        }

        answers = Ask(
            answers, "--distribution", "Distribution: k3s, upstream or eks", request.Distribution,
            answers.Distribution, (a, distribution) => a with { Distribution = distribution });
        answers = Ask(
            answers, "--version", "Kubernetes version", request.Version, answers.Version,
            (a, version) => a with { Version = version });
        answers = Ask(
            answers, "--instance-type", "Instance type of the nodes", request.InstanceType,
            answers.InstanceType, (a, type) => a with { InstanceType = type });
        answers = Ask(
            answers, "--workloads", "Your manifests, a file or folder beside the cluster file",
            request.Workloads, "", (a, path) => a with { Workloads = path.Length == 0 ? null : path });
        answers = Ask(
            answers, "--service", "A Service that must survive any zone, such as shop/web", request.Service,
            "", (a, name) => a with { Service = name.Length == 0 ? null : ObjectName.Parse(name) });
        return diagnostics.HasErrors ? null : answers;
    }

    /// <summary>The region that AWS's own tools would take, where it is one.</summary>
    private string UsualRegion()
    {
        var named = new[] { "AWS_REGION", "AWS_DEFAULT_REGION" }.Select(context.Host.Environment)
            .FirstOrDefault(region => !string.IsNullOrEmpty(region));
        var isKnown = named is not null && AwsRegions.Names.Contains(named);
        return isKnown ? named! : new ClusterFileAnswers().Region;
    }

    private static ImmutableArray<string> ZoneNames(string zones, string region) =>
    [
        .. zones.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(zone => zone.Length == 1 && char.IsAsciiLetterLower(zone[0]) ? region + zone : zone),
    ];

    private ClusterFileAnswers Ask(
        ClusterFileAnswers known, string option, string question, string? given, string usual,
        Func<ClusterFileAnswers, string, ClusterFileAnswers> add)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (given is null && Asks)
            {
                given = Read(usual.Length == 0 ? $"{question} (none): " : $"{question} [{usual}]: ");
                if (given is null)
                {
                    return known;
                }
            }

            var answer = string.IsNullOrWhiteSpace(given) ? usual : given.Trim();
            var (added, problem) = Try(known, answer, option, add);
            if (problem is null)
            {
                return added;
            }

            if (!Asks || tries == MostTries - 1)
            {
                diagnostics.Add(problem with { Span = null, Message = $"{option}: {problem.Message}" });
                return known;
            }

            var fix = problem.Fix.Length == 0 ? "" : $"; {problem.Fix}";
            context.Host.Terminal.Error.Write($"  {problem.Message}{fix}\n");
            given = null;
        }

        return known;
    }

    private string? Read(string prompt)
    {
        context.Host.Terminal.Error.Write(prompt);
        var line = context.Host.Terminal.ReadLine();
        if (line is null)
        {
            ended = true;
            context.Host.Terminal.Error.Write("\n");
            diagnostics.Add(InputDiagnostics.BadUsage("the answers ended before the last question"));
        }

        return line;
    }

    /// <summary>The answers with one more, or what is wrong with it.</summary>
    private static (ClusterFileAnswers Added, Diagnostic? Problem) Try(
        ClusterFileAnswers known, string answer, string option,
        Func<ClusterFileAnswers, string, ClusterFileAnswers> add)
    {
        // These are safe in YAML as they stand.
        if (!answer.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '/' or '-' or '_' or ',' or ' ')
            || (answer.Contains(' ') && option != "--zones"))
        {
            return (known, InputDiagnostics.BadUsage(
                $"letters, digits and . / - _ are taken, not {DisplayText.Quote(answer)}"));
        }

        var added = add(known, answer);
        var found = new DiagnosticBag();
        var spec = ClusterSpecReader.Read(
            new SourceText("cluster.yaml", ClusterFileTemplate.Write(added)), found);
        if (spec is not null && added.Service is null)
        {
            ClusterBinder.Bind(spec, KubernetesObjects.Empty, found);
        }

        return (added, found.ToOrderedList().FirstOrDefault(d => d.Severity == Severity.Error));
    }
}
