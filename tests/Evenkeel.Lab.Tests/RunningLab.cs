namespace Evenkeel.Lab.Tests;

/// <summary>One lab for the tests of a class.</summary>
public sealed class RunningLab : IAsyncLifetime
{
    internal LabInstance Lab { get; } = new();

    internal LabRunner Runner => Lab.Runner;

    internal Layout.LabFolder Folder => Lab.Folder;

    public async ValueTask InitializeAsync()
    {
        // Without etcd each test is skipped by itself, and says so.
        if (Programs.Find("etcd") is not null) await Lab.UpAsync();
    }

    public ValueTask DisposeAsync()
    {
        Lab.Dispose();
        return ValueTask.CompletedTask;
    }
}
