using System.Threading.Channels;
using Evenkeel.Agent.Execution;
using Evenkeel.Supervision;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Hosting;

/// <summary>
/// The loop of a node: inputs one after the other into the decisions, and their effects carried out in order.
/// Orders take effect here; requests are begun here, and their answers come back as inputs.
/// </summary>
internal sealed class SupervisorLoop(
    NodeSupervisor supervisor, OrderExecutor orders, RequestExecutor requests, Func<long> clock)
{
    private readonly Channel<Func<long, Input>> inputs =
        Channel.CreateUnbounded<Func<long, Input>>(new() { SingleReader = true });

    private int ticks;
    private long lastStepAt = clock();

    /// <summary>When the loop last took an input, by the clock.</summary>
    public long LastStepAt => Interlocked.Read(ref lastStepAt);

    /// <summary>Hands in an input, from any thread.</summary>
    public void Post(Func<long, Input> input) => inputs.Writer.TryWrite(input);

    /// <summary>Hands in a tick, unless the one before has not been taken yet.</summary>
    public void PostTick(Func<long, Tick> tick)
    {
        if (Interlocked.Increment(ref ticks) == 1)
        {
            Post(now =>
            {
                Interlocked.Exchange(ref ticks, 0);
                return tick(now);
            });
        }
    }

    /// <summary>Runs until it is cancelled. The first input must be the start.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var input in inputs.Reader.ReadAllAsync(cancellation))
            {
                var now = clock();
                Interlocked.Exchange(ref lastStepAt, now);
                foreach (var effect in supervisor.Step(input(now)))
                {
                    Begin(effect, cancellation);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The agent ends.
        }
    }

    private void Begin(Effect effect, CancellationToken cancellation)
    {
        if (effect is Order order)
        {
            orders.Run(order);
        }
        else if (effect is Request request)
        {
            _ = Task.Run(
                async () =>
                {
                    var answer = await requests.RunAsync(request, cancellation);
                    Post(now => new Answered(now, request.Id, answer));
                }, CancellationToken.None);
        }
    }
}
