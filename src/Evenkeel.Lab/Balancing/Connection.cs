using System.Net;
using System.Net.Sockets;

namespace Evenkeel.Lab.Balancing;

/// <summary>A client's connection and the one to its target, bytes going both ways.</summary>
/// <param name="client">The client's end; it belongs to this object.</param>
/// <param name="zone">The zone's node that it came through.</param>
/// <param name="target">The target that was chosen.</param>
internal sealed class Connection(Socket client, string zone, BalancerTarget target) : IDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);
    private const int BufferSize = 32 * 1024;
    private readonly Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource end = new();

    /// <summary>The zone's node that it came through.</summary>
    public string Zone => zone;

    /// <summary>The name of its target.</summary>
    public string Target => target.Name;

    /// <summary>Connects, and passes bytes on until either end closes or it is cut.</summary>
    /// <returns>Null; else why no connection came about.</returns>
    public async Task<string?> RunAsync(int port, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, end.Token);
        client.NoDelay = server.NoDelay = true;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            limit.CancelAfter(ConnectLimit);
            await server.ConnectAsync(new IPEndPoint(IPAddress.Parse(target.Address), port), limit.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            Reset(client);
            return e is SocketException { SocketErrorCode: var code } ? code.ToString() : "no answer in time";
        }

        var there = CopyAsync(client, server, stop.Token);
        var back = CopyAsync(server, client, stop.Token);
        if (!await await Task.WhenAny(there, back) || !await there || !await back)
        {
            await stop.CancelAsync();
            Reset(client);
            Reset(server);
        }

        await Task.WhenAll(there, back);
        return null;
    }

    /// <summary>Cuts it: both ends see a reset.</summary>
    public void Cut()
    {
        try
        {
            end.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        client.Dispose();
        server.Dispose();
        end.Dispose();
    }

    /// <returns>Whether the sender closed in good order, which was passed on.</returns>
    private static async Task<bool> CopyAsync(Socket from, Socket to, CancellationToken cancellation)
    {
        var buffer = new byte[BufferSize];
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer, cancellation)) > 0)
            {
                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), cancellation);
                }
            }

            to.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException
            or ObjectDisposedException)
        {
            return false;
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
            socket.Close();
        }
        catch (SocketException)
        {
            // It is closed already.
        }
    }
}
