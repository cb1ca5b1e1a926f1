namespace Evenkeel.Lab.Tests;

/// <summary>A lab of three slots on loopback, with the agent and the balancer of this build.</summary>
public sealed class RunningLab : IAsyncLifetime
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("evenkeel-lab");

    internal LabRunner Runner => new(Folder, TimeProvider.System);

    internal Layout.LabFolder Folder => new(Path.Combine(root.FullName, "lab"));

    public async ValueTask InitializeAsync()
    {
        if (Programs.Find("etcd") is null) return;

        await Runner.UpAsync(
            new LabOptions
            {
                Disks = Layout.LabDiskKind.Folders, ProbeInterval = TimeSpan.FromMilliseconds(500),
                Replace = TimeSpan.FromSeconds(2),
            },
            new LabPrograms([Beside("evenkeel-agent")], [Beside("evenkeel"), "lab", "balancer", "--dir"]), default);
        (await Runner.AwaitWholeAsync(TimeSpan.FromMinutes(3), default)).ShouldBeNull();
    }

    public ValueTask DisposeAsync()
    {
        Runner.Down();
        root.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Beside(string program) => Path.Combine(AppContext.BaseDirectory, program);
}
