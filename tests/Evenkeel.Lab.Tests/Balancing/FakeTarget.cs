using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Evenkeel.Lab.Tests.Balancing;

/// <summary>
/// A target on loopback: one port says its name to each client and then echoes, another answers probes.
/// </summary>
internal sealed class FakeTarget : IDisposable
{
    private readonly TcpListener service;
    private readonly TcpListener health;

    public FakeTarget(string name, string address, int servicePort, int healthPort)
    {
        Name = name;
        service = new TcpListener(IPAddress.Parse(address), servicePort);
        health = new TcpListener(IPAddress.Parse(address), healthPort);
        service.Start();
        health.Start();
        _ = ServeAsync(service, EchoAsync);
        _ = ServeAsync(health, AnswerAsync);
    }

    public string Name { get; }

    /// <summary>What it answers probes; 0: it takes connections and says nothing.</summary>
    public volatile int Status = 200;

    public void Dispose()
    {
        service.Dispose();
        health.Dispose();
    }

    private static async Task ServeAsync(TcpListener listener, Func<NetworkStream, Task> serve)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                _ = OneAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is over.
        }

        async Task OneAsync(TcpClient client)
        {
            using (client)
            {
                try
                {
                    await serve(client.GetStream());
                }
                catch (Exception e) when (e is IOException or SocketException)
                {
                    // The client is gone.
                }
            }
        }
    }

    private async Task EchoAsync(NetworkStream stream)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Name));
        await stream.CopyToAsync(stream);
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        var buffer = new byte[512];
        await stream.Socket.ReceiveAsync(buffer);
        if (Status == 0)
        {
            await stream.Socket.ReceiveAsync(buffer);
            return;
        }

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {Status} X\r\nContent-Length: 0\r\n\r\n"));
    }
}
