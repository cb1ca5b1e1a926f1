using System.Diagnostics;
using Evenkeel.Lab.Drills;
using Evenkeel.Lab.Etcd;
using Evenkeel.Lab.Layout;
using Evenkeel.Lab.Machines;

namespace Evenkeel.Lab.Tests;

/// <summary>A lab of three slots on loopback, with the agent and the balancer of this build.</summary>
internal sealed class LabInstance : IDisposable
{
    /// <summary>So long that it decides nothing but how long a test that fails takes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("evenkeel-lab");

    public LabRunner Runner => new(Folder, TimeProvider.System);

    public LabFolder Folder => new(Path.Combine(root.FullName, "lab"));

    /// <summary>Starts it, and waits until it is whole.</summary>
    public async Task UpAsync()
    {
        await Runner.UpAsync(
            new LabOptions
            {
                Disks = LabDiskKind.Folders, ProbeInterval = TimeSpan.FromMilliseconds(500),
                Replace = TimeSpan.FromSeconds(2), SnapshotEvery = TimeSpan.FromSeconds(3),

                // On a machine that is busy with all tests at once, silence tells little.
                ChildHung = TimeSpan.FromMinutes(1),
            },
            new LabPrograms([Beside("evenkeel-agent")], [Beside("evenkeel"), "lab", "balancer", "--dir"]), default);
        await WholeAsync();
    }

    public async Task WholeAsync() => (await Runner.AwaitWholeAsync(Limit, default)).ShouldBeNull();

    /// <summary>A slot's machine.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="missing">A rule that an agent lacks which is started there; null for none.</param>
    public Machine Machine(string slot, string? missing = null)
    {
        var settings = Folder.Settings();
        return new Machine(
            Folder,
            missing is null ? settings : settings with
            {
                Agent =
                [
                    "/usr/bin/env", $"DOTNET_STARTUP_HOOKS={typeof(StartupHook).Assembly.Location}",
                    $"{StartupHook.Variable}={missing}", .. settings.Agent,
                ],
            },
            settings.Slot(slot));
    }

    public async Task<SlotStatus> StatusAsync(string slot) =>
        (await Runner.StatusAsync(default)).Slots.Single(s => s.Name == slot);

    /// <summary>Waits until a slot is as it should be.</summary>
    public async Task<SlotStatus> UntilAsync(string slot, Func<SlotStatus, bool> isSo)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var status = await StatusAsync(slot);
            if (isSo(status)) return status;

            Assert.True(
                TimeProvider.System.GetElapsedTime(begun) < Limit,
                $"it did not come about at slot {slot}: {status.Verdict}, {status.Etcd}, {status.ClusterId}, "
                + string.Join("; ", status.Reasons.Select(r => $"{r.Code} {r.Text}")));
            await Task.Delay(100);
        }
    }

    /// <summary>Waits until a slot's agent gives a reason and says what an operator has to do.</summary>
    public Task<SlotStatus> RefusedAsync(string slot, string code, string remedy) => UntilAsync(
        slot, s => s.Verdict == "failing" && s.Reasons.Any(r => r.Code == code && r.Text.Contains(remedy)));

    /// <summary>A client of one slot's member; of the balancer where none is named.</summary>
    public EtcdClient Client(string? slot = null)
    {
        var settings = Folder.Settings();
        return ClientOf(
            $"https://{(slot is null ? settings.Name : settings.Slot(slot).Address)}:{settings.ClientPort}");
    }

    /// <summary>A client of what listens at a URL.</summary>
    public EtcdClient ClientOf(string url)
    {
        var (own, authority) = ClientCertificate.Load(Folder, Folder.Settings().Cluster, TimeProvider.System)!.Value;
        return new EtcdClient(url, own, authority, TimeSpan.FromSeconds(5));
    }

    /// <summary>Writes through the balancer until so many keys are acknowledged.</summary>
    public async Task<WriteSession> WrittenAsync(string name, int keys)
    {
        var session = new WriteSession(() => Client(), name, 2, TimeProvider.System);
        session.Start(TimeSpan.FromMilliseconds(10));
        var begun = TimeProvider.System.GetTimestamp();
        while (session.Acknowledged < keys)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Limit, "nothing is written");
            await Task.Delay(20);
        }

        await session.StopAsync();
        return session;
    }

    /// <summary>Runs a command about the lab, as a user does.</summary>
    public (int Exit, string Output) Run(string command, params string[] arguments) => Programs.Run(
        Beside("evenkeel"), "/",
        new Dictionary<string, string> { ["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath)! },
        ["lab", command, "--dir", Folder.Root, .. arguments]);

    /// <summary>Starts a command about the lab, which is not waited for.</summary>
    public Process Start(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(Beside("evenkeel"), ["lab", command, "--dir", Folder.Root, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath);
        return Process.Start(start)!;
    }

    public void Dispose()
    {
        Runner.Down();
        root.Delete(recursive: true);
    }

    private static string Beside(string program) => Path.Combine(AppContext.BaseDirectory, program);
}
