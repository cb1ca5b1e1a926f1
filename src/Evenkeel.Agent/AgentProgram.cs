using System.Runtime.InteropServices;
using Evenkeel.Agent.Hosting;
using Evenkeel.Agent.Logging;
using Evenkeel.Agent.Platforms;
using Evenkeel.Core.Diagnostics;
using Evenkeel.Core.Model.Node;
using Evenkeel.Core.Text;
using Evenkeel.Platform;

namespace Evenkeel.Agent;

/// <summary><c>evenkeel-agent --config node.json</c>.</summary>
internal sealed class AgentProgram(Host host)
{
    private const int Held = 0;
    private const int WrongUsage = 2;
    private const int Busy = 3;

    /// <summary>SIGUSR1: the node drains and lets go of its slot.</summary>
    private const PosixSignal LeaveSignal = (PosixSignal)10;

    private const string Usage = """
        usage: evenkeel-agent --config FILE
               evenkeel-agent run FILE

        Runs a node of a cluster as FILE (node.json) says, until it is ended. What it runs lives on
        when it ends, and the next agent takes it over. SIGUSR1 lets the node drain and leave.

        """;

    /// <summary>Runs it.</summary>
    public async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--help"] or ["-h"])
        {
            await host.Terminal.Out.WriteAsync(Usage);
            return Held;
        }

        if (arguments is not ["--config" or "run", { Length: > 0 } file])
        {
            await host.Terminal.Error.WriteAsync(Usage);
            return WrongUsage;
        }

        return Read(file) is { } node ? await RunAsync(node, Path.GetFullPath(file)) : WrongUsage;
    }

    private async Task<int> RunAsync(NodeConfiguration node, string file)
    {
        var home = Path.GetDirectoryName(file)!;
        var run = node.Platform is PlatformSettings.Local
            ? Path.Combine(home, "run") : "/var/lib/evenkeel/run";
        Directory.CreateDirectory(
            run, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var alone = Lock(Path.Combine(run, "agent.lock"));
        if (alone is null)
        {
            await host.Terminal.Error.WriteAsync($"evenkeel-agent: another agent runs in {run}\n");
            return Busy;
        }

        using var ended = new CancellationTokenSource();
        AgentHost? agent = null;
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var leaves = PosixSignalRegistration.Create(LeaveSignal, context =>
        {
            context.Cancel = true;
            agent?.Leave();
        });
        var log = new AgentLog(host.Terminal.Out, host.Time);
        using var platform = new PlatformChoice(host);
        try
        {
            using var systemd = new Systemd(host.Environment);
            using (agent = new AgentHost(
                node, await platform.OpenAsync(node, home, run, ended.Token), run, log, host.Time, systemd))
            {
                await agent.RunAsync(ended.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // It was ended before it had begun.
        }

        return Held;

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.Cancel();
        }
    }

    private NodeConfiguration? Read(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            host.Terminal.Error.Write($"evenkeel-agent: {file} cannot be read: {e.Message}\n");
            return null;
        }

        var diagnostics = new DiagnosticBag();
        var node = NodeConfigurationReader.Read(new SourceText(file, text), diagnostics);
        if (diagnostics.Count > 0)
        {
            host.Terminal.Error.Write(DiagnosticText.Format(diagnostics, colour: false));
        }

        if (node is { Platform: PlatformSettings.Local, Slot: null, Role: not NodeRole.Worker })
        {
            host.Terminal.Error.Write($"evenkeel-agent: {file}: a local node has to name its slot\n");
            return null;
        }

        return node;
    }

    private static FileStream? Lock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
