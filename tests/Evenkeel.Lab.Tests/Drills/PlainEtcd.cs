using System.Diagnostics;
using Evenkeel.Lab.Etcd;

namespace Evenkeel.Lab.Tests.Drills;

/// <summary>One member of etcd on loopback, without TLS.</summary>
internal sealed class PlainEtcd : IDisposable
{
    private readonly string data = Directory.CreateTempSubdirectory("evenkeel-etcd").FullName;
    private readonly string program = Programs.Require("etcd", "the Debian package etcd-server");
    private readonly int peers = FreePorts.Next();
    private Process? process;

    public PlainEtcd() => Start();

    public int Port { get; } = FreePorts.Next();

    public EtcdClient Client() => new($"http://127.0.0.1:{Port}", null, null, TimeSpan.FromSeconds(2));

    public void Start()
    {
        process = Process.Start(new ProcessStartInfo(program,
        [
            $"--data-dir={data}", $"--listen-client-urls=http://127.0.0.1:{Port}",
            $"--advertise-client-urls=http://127.0.0.1:{Port}", $"--listen-peer-urls=http://127.0.0.1:{peers}",
            $"--initial-advertise-peer-urls=http://127.0.0.1:{peers}",
            $"--initial-cluster=default=http://127.0.0.1:{peers}", "--log-level=error",
        ])
        {
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
    }

    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    public async Task<EtcdMemberStatus> AwaitAsync()
    {
        using var client = Client();
        for (var i = 0; ; i++)
        {
            try
            {
                return await client.StatusAsync(TestContext.Current.CancellationToken);
            }
            catch (Exception e) when (
                i < 600 && e is HttpRequestException or IOException or OperationCanceledException)
            {
                await Task.Delay(50);
            }
        }
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(data, recursive: true);
    }
}
