namespace Evenkeel.Platform;

/// <summary>
/// Ctrl-C. A command is left at once, unless it says that something outside has to end in order: then it is
/// told, and waited for. A second Ctrl-C is not waited for.
/// </summary>
public sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private int holds;

    /// <summary>Is cancelled at the first Ctrl-C.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Whether the command is waited for.</summary>
    public bool IsHeldOff => Volatile.Read(ref holds) > 0;

    /// <summary>Says that Ctrl-C was pressed.</summary>
    public void Interrupt() => source.Cancel();

    /// <summary>Has the command waited for until the answer is disposed of.</summary>
    public IDisposable HoldOff()
    {
        Interlocked.Increment(ref holds);
        return new Hold(this);
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    private sealed class Hold(Interruption interruption) : IDisposable
    {
        private int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0) Interlocked.Decrement(ref interruption.holds);
        }
    }
}
