using System.Diagnostics;
using System.Globalization;
using Evenkeel.Agent.Processes;
using Evenkeel.Core.Model.Node;

namespace Evenkeel.Agent.Tests;

/// <summary>
/// Agents of a cluster as a person would start them by hand: a folder with a node.json each, and one that plays AWS.
/// </summary>
internal sealed class LocalCluster : IDisposable
{
    public const string HowToGetEtcd = "the Debian packages etcd-server and etcd-client";

    /// <summary>So long that it decides nothing but how long a test that fails takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("evenkeel-cluster-");
    private readonly Dictionary<string, Process> agents = new(StringComparer.Ordinal);
    private readonly HttpClient client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly NodeConfiguration template;

    public LocalCluster(int slots = 3, Func<NodeConfiguration, NodeConfiguration>? change = null)
    {
        var etcd = Programs.Require("etcd", HowToGetEtcd);
        Programs.Require("etcdctl", HowToGetEtcd);
        var version = Programs.Run(etcd, "/", new Dictionary<string, string>(), "--version").Output
            .Split('\n')[0].Split(':')[1].Trim();
        var third = Random.Shared.Next(1, 250);
        var all = Enumerable.Range(0, slots).Select(i => new SlotAddress(
            $"{(char)('a' + i)}", $"eu-west-1{(char)('a' + i)}", $"127.{Environment.ProcessId % 200 + 20}.{third}.{i + 1}"));
        template = new NodeConfiguration
        {
            Cluster = "shop",
            Role = NodeRole.Server,
            Zone = "",
            Slots = [.. all],
            Platform = new PlatformSettings.Local("../world"),
            Etcd = new() { Version = version, QuotaBytes = 1 << 28, SnapshotEvery = TimeSpan.FromHours(1) },
            Kubernetes = new() { Distribution = NodeDistribution.None },
            Timings = new()
            {
                Claim = TimeSpan.FromSeconds(15),
                Replace = TimeSpan.FromSeconds(3),
                Mark = TimeSpan.FromSeconds(5),
            },
        };
        template = change?.Invoke(template) ?? template;
        var parameters = Directory.CreateDirectory(World("parameters/evenkeel/shop"));
        File.WriteAllText(Path.Combine(parameters.FullName, "incarnation"), "one\n");
    }

    public IReadOnlyList<string> Slots => [.. template.Slots.Select(s => s.Name)];

    public string World(string path) => Path.Combine(folder.FullName, "world", path);

    public string Run(string slot, string path) => Path.Combine(folder.FullName, slot, "run", path);

    public void Start(string slot)
    {
        var home = Directory.CreateDirectory(Path.Combine(folder.FullName, slot)).FullName;
        var address = template.Slots.First(s => s.Name == slot);
        File.WriteAllText(
            Path.Combine(home, "node.json"),
            NodeConfigurationWriter.Write(template with { Slot = slot, Zone = address.Zone }));
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "evenkeel-agent"), ["--config", Path.Combine(home, "node.json")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath);
        var log = new StreamWriter(Path.Combine(home, "agent.log"), append: true) { AutoFlush = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Write(log, line.Data);
        process.ErrorDataReceived += (_, line) => Write(log, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        agents[slot] = process;
    }

    /// <summary>Kills an agent; what it started lives on.</summary>
    public void KillAgent(string slot)
    {
        agents[slot].Kill();
        agents[slot].WaitForExit();
    }

    /// <summary>The number of a slot's etcd; null where none runs.</summary>
    public int? EtcdOf(string slot) =>
        PrivateFile.ReadOrNull(Run(slot, "children/etcd.pid")) is { } text
            && ProcessIdentity.Parse(text, ProcessIdentity.PresentBoot()) is { } found && found.IsAlive()
            ? found.Id : null;

    /// <summary>What a slot's agent answers.</summary>
    public async Task<(int Code, string Text)> AskAsync(string slot, string path)
    {
        var address = template.Slots.First(s => s.Name == slot).Address;
        try
        {
            using var answer = await client.GetAsync(
                new Uri($"http://{address}:{template.Health.Port}{path}"), TestContext.Current.CancellationToken);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException e)
        {
            return (0, e.Message);
        }
    }

    /// <summary>Waits until a slot's agent says something, by its verdict in full.</summary>
    public Task UntilSaysAsync(string slot, string text) => UntilAsync(
        async () => (await AskAsync(slot, "/healthz?verbose")).Text.Contains(text, StringComparison.Ordinal),
        $"{slot} says {text}");

    /// <summary>Waits until slots serve.</summary>
    public async Task UntilHealthyAsync(params IEnumerable<string> slots)
    {
        foreach (var slot in slots)
        {
            await UntilAsync(async () => (await AskAsync(slot, "/healthz")).Code == 200, $"{slot} is healthy");
        }
    }

    /// <summary>Waits for a condition, and fails with everything that the agents said.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                Assert.Fail($"it never came about that {what}\n" + Logs());
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Asks the members by etcd's own tool.</summary>
    public (int Exit, string Output) Control(IEnumerable<string> slots, params string[] arguments)
    {
        var pki = Run(Slots[0], "pki");
        var ends = slots.Select(s => string.Create(
            CultureInfo.InvariantCulture,
            $"https://{template.Slots.First(t => t.Name == s).Address}:{template.Etcd.ClientPort}"));
        return Programs.Run(
            Programs.Require("etcdctl", HowToGetEtcd), "/",
            new Dictionary<string, string> { ["ETCDCTL_API"] = "3" },
            [
                $"--endpoints={string.Join(',', ends)}", $"--cacert={pki}/etcd-ca.crt",
                $"--cert={pki}/etcd-client.crt", $"--key={pki}/etcd-client.key", .. arguments,
            ]);
    }

    public string Logs() => string.Concat(Slots.Select(slot =>
        $"--- {slot}\n" + (PrivateFile.ReadOrNull(Path.Combine(folder.FullName, slot, "agent.log")) ?? "")));

    public void Dispose()
    {
        foreach (var agent in agents.Values)
        {
            agent.Kill();
            agent.WaitForExit();
            agent.Dispose();
        }

        foreach (var slot in Slots)
        {
            if (EtcdOf(slot) is { } etcd)
            {
                Signals.Send(etcd, Signals.Kill);
            }
        }

        client.Dispose();
        for (var i = 0; Slots.Any(s => EtcdOf(s) is not null) && i < 100; i++)
        {
            Thread.Sleep(50);
        }

        folder.Delete(recursive: true);
    }

    private static void Write(StreamWriter log, string? line)
    {
        if (line is not null)
        {
            lock (log)
            {
                log.WriteLine(line);
            }
        }
    }
}
