using System.Net;
using System.Net.Sockets;

namespace Evenkeel.Testing;

/// <summary>Ports of loopback that nothing listens on.</summary>
public static class FreePorts
{
    /// <summary>One port, free when it was asked for.</summary>
    public static int Next(string address = "127.0.0.1")
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
