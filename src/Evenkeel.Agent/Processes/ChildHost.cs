using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Processes;

/// <summary>
/// Runs children that outlive the agent. Each has a session of its own, prints into a file, and writes who it
/// is
/// into a pid file before it becomes the program, so that the next agent finds it whenever this one dies.
/// </summary>
/// <param name="folders">Where pid files and outputs lie.</param>
/// <param name="clock">Milliseconds on a clock that never goes back.</param>
/// <param name="exited">Hears of every end that was not part of <see cref="RestartAsync"/>.</param>
internal sealed class ChildHost(
    NodeFolders folders, Func<long> clock, Action<Child, ExitReason, string> exited)
{
    /// <summary>
    /// The pid file holds the process' own line of /proc and the machine's boot; then the program takes the
    /// shell's place, so that the number stays.
    /// </summary>
    private const string Script = """
        umask 077
        cat "/proc/$$/stat" /proc/sys/kernel/random/boot_id >"$1.new" && mv "$1.new" "$1" || exit 126
        exec >>"$2" 2>&1 </dev/null
        shift 2
        exec setsid "$@"
        """;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Appear = TimeSpan.FromSeconds(5);

    private readonly string boot = ProcessIdentity.PresentBoot();
    private readonly Lock gate = new();
    private readonly Dictionary<Child, Running> running = [];

    /// <summary>Finds the children that live on from an agent before.</summary>
    public IReadOnlyList<Child> Adopt()
    {
        foreach (var child in Enum.GetValues<Child>())
        {
            if (PrivateFile.ReadOrNull(PidFile(child)) is { } text
                && ProcessIdentity.Parse(text, boot) is { } identity && identity.IsAlive())
            {
                var found = new Running(
                    identity, null, clock(), 0, PrivateFile.ReadOrNull(PrivateMark(child))?.Trim());
                lock (gate)
                {
                    running[child] = found;
                }

                _ = WatchAsync(child, found);
            }
        }

        lock (gate)
        {
            return [.. running.Keys.Order()];
        }
    }

    /// <summary>When the child that runs was started, by the clock; null where none runs.</summary>
    public long? StartedAt(Child child)
    {
        lock (gate)
        {
            return running.TryGetValue(child, out var found) ? found.Since : null;
        }
    }

    /// <summary>Where the child that runs listens, if that is told to nobody; else null.</summary>
    public string? PrivateUrl(Child child)
    {
        lock (gate)
        {
            return running.TryGetValue(child, out var found) ? found.PrivateUrl : null;
        }
    }

    /// <summary>The children that run, in their order.</summary>
    public IReadOnlyList<Child> Alive()
    {
        lock (gate)
        {
            return [.. running.Keys.Order()];
        }
    }

    /// <summary>Starts a child; where it runs already, nothing happens.</summary>
    /// <exception cref="IOException">It cannot be started.</exception>
    public async Task StartAsync(Child child, ChildCommand command, CancellationToken cancellation)
    {
        if (StartedAt(child) is not null)
        {
            return;
        }

        Directory.CreateDirectory(folders.Children);
        Directory.CreateDirectory(folders.Logs);
        var (pidFile, log) = (PidFile(child), LogFile(child));
        File.Delete(pidFile);
        Mark(child, command.PrivateUrl);
        var from = new FileInfo(log) is { Exists: true } present ? present.Length : 0;
        var process = Spawn([pidFile, log, command.Program, .. command.Arguments]);
        var deadline = clock() + (long)Appear.TotalMilliseconds;
        ProcessIdentity? identity = null;
        while (identity is null)
        {
            identity = ProcessIdentity.Parse(PrivateFile.ReadOrNull(pidFile) ?? "", boot);
            if (identity is null && (process.HasExited || clock() > deadline))
            {
                throw new IOException($"{Name(child)} did not start: {LastWords.Read(log, from).Line}");
            }

            if (identity is null)
            {
                await Task.Delay(10, cancellation);
            }
        }

        var started = new Running(identity, process, clock(), from, command.PrivateUrl);
        lock (gate)
        {
            running[child] = started;
        }

        _ = WatchAsync(child, started);
    }

    /// <summary>Ends a child without telling, and starts it in another way.</summary>
    public async Task RestartAsync(Child child, ChildCommand command, CancellationToken cancellation)
    {
        Running? found;
        lock (gate)
        {
            if (!running.TryGetValue(child, out found))
            {
                return;
            }

            found.IsTold = false;
        }

        Signals.Send(found.Identity.Id, Signals.Terminate);
        await found.Gone.Task.WaitAsync(cancellation);
        await StartAsync(child, command, cancellation);
    }

    /// <summary>Sends a signal to a child that runs.</summary>
    public void Signal(Child child, int signal)
    {
        Running? found;
        lock (gate)
        {
            running.TryGetValue(child, out found);
        }

        if (found is not null && found.Identity.IsAlive())
        {
            Signals.Send(found.Identity.Id, signal);
        }
    }

    /// <summary>Asks a child to end, and kills it after a time.</summary>
    public void Stop(Child child, TimeSpan grace)
    {
        Running? found;
        lock (gate)
        {
            running.TryGetValue(child, out found);
        }

        if (found is not null)
        {
            _ = StopAsync(found, grace);
        }
    }

    /// <summary>The file of what a child prints.</summary>
    public string LogFile(Child child) => Path.Combine(folders.Logs, Name(child) + ".log");

    /// <summary>A child's name in files.</summary>
    public static string Name(Child child) => child switch
    {
        Child.Etcd => "etcd",
        Child.K3s => "k3s",
        Child.ApiServer => "kube-apiserver",
        Child.ControllerManager => "kube-controller-manager",
        Child.Scheduler => "kube-scheduler",
        Child.Kubelet => "kubelet",
        Child.Proxy => "kube-proxy",
        _ => throw new InvalidOperationException($"child {child}"),
    };

    private static Process Spawn(string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Script, "sh", .. arguments])
        {
            WorkingDirectory = "/",
        };

        // What systemd tells the agent is not meant for its children.
        foreach (var name in new[] { "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS" })
        {
            start.Environment.Remove(name);
        }

        try
        {
            return Process.Start(start) ?? throw new IOException("no process was started");
        }
        catch (Win32Exception e)
        {
            throw new IOException("/bin/sh cannot be run: " + e.Message, e);
        }
    }

    private static async Task StopAsync(Running found, TimeSpan grace)
    {
        Signals.Send(found.Identity.Id, Signals.Terminate);
        Signals.Send(found.Identity.Id, Signals.Continue);
        if (await Task.WhenAny(found.Gone.Task, Task.Delay(grace)) != found.Gone.Task)
        {
            Signals.Send(found.Identity.Id, Signals.Kill);
        }
    }

    private async Task WatchAsync(Child child, Running found)
    {
        var how = "";
        if (found.Process is { } own)
        {
            await own.WaitForExitAsync();
            how = string.Create(CultureInfo.InvariantCulture, $"exit code {own.ExitCode}");
            own.Dispose();
        }
        else
        {
            // It is not this process' child: all that can be seen is that it is gone.
            while (found.Identity.IsAlive())
            {
                await Task.Delay(Look);
            }
        }

        lock (gate)
        {
            running.Remove(child);
        }

        found.Gone.SetResult();
        if (found.IsTold)
        {
            var (reason, line) = LastWords.Read(LogFile(child), found.LogFrom);
            exited(child, reason, string.Join(": ", new[] { how, line }.Where(t => t.Length > 0)));
        }
    }

    private void Mark(Child child, string? privateUrl)
    {
        if (privateUrl is not null)
        {
            PrivateFile.Replace(PrivateMark(child), privateUrl + "\n");
        }
        else
        {
            File.Delete(PrivateMark(child));
        }
    }

    private string PidFile(Child child) => Path.Combine(folders.Children, Name(child) + ".pid");

    private string PrivateMark(Child child) => Path.Combine(folders.Children, Name(child) + ".private");

    private sealed class Running(
        ProcessIdentity identity, Process? process, long since, long logFrom, string? privateUrl)
    {
        public ProcessIdentity Identity { get; } = identity;

        public Process? Process { get; } = process;

        public long Since { get; } = since;

        public long LogFrom { get; } = logFrom;

        public string? PrivateUrl { get; } = privateUrl;

        public bool IsTold { get; set; } = true;

        public TaskCompletionSource Gone { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
