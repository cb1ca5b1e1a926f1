using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Evenkeel.Lab.Balancing;

/// <summary>
/// A TCP balancer with the rules of a Network Load Balancer: an address a zone, probes from its own process,
/// thresholds, failing open, connections that are cut when their target becomes unhealthy, and others that a
/// target keeps for a while when it is deregistered.
/// </summary>
/// <param name="time">Its clock.</param>
/// <param name="changed">Hears of each change of a target.</param>
public sealed class Balancer(TimeProvider time, Action<TargetChange> changed) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Connection, byte> connections = new();
    private readonly Dictionary<string, TargetProber> probers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Address, int Port), BalancerListener> listeners = [];
    private readonly Lock gate = new();
    private BalancerSettings? settings;

    /// <summary>
    /// Takes settings into use. What has not changed goes on: listeners, what is known of targets,
    /// connections.
    /// </summary>
    /// <exception cref="SocketException">An address cannot be listened on.</exception>
    public void Use(BalancerSettings wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        lock (gate)
        {
            settings = wanted;
            UseTargets(wanted);
            UseListeners(wanted);
        }
    }

    /// <summary>What it does just now.</summary>
    public BalancerReport Report()
    {
        lock (gate)
        {
            var judged = Judged();
            return new(
                [.. judged.Select(t => new TargetReport(
                    t.Target.Name, t.State, probers[t.Target.Name].Cause,
                    connections.Keys.Count(c => c.Target == t.Target.Name)))],
                [.. TargetPicker.InName(settings!, judged).Select(z => z.Address)],
                judged.All(t => t.State != TargetState.Healthy));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<TargetProber> asking;
        lock (gate)
        {
            foreach (var listener in listeners.Values)
            {
                listener.Dispose();
            }

            listeners.Clear();
            asking = [.. probers.Values];
        }

        foreach (var prober in asking)
        {
            await prober.DisposeAsync();
        }

        foreach (var connection in connections.Keys)
        {
            connection.Cut();
        }
    }

    private void UseTargets(BalancerSettings wanted)
    {
        foreach (var name in probers.Keys.Except(wanted.Targets.Select(t => t.Name)).ToList())
        {
            probers.Remove(name, out var gone);
            gone!.Stop();
            Cut(c => c.Target == name);
        }

        foreach (var target in wanted.Targets)
        {
            if (probers.TryGetValue(target.Name, out var prober) && !prober.IsFor(target, wanted.Probe))
            {
                probers.Remove(target.Name);
                prober.Stop();
                prober = null;
            }

            if (prober is null)
            {
                prober = new TargetProber(target, wanted.Probe, time, Take);
                probers.Add(target.Name, prober);
            }

            prober.Drain(target.IsDraining, wanted.Drain, () => Cut(c => c.Target == target.Name));
        }
    }

    private void UseListeners(BalancerSettings wanted)
    {
        var places = wanted.Ports.SelectMany(port => wanted.Zones.Where(z => !z.IsDown)
            .Select(z => (z.Address, port.Port, port.TargetPort, Zone: (string?)z.Zone))
            .Concat(wanted.Name is { } name ? [(name, port.Port, port.TargetPort, (string?)null)] : []))
            .ToDictionary(p => (p.Item1, p.Port));
        foreach (var gone in listeners.Keys.Where(k => !places.ContainsKey(k)).ToList())
        {
            listeners.Remove(gone, out var listener);
            listener!.Dispose();
        }

        foreach (var zone in wanted.Zones.Where(z => z.IsDown))
        {
            Cut(c => c.Zone == zone.Zone);
        }

        foreach (var ((address, port), place) in places)
        {
            if (!listeners.ContainsKey((address, port)))
            {
                listeners.Add((address, port), new BalancerListener(
                    new IPEndPoint(IPAddress.Parse(address), port),
                    client => ServeAsync(client, place.Zone, place.TargetPort)));
            }
        }
    }

    private async Task ServeAsync(Socket client, string? zone, int targetPort)
    {
        Connection? chosen = null;
        try
        {
            chosen = Choose(client, zone);
        }
        catch (SocketException)
        {
            // The client is gone again: it has no address any more.
        }

        using var connection = chosen;
        if (connection is null)
        {
            client.Dispose();
            return;
        }

        await connection.RunAsync(targetPort, CancellationToken.None);
        connections.TryRemove(connection, out _);
    }

    /// <summary>
    /// Chosen and known at once: what changes afterwards finds the connection, and can cut it.
    /// </summary>
    private Connection? Choose(Socket client, string? zone)
    {
        var (from, to) = ($"{client.RemoteEndPoint}", $"{client.LocalEndPoint}");
        lock (gate)
        {
            var judged = Judged();
            if (settings!.Zones.Any(z => z.Zone == zone && z.IsDown))
            {
                return null;
            }

            if (zone is null)
            {
                // A zone's node that does not answer makes the client try the next address.
                var named = TargetPicker.InName(settings!, judged).Where(z => !z.IsDown).ToList();
                if (named.Count == 0)
                {
                    return null;
                }

                zone = named[TargetPicker.Index(from, "name", named.Count)].Zone;
            }

            var used = TargetPicker.Used(settings!, zone, judged);
            if (used.Count == 0)
            {
                return null;
            }

            var chosen = used[TargetPicker.Index(from, to, used.Count)];
            var connection = new Connection(client, zone, chosen);
            connections.TryAdd(connection, 0);
            return connection;
        }
    }

    private List<JudgedTarget> Judged() =>
        [.. settings!.Targets.Select(t => new JudgedTarget(t, probers[t.Name].State))];

    private void Take(TargetProber prober, TargetChange change)
    {
        lock (gate)
        {
            if (!probers.TryGetValue(change.Target, out var present) || present != prober)
            {
                return;
            }
        }

        if (change.State == TargetState.Unhealthy)
        {
            // target_health_state.unhealthy.connection_termination.enabled, which is on by default.
            Cut(c => c.Target == change.Target);
        }

        changed(change);
    }

    private void Cut(Func<Connection, bool> which)
    {
        foreach (var connection in connections.Keys.Where(which))
        {
            connection.Cut();
        }
    }
}
