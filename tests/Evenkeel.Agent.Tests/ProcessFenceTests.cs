using Evenkeel.Agent.Execution;
using Evenkeel.Agent.Http;
using Evenkeel.Agent.Logging;
using Evenkeel.Agent.Processes;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Tests;

/// <summary>Orders that stop a process where it is, and let it go on, on a real process.</summary>
public sealed class ProcessFenceTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("evenkeel-fence-");
    private readonly ChildHost children;
    private readonly OrderExecutor orders;

    public ProcessFenceTests()
    {
        var run = Path.Combine(folder.FullName, "run");
        var folders = new NodeFolders(Path.Combine(folder.FullName, "data"), run);
        children = new ChildHost(folders, () => Environment.TickCount64, (_, _, _) => { });
        orders = new OrderExecutor(
            children, new ProcessFence(children, () => { }), new VolumeMemory(Path.Combine(run, "volume")),
            new NodeStatus(), new AgentLog(TextWriter.Null, TimeProvider.System));
    }

    public void Dispose()
    {
        children.Signal(Child.Etcd, Signals.Kill);
        SpinWait.SpinUntil(() => children.StartedAt(Child.Etcd) is null, 10_000);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_is_cut_off_stands_still_until_it_may_be_reached()
    {
        await StartAsync();
        orders.Run(new Fence());
        State().ShouldBe('T');
        orders.Run(new Unfence());
        State().ShouldBe('S');
    }

    [Fact]
    public async Task An_etcd_that_somebody_else_stopped_is_not_set_going_by_what_is_remembered_of_its_volume()
    {
        await StartAsync();
        children.Signal(Child.Etcd, Signals.Stop);
        orders.Run(new RememberVolume("vol-1 1"));
        State().ShouldBe('T');
    }

    [Fact]
    public async Task What_an_agent_before_cut_off_goes_on_once_it_may_be_reached()
    {
        await StartAsync();
        children.Signal(Child.Etcd, Signals.Stop);
        orders.Run(new Unfence());
        State().ShouldBe('S');
    }

    private Task StartAsync() => children.StartAsync(
        Child.Etcd, new ChildCommand("/bin/sleep", ["600"], null), TestContext.Current.CancellationToken);

    /// <summary>The state of the process, once it is settled: signals take a moment to be seen.</summary>
    private char State()
    {
        var pid = ProcessIdentity.Parse(
            File.ReadAllText(Path.Combine(folder.FullName, "run", "children", "etcd.pid")),
            ProcessIdentity.PresentBoot())!.Id;
        var states = new Queue<char>();
        while (states.Count < 5 || states.Distinct().Count() > 1)
        {
            Thread.Sleep(20);
            states.Enqueue(File.ReadAllText($"/proc/{pid}/stat").Split(')')[^1].Trim()[0]);
            if (states.Count > 5) states.Dequeue();
        }

        return states.Last();
    }
}
