namespace Evenkeel.Platform;

/// <summary>
/// Ctrl-C or SIGTERM. A command is left at once, unless it says that something has to end in order: then it
/// is told, and waited for. A second one is not waited for.
/// </summary>
public sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private string? heldFor;

    /// <summary>Is cancelled at the first one.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>What the command is waited for, for people; null where it is left at once.</summary>
    public string? HeldFor => Volatile.Read(ref heldFor);

    /// <summary>Says that the command is to end.</summary>
    public void Interrupt() => source.Cancel();

    /// <summary>Has the command waited for until the answer is disposed of.</summary>
    /// <param name="work">What ends in order, such as <c>the writes to be read back</c>.</param>
    public IDisposable HoldOff(string work)
    {
        Volatile.Write(ref heldFor, work);
        return new Hold(this);
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    private sealed class Hold(Interruption interruption) : IDisposable
    {
        public void Dispose() => Volatile.Write(ref interruption.heldFor, null);
    }
}
