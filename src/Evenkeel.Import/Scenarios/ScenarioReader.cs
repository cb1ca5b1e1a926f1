using System.Collections.Immutable;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model;
using Evenkeel.Core.Model.Simulation;
using Evenkeel.Core.Text;
using Evenkeel.Core.Yaml;

namespace Evenkeel.Import.Scenarios;

/// <summary>Reads <c>scenario.yaml</c>: what happens to a cluster, and when.</summary>
public static class ScenarioReader
{
    private const string Wanted = "a scenario: `events: [{at: 15, fail: {zone: …}}]` and `end: 120`";

    /// <summary>
    /// The scenario, or null where its form leaves nothing to simulate; mistakes are diagnostics (EK30nn),
    /// unknown keys included. <paramref name="openBeside"/> gives the text of a file beside the scenario,
    /// or null where there is none. Whether its names exist in a cluster is for <see
    /// cref="ScenarioValidator"/>.
    /// </summary>
    public static Scenario? Read(
        SourceText scenario, Func<string, SourceText?> openBeside, DiagnosticBag diagnostics)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(openBeside);
        ArgumentNullException.ThrowIfNull(diagnostics);
        var errors = diagnostics.ErrorCount;
        var documents = YamlReader.Read(scenario, diagnostics);
        if (documents.Count == 0)
        {
            if (diagnostics.ErrorCount == errors)
            {
                diagnostics.Add(YamlDiagnostics.Empty(scenario, Wanted));
            }

            return null;
        }

        if (documents.Count > 1)
        {
            diagnostics.Add(ImportDiagnostics.SecondDocument(documents[1].Span));
        }

        var root = ObjectReader.From(
            documents[0], diagnostics, "", ImportDiagnostics.Codes, ReaderMode.Strict);
        return root is null ? null : Read(root, openBeside, diagnostics);
    }

    private static Scenario? Read(
        ObjectReader root, Func<string, SourceText?> openBeside, DiagnosticBag diagnostics)
    {
        var description = root.String("description") ?? "";
        var version = ReadVersion(root);
        var fleet = FleetReader.Read(root);
        var timing = TimingReader.Read(root, fleet is null ? KubernetesTiming.Default : FleetReader.Timing);
        var attaches = root.Bool("attachVolumes") ?? false;
        var end = Seconds.Required(root, "end", diagnostics);
        if (end == TimeSpan.Zero)
        {
            root.Invalid("end", "must be more than 0", "write the second at which the simulation stops");
        }

        var steps = new StepReader(openBeside, diagnostics).Read(root, end);
        root.RejectUnknown();
        return end is not { } stop ? null : new()
        {
            Description = description,
            Version = version,
            Timing = timing,
            AttachesVolumes = attaches,
            Steps = [.. steps],
            End = stop,
            Fleet = fleet,
        };
    }

    private static KubernetesVersion ReadVersion(ObjectReader root)
    {
        var (oldest, newest) = (KubernetesVersion.Oldest, KubernetesVersion.Newest);
        if (root.Text("kubernetes") is not { } text)
        {
            return newest;
        }

        if (!KubernetesVersion.TryParse(text.Value, out var version))
        {
            root.Invalid(
                "kubernetes",
                $"is {DisplayText.Quote(text.Value)}, which is no version",
                $"write \"{newest}\"");
            return newest;
        }

        if (version.CompareTo(oldest) < 0 || version.CompareTo(newest) > 0)
        {
            root.Invalid(
                "kubernetes", $"is {version}, but {oldest} to {newest} are modelled", $"write \"{newest}\"");
            return newest;
        }

        return version;
    }
}
