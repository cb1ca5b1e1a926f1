using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Evenkeel.Lab.Balancing;

/// <summary>One probe of one target, over a connection of its own, as the balancer makes it.</summary>
internal static class HealthProbe
{
    private const int MostBytes = 64;

    /// <summary>Asks a target.</summary>
    /// <returns>Null where it is healthy; else why it is not.</returns>
    public static async Task<string?> AskAsync(
        BalancerProbe probe, string address, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(probe.Timeout);
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Parse(address), probe.Port), limit.Token);
            return probe.Path is null ? null : await AskHttpAsync(socket, probe, address, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return "no answer in time";
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused ? "refused" : $"{e.SocketErrorCode}";
        }
    }

    private static async Task<string?> AskHttpAsync(
        Socket socket, BalancerProbe probe, string address, CancellationToken cancellation)
    {
        var request = $"GET {probe.Path} HTTP/1.1\r\nHost: {address}:{probe.Port}\r\n"
            + "User-Agent: ELB-HealthChecker/2.0\r\nConnection: close\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), cancellation);
        var buffer = new byte[MostBytes];
        var length = 0;
        while (length < buffer.Length)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(length), cancellation);
            if (count == 0)
            {
                break;
            }

            length += count;
            if (buffer.AsSpan(0, length).Contains((byte)'\n'))
            {
                break;
            }
        }

        var words = Encoding.ASCII.GetString(buffer, 0, length).Split('\r', '\n')[0].Split(' ');
        if (words.Length < 2 || !words[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            || !int.TryParse(words[1], out var status))
        {
            return "no HTTP answer";
        }

        // The default matcher of Network Load Balancers.
        return status is >= 200 and <= 399 ? null : $"status {status}";
    }
}
