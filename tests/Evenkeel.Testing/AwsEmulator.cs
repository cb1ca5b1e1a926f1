using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Xunit;

namespace Evenkeel.Testing;

/// <summary>
/// An empty AWS account on loopback (moto_server). Tests that need it are skipped where it is not installed.
/// </summary>
public sealed class AwsEmulator : IDisposable
{
    private readonly Process server;
    private readonly int port = FreePorts.Next();

    /// <summary>Starts it, or skips the running test.</summary>
    public AwsEmulator()
    {
        var program = Programs.Require("moto_server", "pip install 'moto[server]'");
        server = Process.Start(new ProcessStartInfo(program, ["-H", "127.0.0.1", "-p", $"{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        server.OutputDataReceived += static (_, _) => { };
        server.ErrorDataReceived += static (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        for (var i = 0; !Answers(); i++)
        {
            Assert.True(i < 600 && !server.HasExited, "moto_server does not answer");
            Thread.Sleep(100);
        }
    }

    /// <summary>What a program has to be told to use it.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AWS_ACCESS_KEY_ID"] = "emulator",
        ["AWS_CA_BUNDLE"] = "",
        ["AWS_CONFIG_FILE"] = "none",
        ["AWS_EC2_METADATA_DISABLED"] = "true",
        ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{port}",
        ["AWS_PAGER"] = "",
        ["AWS_PROFILE"] = "",
        ["AWS_SECRET_ACCESS_KEY"] = "emulator",
        ["AWS_SESSION_TOKEN"] = "",
    };

    /// <summary>Asks it by the AWS CLI, which knows nothing of this project.</summary>
    /// <param name="arguments">A command, such as <c>ec2</c>, <c>describe-vpcs</c>.</param>
    /// <returns>What it answers.</returns>
    public JsonElement Ask(params string[] arguments)
    {
        var aws = Programs.Require("aws", "the Debian package awscli, or pip install awscli");
        var (exit, output) = Programs.Run(
            aws, Path.GetTempPath(), Environment, [.. arguments, "--region", "eu-west-1", "--output", "json"]);
        Assert.True(exit == 0, output);
        // Some commands that change something answer nothing.
        return JsonDocument.Parse(string.IsNullOrWhiteSpace(output) ? "{}" : output).RootElement;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        server.Kill(entireProcessTree: true);
        server.WaitForExit();
        server.Dispose();
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient();
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
