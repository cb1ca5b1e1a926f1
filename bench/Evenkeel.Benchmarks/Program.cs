using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Evenkeel.Benchmarks;

if (args is ["cpu", .. var filter])
{
    ProcessorTime.Print(string.Concat(filter));
    return;
}

// Few iterations in this process: a benchmark here takes up to seconds, and ratios matter more than digits.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
    .WithWarmupCount(1).WithIterationCount(3).WithInvocationCount(1).WithUnrollFactor(1);
var config = ManualConfig.CreateEmpty()
    .AddJob(job)
    .AddLogger(ConsoleLogger.Default)
    .AddColumnProvider(DefaultColumnProviders.Instance)
    .AddColumn(new RateColumn())
    .AddDiagnoser(MemoryDiagnoser.Default)
    .AddExporter(MarkdownExporter.GitHub)
    .WithArtifactsPath(args.FirstOrDefault(static a => a.StartsWith("--artifacts=", StringComparison.Ordinal))
        ?["--artifacts=".Length..] ?? Path.Combine("artifacts", "bench"));
BenchmarkSwitcher.FromAssembly(typeof(RateColumn).Assembly)
    .Run([.. args.Where(static a => !a.StartsWith("--artifacts=", StringComparison.Ordinal))], config);
