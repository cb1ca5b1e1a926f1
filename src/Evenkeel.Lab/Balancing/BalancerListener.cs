using System.Net;
using System.Net.Sockets;

namespace Evenkeel.Lab.Balancing;

/// <summary>Listens at one address and port, and hands each client on.</summary>
internal sealed class BalancerListener : IDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource end = new();
    private bool isDisposed;

    public BalancerListener(IPEndPoint at, Func<Socket, Task> serve)
    {
        try
        {
            socket.Bind(at);
            socket.Listen(Backlog);
        }
        catch
        {
            Dispose();
            throw;
        }

        _ = AcceptAsync(serve);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref isDisposed, true))
        {
            return;
        }

        end.Cancel();
        socket.Dispose();
        end.Dispose();
    }

    private async Task AcceptAsync(Func<Socket, Task> serve)
    {
        var token = end.Token;
        while (!token.IsCancellationRequested)
        {
            try
            {
                _ = serve(await socket.AcceptAsync(token));
            }
            catch (SocketException)
            {
                // The client is gone again, or there are too many open files just now.
                await Task.Delay(Pause, CancellationToken.None);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
