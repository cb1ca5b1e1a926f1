using Evenkeel.Simulation.Engine;

namespace Evenkeel.Simulation.Tests.Engine;

public sealed class EventEngineTests
{
    private readonly EventEngine engine = new();

    [Fact]
    public void Events_of_one_instant_run_in_the_order_in_which_they_were_scheduled()
    {
        var log = new Log(engine);
        foreach (var i in Enumerable.Range(0, 1000))
        {
            engine.At(TimeSpan.FromSeconds(i % 3), log, 0, i);
        }

        engine.RunUntil(TimeSpan.FromSeconds(10));

        log.Arguments.ShouldBe(Enumerable.Range(0, 1000).OrderBy(i => i % 3));
        engine.Executed.ShouldBe(1000);
    }

    [Fact]
    public void A_heap_runs_what_a_sorted_list_would() =>
        Seeds.Each("engine", count: 50, seed =>
        {
            var random = new SeededRandom(seed);
            var heap = new Playback(new EventEngine(), new(seed));
            var list = new List<(long At, int Order, int Id)>();
            var expected = new List<(long, int)>();
            var naive = new SeededRandom(seed);
            var (order, next) = (0, 0);
            for (var i = 0; i < 40; i++)
            {
                Schedule(0);
                heap.Schedule();
            }

            while (list.Count > 0)
            {
                var first = list.OrderBy(e => e.At).ThenBy(e => e.Order).First();
                list.Remove(first);
                expected.Add((first.At, first.Id));
                for (var more = naive.Below(3); more > 0 && next < 600; more--)
                {
                    Schedule(first.At);
                }
            }

            heap.Run();
            heap.Ran.ShouldBe(expected);

            void Schedule(long now) => list.Add((Math.Max(now, now + naive.Below(50) - 10), order++, next++));
        });

    [Fact]
    public void What_lies_in_the_past_runs_next_and_time_does_not_go_back()
    {
        var log = new Log(engine);
        engine.RunUntil(TimeSpan.FromSeconds(5));

        engine.At(TimeSpan.FromSeconds(1), log, 0, 7);
        engine.RunUntil(TimeSpan.FromSeconds(5));

        log.Arguments.ShouldBe([7]);
        log.Instants.ShouldBe([TimeSpan.FromSeconds(5)]);
    }

    [Fact]
    public void A_run_includes_its_last_instant_and_ends_there()
    {
        var log = new Log(engine);
        engine.At(TimeSpan.FromSeconds(2), log, 0, 1);
        engine.At(TimeSpan.FromSeconds(2) + TimeSpan.FromTicks(1), log, 0, 2);

        engine.RunUntil(TimeSpan.FromSeconds(2));

        log.Arguments.ShouldBe([1]);
        engine.Now.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void After_a_stop_nothing_runs()
    {
        var log = new Log(engine);
        engine.After(TimeSpan.Zero, log, Log.StopsHere, 1);
        engine.After(TimeSpan.Zero, log, 0, 2);

        engine.RunUntil(TimeSpan.FromSeconds(1));

        log.Arguments.ShouldBe([1]);
    }

    /// <summary>Writes down what runs.</summary>
    private sealed class Log(EventEngine engine) : IEventHandler
    {
        public const int StopsHere = 1;

        public List<int> Arguments { get; } = [];

        public List<TimeSpan> Instants { get; } = [];

        public void Handle(int kind, int argument)
        {
            Arguments.Add(argument);
            Instants.Add(engine.Now);
            if (kind == StopsHere)
            {
                engine.Stop();
            }
        }
    }

    /// <summary>Schedules more events while events run, some of them in the past.</summary>
    private sealed class Playback(EventEngine engine, SeededRandom random) : IEventHandler
    {
        private int next;

        public List<(long At, int Id)> Ran { get; } = [];

        public void Schedule()
        {
            var at = engine.Now.Ticks + random.Below(50) - 10;
            engine.At(new(at), this, 0, next++);
        }

        public void Run() => engine.RunUntil(TimeSpan.FromSeconds(1));

        public void Handle(int kind, int argument)
        {
            Ran.Add((engine.Now.Ticks, argument));
            for (var more = random.Below(3); more > 0 && next < 600; more--)
            {
                Schedule();
            }
        }
    }
}
