using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Evenkeel.Lab.Balancing;

namespace Evenkeel.Lab.HealthChecks;

/// <summary>
/// What kube-proxy does with a NodePort of the TCP echo, on real sockets: a connection to a node's port goes
/// to
/// one of the echo's pods. Under policy Cluster that is any node's; under Local this node's own.
/// </summary>
internal sealed class NodePort : IDisposable
{
    private readonly BalancerListener listener;
    private readonly ConcurrentDictionary<Connection, byte> connections = new();

    /// <summary>Listens.</summary>
    /// <param name="at">The node's address and the port.</param>
    /// <param name="pods">Where the pods are, that this policy leads to.</param>
    public NodePort(IPEndPoint at, IReadOnlyList<IPEndPoint> pods) =>
        listener = new BalancerListener(at, client => ServeAsync(client, pods));

    /// <inheritdoc/>
    public void Dispose()
    {
        listener.Dispose();
        foreach (var connection in connections.Keys)
        {
            connection.Cut();
        }
    }

    private async Task ServeAsync(Socket client, IReadOnlyList<IPEndPoint> pods)
    {
        var pod = pods[TargetPicker.Index($"{client.RemoteEndPoint}", $"{client.LocalEndPoint}", pods.Count)];
        using var connection = new Connection(
            client, "", new BalancerTarget("echo", "", pod.Address.ToString()));
        connections.TryAdd(connection, 0);
        await connection.RunAsync(pod.Port, CancellationToken.None);
        connections.TryRemove(connection, out _);
    }
}

/// <summary>A pod of the TCP echo: it gives back what it gets.</summary>
internal sealed class EchoPod : IDisposable
{
    private readonly BalancerListener listener;

    /// <summary>Listens.</summary>
    public EchoPod(IPEndPoint at) => listener = new BalancerListener(at, ServeAsync);

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private static async Task ServeAsync(Socket client)
    {
        using (client)
        {
            var buffer = new byte[512];
            try
            {
                int count;
                while ((count = await client.ReceiveAsync(buffer)) > 0)
                {
                    await client.SendAsync(buffer.AsMemory(0, count));
                }
            }
            catch (SocketException)
            {
                // The client is gone.
            }
        }
    }
}
