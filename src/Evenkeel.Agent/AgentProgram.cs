using System.Runtime.InteropServices;
using System.Security.Cryptography;
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

        if (arguments is not ["--config", var file] || file.Length == 0)
        {
            await host.Terminal.Error.WriteAsync(Usage);
            return WrongUsage;
        }

        if (Read(file) is not { } node)
        {
            return WrongUsage;
        }

        if (node.Platform is not PlatformSettings.Local
            || node.Kubernetes.Distribution != NodeDistribution.None)
        {
            await host.Terminal.Error.WriteAsync(
                "evenkeel-agent: so far it runs etcd alone, on the local platform\n");
            return WrongUsage;
        }

        return await RunAsync(node, (PlatformSettings.Local)node.Platform, Path.GetFullPath(file));
    }

    private async Task<int> RunAsync(NodeConfiguration node, PlatformSettings.Local local, string file)
    {
        var home = Path.GetDirectoryName(file)!;
        var run = Path.Combine(home, "run");
        Directory.CreateDirectory(
            run, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var alone = Lock(Path.Combine(run, "agent.lock"));
        if (alone is null)
        {
            await host.Terminal.Error.WriteAsync($"evenkeel-agent: another agent runs in {run}\n");
            return Busy;
        }

        var log = new AgentLog(host.Terminal.Out, host.Time);
        using var ended = new CancellationTokenSource();
        using var agent = new AgentHost(node, Platform(node, local, home, run), run, log, host.Time);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var leaves = PosixSignalRegistration.Create(LeaveSignal, context =>
        {
            context.Cancel = true;
            agent.Leave();
        });
        await agent.RunAsync(ended.Token);
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

        return node;
    }

    private LocalPlatform Platform(
        NodeConfiguration node, PlatformSettings.Local local, string home, string run) => new(
        node, Path.GetFullPath(local.Folder, home), Instance(Path.Combine(run, "instance")),
        host.Environment("PATH") ?? "");

    /// <summary>A machine of a lab is known by a name in its folder, which is drawn where there is
    /// none.</summary>
    private static string Instance(string file)
    {
        if (PrivateFile.ReadOrNull(file)?.Trim() is { Length: > 0 } known)
        {
            return known;
        }

        var drawn = "i-" + RandomNumberGenerator.GetHexString(17, lowercase: true);
        PrivateFile.Replace(file, drawn + "\n");
        return drawn;
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
