using BenchmarkDotNet.Attributes;
using Evenkeel.Simulation.Engine;

namespace Evenkeel.Benchmarks;

/// <summary>The bare engine: a thousand timers that each fire and are set again.</summary>
public class EngineBenchmarks
{
    private const int Timers = 1_000;
    public const int Events = 5_000_000;

    [Benchmark]
    [Work(Events, "events")]
    public long Events_in_virtual_time()
    {
        var engine = new EventEngine();
        var timer = new Timer(engine);
        for (var i = 0; i < Timers; i++)
        {
            engine.At(TimeSpan.FromTicks(i), timer, i);
        }

        engine.RunUntil(TimeSpan.FromTicks(Events));
        return engine.Executed;
    }

    private sealed class Timer(EventEngine engine) : IEventHandler
    {
        public void Handle(int kind, int argument) => engine.After(TimeSpan.FromTicks(Timers), this, kind, argument);
    }
}
