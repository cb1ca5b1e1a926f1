using System.Diagnostics;
using System.Text;

namespace Evenkeel.Cli.Tests;

/// <summary>The built program as a process: streams, encoding, exit codes and signals.</summary>
public sealed class ProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task The_process_prints_what_the_transcript_has()
    {
        var (exit, output, error) = await RunAsync("simulate", "tests/fidelity/tight-capacity");
        var recorded = File.ReadAllText(
            RepositoryRoot.PathOf("tests", "transcripts", "simulate-tight-capacity.txt"));
        (exit, error).ShouldBe((0, ""));
        recorded.ShouldEndWith(output);
    }

    [Fact]
    public async Task A_refuted_claim_exits_1()
    {
        var (exit, output, _) = await RunAsync("prove", "examples/dns-needs-api", "--quiet");
        exit.ShouldBe(1);
        output.ShouldContain("REFUTED");
        output.ShouldNotContain("\u001b");
    }

    [Fact]
    public async Task Wrong_usage_exits_2_and_leaves_standard_output_empty()
    {
        var (exit, output, error) = await RunAsync("prov", "examples/shop");
        (exit, output).ShouldBe((2, ""));
        error.ShouldContain("did you mean `prove`?");
    }

    [Fact]
    public async Task Ctrl_C_exits_130_and_leaves_no_half_of_a_result()
    {
        var kill = Programs.Require("kill", "apt-get install procps");
        using var process = Start(
            "simulate", "tests/fidelity/zone-loss-defaults", "--seeds", "10000", "--output", "json");
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        using var killer = Process.Start(kill, $"-INT {process.Id}");
        var output = await process.StandardOutput.ReadToEndAsync();
        await WaitAsync(process);
        (process.ExitCode, output).ShouldBe((130, ""));
    }

    [Fact]
    public async Task A_full_disk_exits_3()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("needs /dev/full, which this system has not");
        var sh = Programs.Require("sh", "part of every Debian");
        using var process = Process.Start(new ProcessStartInfo(sh)
        {
            ArgumentList = { "-c", $"exec dotnet '{Dll}' version > /dev/full" },
            RedirectStandardError = true,
        })!;
        (await process.StandardError.ReadToEndAsync()).ShouldStartWith(
            "evenkeel: the result could not be written");
        await WaitAsync(process);
        process.ExitCode.ShouldBe(3);
    }

    private static string Dll => Path.Combine(AppContext.BaseDirectory, "evenkeel.dll");

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        using var process = Start(args);
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await WaitAsync(process);
        return (process.ExitCode, output, await error);
    }

    private static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = RepositoryRoot.Find(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add(Dll);
        foreach (var arg in args) start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

    private static async Task WaitAsync(Process process)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException e)
        {
            process.Kill();
            throw new TimeoutException($"the process did not end within {Patience}", e);
        }
    }
}
