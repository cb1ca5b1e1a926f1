using System.Diagnostics;
using Evenkeel.Agent.Processes;

namespace Evenkeel.Agent.Tests;

/// <summary>An etcd of its own, without certificates, for what needs real data.</summary>
internal sealed class LoneEtcd : IDisposable
{
    private const string HowToGetEtcd = "the Debian packages etcd-server and etcd-client";
    private readonly Process process;
    private readonly string url = $"http://127.0.0.1:{FreePorts.Next()}";
    private readonly string folder;

    public LoneEtcd(string folder)
    {
        this.folder = folder;
        var program = Programs.Require("etcd", HowToGetEtcd);
        Etcdctl = Programs.Require("etcdctl", HowToGetEtcd);
        var peer = $"http://127.0.0.1:{FreePorts.Next()}";
        process = Process.Start(new ProcessStartInfo(
            program,
            [
                $"--data-dir={folder}/etcd", $"--listen-client-urls={url}", $"--advertise-client-urls={url}",
                $"--listen-peer-urls={peer}", $"--initial-advertise-peer-urls={peer}",
                $"--initial-cluster=default={peer}", "--logger=zap", $"--log-outputs={folder}/etcd.log",
            ])
        {
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        for (var i = 0; Control("endpoint", "health").Exit != 0; i++)
        {
            Assert.True(i < 300 && !process.HasExited, "etcd does not answer");
            Thread.Sleep(50);
        }
    }

    public string Etcdctl { get; }

    public string Database => $"{folder}/etcd/member/snap/db";

    public void Put(int keys)
    {
        using var client = new HttpClient();
        var value = Convert.ToBase64String(new byte[400]);
        for (var i = 0; i < keys; i++)
        {
            var key = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"key{i:D6}"));
            using var content = new StringContent($$"""{"key":"{{key}}","value":"{{value}}"}""");
            using var response = client.PostAsync(new Uri($"{url}/v3/kv/put"), content).GetAwaiter().GetResult();
            response.EnsureSuccessStatusCode();
        }
    }

    public void Stop()
    {
        if (!process.HasExited)
        {
            // Killed, it would leave out of its database what is in its log alone.
            Signals.Send(process.Id, Signals.Terminate);
            process.WaitForExit();
        }
    }

    public void Dispose()
    {
        Stop();
        process.Dispose();
    }

    private static Dictionary<string, string> Environment => new() { ["ETCDCTL_API"] = "3" };

    /// <summary>Runs etcdctl against it.</summary>
    public (int Exit, string Output) Control(params string[] arguments) =>
        Programs.Run(Etcdctl, folder, Environment, [$"--endpoints={url}", .. arguments]);
}
