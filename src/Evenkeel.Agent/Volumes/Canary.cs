namespace Evenkeel.Agent.Volumes;

/// <summary>
/// Writes a small file on the slot's volume each second and flushes it to disk, on a thread of its own:
/// whoever
/// waits for a disk that hangs waits for ever, and nothing else may.
/// </summary>
/// <param name="folder">Where the volume is mounted; null while none is.</param>
/// <param name="clock">Milliseconds on a clock that never goes back.</param>
internal sealed class Canary(Func<string?> folder, Func<long> clock)
{
    private const int PauseMs = 1000;
    private readonly byte[] content = "evenkeel\n"u8.ToArray();
    private long lastMs = clock();
    private long tookMs;
    private volatile bool isMounted;

    /// <summary>Milliseconds since a write last came through; 0 where nothing is mounted.</summary>
    public long SilentMs => isMounted ? Math.Max(0, clock() - Interlocked.Read(ref lastMs)) : 0;

    /// <summary>How long the last write took, in milliseconds.</summary>
    public long TookMs => Interlocked.Read(ref tookMs);

    /// <summary>Begins.</summary>
    public void Start() => new Thread(Run, 128 * 1024) { IsBackground = true, Name = "canary" }.Start();

    private void Run()
    {
        while (true)
        {
            if (folder() is not { } mounted)
            {
                isMounted = false;
            }
            else
            {
                if (!isMounted)
                {
                    Interlocked.Exchange(ref lastMs, clock());
                    isMounted = true;
                }

                Write(mounted);
            }

            Thread.Sleep(PauseMs);
        }
    }

    private void Write(string mounted)
    {
        var begun = clock();
        try
        {
            using (var file = new FileStream(
                Path.Combine(mounted, ".canary"), FileMode.OpenOrCreate, FileAccess.Write,
                FileShare.ReadWrite))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            Interlocked.Exchange(ref tookMs, clock() - begun);
            Interlocked.Exchange(ref lastMs, clock());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A disk that fails is as bad as one that hangs: the silence grows.
        }
    }
}
