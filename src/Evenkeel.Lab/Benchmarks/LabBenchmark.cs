using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Evenkeel.Lab.Drills;
using Evenkeel.Lab.Etcd;
using Evenkeel.Lab.Layout;
using Evenkeel.Lab.Machines;
using Evenkeel.Lab.Processes;

namespace Evenkeel.Lab.Benchmarks;

/// <summary>What a lab was measured to do.</summary>
/// <param name="StartSeconds">
/// From a slot's machine being switched on to a verdict of 200; its volume is whole.
/// </param>
/// <param name="AgentMegabytes">Resident memory of an agent at rest: the most of all slots.</param>
/// <param name="AgentCpuPercent">Of one processor, that an agent uses at rest: the most of all slots.</param>
/// <param name="HealthPerSecond">Verdicts a second of one agent, each over a connection of its own.</param>
/// <param name="EchoPerSecond">
/// Answers a second of <c>socat</c> as an echo, likewise; null without it.
/// </param>
/// <param name="WritesPerSecond">Acknowledged writes a second through the balancer.</param>
/// <param name="LeaderWritesPerSecond">The same at the leader itself.</param>
public sealed record BenchmarkReport(
    double StartSeconds, double AgentMegabytes, double AgentCpuPercent, double HealthPerSecond,
    double? EchoPerSecond, double WritesPerSecond, double LeaderWritesPerSecond);

/// <summary>Measures a lab that is whole.</summary>
/// <param name="folder">The lab.</param>
/// <param name="time">The clock.</param>
public sealed class LabBenchmark(LabFolder folder, TimeProvider time)
{
    private const int Clients = 8;

    /// <summary>Ticks of processor time a second (sysconf(_SC_CLK_TCK), which is 100 on Linux).</summary>
    private const double TicksPerSecond = 100;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    /// <summary>Measures.</summary>
    /// <param name="length">How long each rate is measured.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="LabException">The lab is not whole.</exception>
    public async Task<BenchmarkReport> RunAsync(TimeSpan length, CancellationToken cancellation)
    {
        var settings = folder.Settings();
        using var observer = new LabObserver(folder, settings, time);
        if (await observer.AwaitWholeAsync(StartLimit, cancellation) is { } why)
        {
            throw new LabException($"the lab is not whole: {why}", "heal it: evenkeel lab heal");
        }

        var leader = settings.Slot(await observer.LeaderAsync(cancellation) ?? settings.Slots[0].Name);
        var follower = settings.Slots.FirstOrDefault(s => s != leader) ?? leader;
        var start = await StartAsync(settings, follower, cancellation);
        await observer.AwaitWholeAsync(StartLimit, cancellation);
        await Task.Delay(Settle, time, cancellation);
        var (memory, cpu) = await AtRestAsync(settings, length, cancellation);
        var health = await RateAsync(
            new IPEndPoint(IPAddress.Parse(follower.Address), settings.HealthPort),
            $"GET /healthz HTTP/1.1\r\nHost: {follower.Address}\r\nConnection: close\r\n\r\n", length,
            cancellation);
        return new(
            start, memory, cpu, health, await EchoAsync(settings, length, cancellation),
            await WritesAsync(settings, settings.Name, length), await WritesAsync(settings, leader.Address,
                length));
    }

    private async Task<double> StartAsync(
        LabSettings settings, LabSlot slot, CancellationToken cancellation)
    {
        var machine = new Machine(folder, settings, slot);
        using (folder.Lock())
        {
            machine.PowerOff(isReplaced: false);
            machine.PowerOn();
        }

        var begun = time.GetTimestamp();
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var url = new Uri($"http://{slot.Address}:{settings.HealthPort}/healthz");
        while (time.GetElapsedTime(begun) < StartLimit)
        {
            try
            {
                using var answer = await http.GetAsync(url, cancellation);
                if (answer.IsSuccessStatusCode)
                {
                    return time.GetElapsedTime(begun).TotalSeconds;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellation);
        }

        throw new LabException($"slot {slot.Name} does not come back", "see `evenkeel lab status`");
    }

    private async Task<(double Megabytes, double CpuPercent)> AtRestAsync(
        LabSettings settings, TimeSpan length, CancellationToken cancellation)
    {
        var agent = Path.GetFileName(settings.Agent[^1]);
        var agents = new LabMarks(folder.Root).Find()
            .Where(p => agent.StartsWith(p.Name, StringComparison.Ordinal)).ToList();
        var before = agents.Select(a => Ticks(a.Id)).ToList();
        var begun = time.GetTimestamp();
        await Task.Delay(length, time, cancellation);
        var seconds = time.GetElapsedTime(begun).TotalSeconds;
        var used = agents.Select((a, i) => (Ticks(a.Id) - before[i]) / TicksPerSecond / seconds * 100);
        return (agents.Max(a => Resident(a.Id)), used.Max());
    }

    private static double Resident(int process) => double.Parse(
        File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) / 1024;

    private static long Ticks(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

        // utime and stime, fields 14 and 15 of proc(5).
        return long.Parse(fields[11], CultureInfo.InvariantCulture)
            + long.Parse(fields[12], CultureInfo.InvariantCulture);
    }

    private async Task<double?> EchoAsync(
        LabSettings settings, TimeSpan length, CancellationToken cancellation)
    {
        if (ToolRunner.Find("socat") is not { } socat)
        {
            return null;
        }

        // As docker.io/alpine/socat runs it for the health echo.
        var end = new IPEndPoint(IPAddress.Loopback, FreePort());
        var marks = new LabMarks(folder.Root);
        ToolRunner.Start(
            [socat, $"TCP-LISTEN:{end.Port},fork,reuseaddr,backlog=128,bind=127.0.0.1", "PIPE"],
            Path.Combine(folder.Root, "echo.log"), marks.Environment("echo"));
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
            return await RateAsync(end, "x\n", length, cancellation);
        }
        finally
        {
            marks.KillAll("echo", TimeSpan.FromSeconds(5));
            File.Delete(Path.Combine(folder.Root, "echo.log"));
        }
    }

    /// <summary>Answers a second, each over a connection of its own, by several clients at once.</summary>
    private async Task<double> RateAsync(
        IPEndPoint end, string request, TimeSpan length, CancellationToken cancellation)
    {
        var text = Encoding.ASCII.GetBytes(request);
        var begun = time.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Run(
            async () =>
            {
                var count = 0;
                var buffer = new byte[512];
                while (time.GetElapsedTime(begun) < length)
                {
                    try
                    {
                        using var socket = new Socket(
                            AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                        await socket.ConnectAsync(end, cancellation);
                        await socket.SendAsync(text, cancellation);
                        count += await socket.ReceiveAsync(buffer, cancellation) > 0 ? 1 : 0;
                    }
                    catch (SocketException)
                    {
                        // It does not keep up: what is not answered does not count.
                    }
                }

                return count;
            },
            cancellation)));
        return counts.Sum() / time.GetElapsedTime(begun).TotalSeconds;
    }

    private async Task<double> WritesAsync(LabSettings settings, string address, TimeSpan length)
    {
        var (own, authority) = ClientCertificate.Load(folder, settings.Cluster, time)
            ?? throw new LabException("the cluster is not founded yet", "wait until the lab is whole");
        var session = new WriteSession(
            () => new EtcdClient(
                $"https://{address}:{settings.ClientPort}", own, authority, TimeSpan.FromSeconds(2)),
            "bench-" + RandomNumberGenerator.GetHexString(8, lowercase: true), Clients, time);
        session.Start(TimeSpan.Zero);
        await Task.Delay(TimeSpan.FromSeconds(1), time);
        var (from, begun) = (session.Acknowledged, time.GetTimestamp());
        await Task.Delay(length, time);
        var rate = (session.Acknowledged - from) / time.GetElapsedTime(begun).TotalSeconds;
        await session.StopAsync();
        await session.DeleteAsync(CancellationToken.None);
        return rate;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
