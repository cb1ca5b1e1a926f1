using System.Net.Sockets;
using System.Text;
using Evenkeel.Lab.Balancing;

namespace Evenkeel.Lab.Tests.Balancing;

/// <summary>The balancer on real sockets of loopback.</summary>
public sealed class BalancerTests : IAsyncDisposable
{
    private const string Name = "127.90.1.100";
    private readonly int port = FreePorts.Next(Name);
    private readonly int healthPort = FreePorts.Next("127.90.1.11");
    private readonly List<TargetChange> changes = [];
    private readonly Dictionary<string, FakeTarget> targets = [];
    private readonly Balancer balancer;

    public BalancerTests()
    {
        balancer = new Balancer(TimeProvider.System, change =>
        {
            lock (changes) changes.Add(change);
        });
        foreach (var name in "abc".Select(letter => letter.ToString())) Start(name);
        balancer.Use(Settings);
    }

    private BalancerSettings Settings => new()
    {
        Name = Name,
        Zones = [new("a", "127.90.1.1"), new("b", "127.90.1.2"), new("c", "127.90.1.3")],
        Ports = [new(port, port)],
        Targets = [new("a", "a", "127.90.1.11"), new("b", "b", "127.90.1.12"), new("c", "c", "127.90.1.13")],
        Probe = new()
        {
            Path = "/healthz", Port = healthPort, Interval = TimeSpan.FromMilliseconds(20),
            Timeout = TimeSpan.FromMilliseconds(500),
        },
        Drain = TimeSpan.FromMilliseconds(300),
    };

    public async ValueTask DisposeAsync()
    {
        await balancer.DisposeAsync();
        foreach (var target in targets.Values) target.Dispose();
    }

    [Fact]
    public async Task All_healthy_targets_serve_at_every_address()
    {
        await Until(() => Healthy() == "abc");
        foreach (var address in (string[])[Name, "127.90.1.1", "127.90.1.2", "127.90.1.3"])
        {
            (await Served(address)).ShouldBe("abc");
        }

        balancer.Use(Settings with { CrossZone = false });
        (await Served("127.90.1.2")).ShouldBe("b");
    }

    [Fact]
    public async Task A_target_that_says_503_or_nothing_or_is_dead_gets_no_connection()
    {
        await Until(() => Healthy() == "abc");
        targets["b"].Status = 503;
        await Until(() => Healthy() == "ac");
        (await Served(Name)).ShouldBe("ac");
        Cause("b").ShouldBe("status 503");
        targets["a"].Status = 0;
        await Until(() => Healthy() == "c");
        Cause("a").ShouldBe("no answer in time");
        targets["b"].Status = 200;
        await Until(() => Healthy() == "bc");
        targets["c"].Dispose();
        await Until(() => Healthy() == "b");
        Cause("c").ShouldBe("refused");
        (await Served(Name)).ShouldBe("b");
        lock (changes)
        {
            changes.Where(c => c.Target == "b").Select(c => $"{c.Was}-{c.State}").ShouldBe(
                ["Initial-Healthy", "Healthy-Unhealthy", "Unhealthy-Healthy"]);
        }
    }

    [Fact]
    public async Task Without_any_healthy_target_all_are_used()
    {
        foreach (var target in targets.Values) target.Status = 500;
        await Until(() => balancer.Report() is { IsFailingOpen: true } report
            && report.Targets.All(t => t.State == TargetState.Unhealthy));
        (await Served(Name)).ShouldBe("abc");
        balancer.Report().InName.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Connections_to_a_target_that_becomes_unhealthy_are_cut()
    {
        await Until(() => Healthy() == "abc");
        using var client = await ConnectedTo("b");
        targets["b"].Status = 503;
        (await IsCut(client)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_deregistered_target_keeps_its_connections_for_a_while()
    {
        await Until(() => Healthy() == "abc");
        using var client = await ConnectedTo("b");
        balancer.Use(Settings with
        {
            Targets = [.. Settings.Targets.Select(t => t with { IsDraining = t.Name == "b" })],
        });
        (await Served(Name)).ShouldBe("ac");
        await client.SendAsync("x"u8.ToArray());
        (await client.ReceiveAsync(new byte[8])).ShouldBe(1);
        (await IsCut(client)).ShouldBeTrue();
        balancer.Use(Settings);
        await Until(() => Healthy() == "abc");
    }

    [Fact]
    public async Task A_lost_zone_takes_its_address_and_the_connections_through_it()
    {
        await Until(() => Healthy() == "abc");
        using var client = await Connected("127.90.1.2");
        balancer.Use(Settings with
        {
            Zones = [.. Settings.Zones.Select(z => z with { IsDown = z.Zone == "b" })],
        });
        (await IsCut(client)).ShouldBeTrue();
        (await Should.ThrowAsync<SocketException>(() => Connected("127.90.1.2")))
            .SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        (await Served(Name)).ShouldBe("abc");
        balancer.Report().InName.ShouldBe(["127.90.1.1", "127.90.1.3"]);
        balancer.Use(Settings);
        (await Served("127.90.1.2")).ShouldBe("abc");
    }

    [Fact]
    public async Task A_probe_by_TCP_asks_for_a_connection_alone()
    {
        foreach (var target in targets.Values) target.Status = 500;
        await Until(() => balancer.Report().IsFailingOpen);
        balancer.Use(Settings with { Probe = Settings.Probe with { Path = null } });
        await Until(() => Healthy() == "abc");
        targets["b"].Dispose();
        await Until(() => Healthy() == "ac");
    }

    private void Start(string name) => targets[name] = new FakeTarget(
        name, $"127.90.1.{11 + name[0] - 'a'}", port, healthPort);

    private string Healthy() => string.Concat(
        balancer.Report().Targets.Where(t => t.State == TargetState.Healthy).Select(t => t.Name));

    private string? Cause(string name) => balancer.Report().Targets.Single(t => t.Name == name).Cause;

    /// <summary>Who answers some connections, in order.</summary>
    private static async Task<string> Served(string address, int port, int connections = 40)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < connections; i++)
        {
            using var client = await ConnectAsync(address, port);
            names.Add(await NameAsync(client));
        }

        return string.Concat(names);
    }

    private Task<string> Served(string address) => Served(address, port);

    private Task<Socket> Connected(string address) => ConnectAsync(address, port);

    private async Task<Socket> ConnectedTo(string name)
    {
        while (true)
        {
            var client = await Connected(Name);
            if (await NameAsync(client) == name) return client;
            client.Dispose();
        }
    }

    private static async Task<Socket> ConnectAsync(string address, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string> NameAsync(Socket client)
    {
        var buffer = new byte[1];
        return Encoding.ASCII.GetString(buffer, 0, await client.ReceiveAsync(buffer));
    }

    private static async Task<bool> IsCut(Socket client)
    {
        try
        {
            // Its name may be on the way still.
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (await client.ReceiveAsync(new byte[8], limit.Token) > 0) { }
            return true;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    private static async Task Until(Func<bool> isSo)
    {
        for (var i = 0; !isSo(); i++)
        {
            Assert.True(i < 3000, "it did not come about in half a minute");
            await Task.Delay(10);
        }
    }
}
