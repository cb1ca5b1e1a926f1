using System.Collections.Concurrent;
using System.Text;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Spec;
using Evenkeel.Core.Text;
using Evenkeel.Import.Kubernetes;
using Evenkeel.Import.Scenarios;

namespace Evenkeel.Import.Tests;

/// <summary>
/// Whatever a valid file turns into by a slip of the hand or a broken disk, reading it ends in diagnostics:
/// never in an exception, nor in memory out of proportion. Each round has its number as its seed.
/// </summary>
public sealed class MutationTests
{
    private const int RoundsInCi = 100_000;
    private const int RoundsAtHome = 4_000;

    /// <summary>
    /// What one small file may take, of which most goes to the parser's buffers and to quoting lines.
    /// </summary>
    private const long MostBytes = 24_000_000;

    private static readonly string[] Folders =
        ["ebs-statefulset", "coloured-affinity", "pdb-drain", "zone-pinned-taints", "priority-preemption"];

    private static readonly Action<SourceText>[] Readers = [ReadManifest, ReadScenario, ReadCluster];

    private static readonly string[][] Originals =
    [
        [
            .. Folders.Select(folder => MutationSources.Tail(
                Inputs.File("tests", "fidelity", folder, "cluster.yaml").Content)),
            Inputs.File("tests", "cases", "manifests-invalid", "affinity.yaml").Content,
            Inputs.File("tests", "cases", "manifests-invalid", "many-mistakes.yaml").Content,
            Inputs.File("tests", "cases", "manifests-invalid", "versions-of-the-first-years.yaml").Content,
            MutationSources.Rich,
            MutationSources.Json,
        ],
        [MutationSources.Scenario],
        [
            Inputs.File("tests", "cases", "valid", "every-field.yaml").Content,
            Inputs.File("tests", "cases", "valid", "documented.yaml").Content,
        ],
    ];

    [Fact]
    public void Damaged_files_never_throw_and_stay_small()
    {
        var rounds = Environment.GetEnvironmentVariable("CI") == "true" ? RoundsInCi : RoundsAtHome;
        var failures = new ConcurrentQueue<string>();
        Parallel.For(0, rounds, (seed, loop) =>
        {
            if (Try(seed) is { } failure)
            {
                failures.Enqueue(failure);
                loop.Stop();
            }
        });

        failures.ShouldBeEmpty();
    }

    /// <summary>What went wrong, with the damaged text, or null.</summary>
    private static string? Try(int seed)
    {
        var random = new Random(seed);

        // Manifests hold most of the rules, and take half of the rounds.
        var reader = random.Next(4) switch { 0 => 1, 1 => 2, _ => 0 };
        var original = Originals[reader][random.Next(Originals[reader].Length)];
        var source = random.Next(3) == 0
            ? SourceEncoding.Decode("f.yaml", Mutator.DamageBytes(Encoding.UTF8.GetBytes(original), random))
            : new SourceText("f.yaml", Mutator.DamageTokens(original, random));
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Readers[reader](source);
        }
        catch (Exception e)
        {
            return $"seed {seed}: {e}\n{source.Content}";
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated > MostBytes ? $"seed {seed}: {allocated} bytes\n{source.Content}" : null;
    }

    private static void ReadManifest(SourceText source)
    {
        var bag = new DiagnosticBag();
        ManifestReader.Read([source], bag);
        _ = DiagnosticText.Format(bag, colour: false);
    }

    private static void ReadScenario(SourceText source)
    {
        var bag = new DiagnosticBag();
        var rich = new SourceText("m.yaml", MutationSources.Rich);
        var scenario = ScenarioReader.Read(
            source, path => new SourceText(path, MutationSources.Rich), bag);
        if (scenario is not null)
        {
            ScenarioValidator.Check(scenario, ManifestReader.Read([rich], bag), bag);
        }

        _ = DiagnosticText.Format(bag, colour: true);
    }

    private static void ReadCluster(SourceText source)
    {
        var bag = new DiagnosticBag();
        (ClusterSpecReader.Read(source, bag) is null).ShouldBe(bag.HasErrors);
        _ = DiagnosticJson.ToJson(bag);
    }
}
