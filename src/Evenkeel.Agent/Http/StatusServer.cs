using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Evenkeel.Agent.Http;

/// <summary>What the status server answers to a path.</summary>
/// <param name="Code">The HTTP status.</param>
/// <param name="ContentType">The content's type.</param>
/// <param name="Body">The content.</param>
internal sealed record StatusAnswer(int Code, string ContentType, string Body);

/// <summary>
/// Answers GET over plain HTTP/1.1 from memory: no request ever waits for a disk, a lock or another process.
/// It
/// bounds how many connections there are, how much it reads of each and how long it waits.
/// </summary>
internal sealed class StatusServer : IDisposable
{
    private const int MostConnections = 512;
    private const int LongestRequest = 8 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly SemaphoreSlim connections = new(MostConnections);
    private readonly Func<string, StatusAnswer?> answer;

    /// <summary>A server that answers from now on.</summary>
    /// <param name="end">Where it listens.</param>
    /// <param name="answer">The answer to a target such as <c>/healthz?verbose</c>; null for none.</param>
    /// <exception cref="SocketException">It cannot listen there.</exception>
    public StatusServer(IPEndPoint end, Func<string, StatusAnswer?> answer)
    {
        this.answer = answer;
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(end);
        listener.Listen(128);
    }

    /// <summary>Serves until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await connections.WaitAsync(cancellation);
                var connection = await listener.AcceptAsync(cancellation);
                _ = ServeAsync(connection, cancellation);
            }
            catch (SocketException)
            {
                connections.Release();
                await Task.Delay(10, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        listener.Dispose();
        connections.Dispose();
    }

    private async Task ServeAsync(Socket connection, CancellationToken cancellation)
    {
        try
        {
            connection.NoDelay = true;
            var buffer = new byte[LongestRequest];
            var held = 0;
            while (true)
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                deadline.CancelAfter(Patience);
                var end = buffer.AsSpan(0, held).IndexOf("\r\n\r\n"u8);
                while (end < 0)
                {
                    var read = held == buffer.Length
                        ? 0 : await connection.ReceiveAsync(buffer.AsMemory(held), deadline.Token);
                    if (read == 0)
                    {
                        return;
                    }

                    held += read;
                    end = buffer.AsSpan(0, held).IndexOf("\r\n\r\n"u8);
                }

                var head = Encoding.ASCII.GetString(buffer, 0, end);
                var closes = head.Contains("\nConnection: close", StringComparison.OrdinalIgnoreCase)
                    || head.Contains(" HTTP/1.0", StringComparison.Ordinal);
                await connection.SendAsync(Answer(head, closes), deadline.Token);
                if (closes)
                {
                    connection.Shutdown(SocketShutdown.Send);
                    return;
                }

                held -= end + 4;
                Array.Copy(buffer, end + 4, buffer, 0, held);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // The other side went away, or took too long.
        }
        finally
        {
            connection.Dispose();
            connections.Release();
        }
    }

    private byte[] Answer(string head, bool closes)
    {
        var line = head.Split('\r', 2)[0].Split(' ');
        var isHead = line[0] == "HEAD";
        var found = line.Length != 3 || !line[2].StartsWith("HTTP/1.", StringComparison.Ordinal)
            ? new StatusAnswer(400, "text/plain", "not a request\n")
            : line[0] != "GET" && !isHead ? new StatusAnswer(405, "text/plain", "GET alone\n")
            : answer(line[1]) ?? new StatusAnswer(404, "text/plain", "not found\n");
        var body = Encoding.UTF8.GetBytes(found.Body);
        var top = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {found.Code} {Phrase(found.Code)}\r\nContent-Type: {found.ContentType}\r\n"
            + $"Content-Length: {body.Length}\r\n{(closes ? "Connection: close\r\n" : "")}\r\n");
        return [.. Encoding.ASCII.GetBytes(top), .. isHead ? [] : body];
    }

    private static string Phrase(int code) => code switch
    {
        200 => "OK",
        503 => "Service Unavailable",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Bad Request",
    };
}
