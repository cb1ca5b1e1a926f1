using System.Diagnostics;
using System.Globalization;

namespace Evenkeel.Benchmarks;

/// <summary>
/// Measures by the processor's time instead of the clock's: what a machine that does other work beside leaves
/// comparable. Everything that a run makes the process do counts, compilation and garbage collection too.
/// </summary>
internal static class ProcessorTime
{
    private const int Runs = 5;
    private const double Long = 10;
    private const int Kilo = 1_000;

    /// <summary>Prints a table of the measurements whose names contain a text.</summary>
    public static void Print(string filter)
    {
        Console.WriteLine("| benchmark | nodes | processor time | rate | allocated | most memory so far |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        using var process = Process.GetCurrentProcess();
        foreach (var (name, nodes, work, unit, run) in Measurements())
        {
            if ($"{name} {nodes}".Contains(filter, StringComparison.Ordinal))
            {
                var (seconds, bytes) = Measure(run);
                process.Refresh();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {nodes:#,0} | {seconds:0.000} s | {work / seconds:#,0} {unit}/s "
                        + $"| {bytes >> 20:#,0} MB | {process.PeakWorkingSet64 >> 20:#,0} MB |"));
            }
        }
    }

    /// <summary>The least of some runs after one that does not count; a long one runs once.</summary>
    private static (double Seconds, long Bytes) Measure(Action run)
    {
        var first = MeasureOnce(run);
        return first.Seconds > Long ? first : Enumerable.Range(0, Runs).Select(_ => MeasureOnce(run)).Min();
    }

    private static (double Seconds, long Bytes) MeasureOnce(Action run)
    {
        using var process = Process.GetCurrentProcess();
        GC.Collect();
        process.Refresh();
        var (before, bytes) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes());
        run();
        process.Refresh();
        return ((process.TotalProcessorTime - before).TotalSeconds, GC.GetTotalAllocatedBytes() - bytes);
    }

    private static IEnumerable<(string Name, int Nodes, double Work, string Unit, Action Run)> Measurements()
    {
        var engine = new EngineBenchmarks();
        yield return ("bare engine", 0, EngineBenchmarks.Events, "events", () => engine.Events_in_virtual_time());
        foreach (var size in (string[])["3 x 1", "5 x 20"])
        {
            var render = new RenderBenchmarks { Size = size };
            render.Setup();
            yield return ($"render, zones x pools {size}", 0, 1, "renders", () => render.Render());
        }

        foreach (var nodes in (int[])[100, Kilo, 5 * Kilo])
        {
            var pods = nodes * Clusters.PodsPerNode;
            var cluster = new ClusterBenchmarks { Nodes = nodes };
            cluster.Setup();
            yield return ("settle, identical pods", nodes, pods, "pods", () => cluster.Settle_identical_pods());
            yield return ("settle, mixed pods", nodes, pods, "pods", () => cluster.Settle_mixed_pods());
            yield return ("settle and lose a zone", nodes, pods, "pods", () => cluster.Settle_and_lose_a_zone());
        }

        foreach (var nodes in (int[])[100, Kilo, 5 * Kilo])
        {
            var proof = new ProofBenchmarks { Nodes = nodes };
            proof.Setup();
            yield return ("prove `any: zone`", nodes, ProofBenchmarks.Scenarios, "scenarios", () => proof.Prove_a_zone());
        }

        foreach (var mixed in (bool[])[false, true])
        {
            var all = new SingleFaultBenchmarks { Mixed = mixed };
            all.Setup();
            var name = $"prove every single fault, {(mixed ? "mixed" : "identical")} pods";
            yield return (name, Kilo, 1, "proofs", () => all.Prove_every_single_fault());
        }
    }
}
