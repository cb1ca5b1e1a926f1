using System.Globalization;
using System.Net;
using Evenkeel.Core.Model.Node;
using Evenkeel.Lab.Layout;
using Evenkeel.Lab.Processes;

namespace Evenkeel.Lab.HealthChecks;

/// <summary>
/// A worker beside the slots of a lab: a real agent, whose kubelet and kube-proxy are stand-ins that answer
/// at their health ports and run nothing.
/// </summary>
/// <param name="folder">The lab.</param>
/// <param name="settings">What it is made of.</param>
internal sealed class WorkerStandIn(LabFolder folder, LabSettings settings) : IDisposable
{
    /// <summary>Its name among the lab's parts.</summary>
    public const string Name = "worker";

    /// <summary>What stands in, at the ports where an agent asks (kubernetes.io, component flags).</summary>
    private static readonly (string Program, int Port)[] StandIns =
        [("kubelet", 10248), ("kube-proxy", 10256)];

    private static readonly TimeSpan DeathLimit = TimeSpan.FromSeconds(20);

    /// <summary>Takes the whole request, so that the answer is not lost by a reset.</summary>
    private const string Answer = """
        #!/bin/sh
        while read -r line && [ "${#line}" -gt 1 ]; do :; done
        printf 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok'

        """;

    private readonly LabMarks marks = new(folder.Root);

    /// <summary>Its address: an agent that has no slot answers at the machine's own loopback.</summary>
    public static IPAddress Address => IPAddress.Loopback;

    /// <summary>Whether it can be run here.</summary>
    public static bool IsPossible => ToolRunner.Find("socat") is not null;

    private string Programs => Path.Combine(folder.Slot(Name), "bin");

    /// <summary>Starts it.</summary>
    public void Start()
    {
        // One that a command left which was cut short.
        marks.KillAll(Name, DeathLimit);
        Directory.CreateDirectory(Programs);
        Write("answer", Answer);
        foreach (var (program, port) in StandIns)
        {
            Write(program, string.Create(CultureInfo.InvariantCulture, $"""
                #!/bin/sh
                cd "$(dirname "$0")" || exit
                exec socat TCP-LISTEN:{port},bind=127.0.0.1,fork,reuseaddr EXEC:./answer

                """));
        }

        File.WriteAllText(folder.NodeFile(Name), NodeConfigurationWriter.Write(Configuration()));
        ToolRunner.Start(
            [.. settings.Agent, "--config", folder.NodeFile(Name)], folder.AgentLog(Name),
            new Dictionary<string, string>(marks.Environment(Name))
            {
                ["PATH"] = Programs + Path.PathSeparator + settings.Path,
            });
    }

    /// <summary>Kills its kubelet, if one runs just now.</summary>
    public void KillKubelet()
    {
        var file = Path.Combine(folder.Run(Name), "children", "kubelet.pid");
        if (File.Exists(file)
            && int.TryParse(
                File.ReadAllText(file).Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture,
                out var id)
            && marks.Find(Name).Any(p => p.Id == id))
        {
            Signals.Send(id, Signals.Kill);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        marks.KillAll(Name, DeathLimit);
        Directory.Delete(folder.Slot(Name), recursive: true);
    }

    private NodeConfiguration Configuration() => new()
    {
        Cluster = settings.Cluster,
        Role = NodeRole.Worker,
        Zone = settings.Zones[0].Name,
        Slots = [],
        Platform = new PlatformSettings.Local(folder.Cloud),
        Etcd = new() { Version = settings.EtcdVersion },
        Kubernetes = new()
        {
            Distribution = NodeDistribution.Upstream,
            Version = settings.KubernetesVersion ?? "1.36.0",
            Endpoint = $"https://{settings.Name}:{settings.ApiPort}",
        },
        Health = new() { Port = settings.HealthPort, Judges = [HealthSubject.Kubelet, HealthSubject.Proxy] },
    };

    private void Write(string program, string text)
    {
        var path = Path.Combine(Programs, program);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(
            path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
