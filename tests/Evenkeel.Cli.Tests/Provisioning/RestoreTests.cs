using System.Diagnostics;
using System.Text.Json;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Cli.Tests.Provisioning;

/// <summary>The built program before an account on the emulator, in which nobody but the test plays the servers.</summary>
[Trait("Speed", "Slow")]
public sealed class RestoreTests : IDisposable
{
    private const string Bucket = "shop-snapshots-123456789012-eu-west-1";
    private const string Incarnation = "i-1";
    private static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "evenkeel.dll");
    private static readonly string Cluster = RepositoryRoot.PathOf("tests/cases/render/k3s-three-zones/cluster.yaml");
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("evenkeel-restore");
    private readonly AwsEmulator account = new();

    public RestoreTests()
    {
        account.Ask(
            "s3api", "create-bucket", "--bucket", Bucket,
            "--create-bucket-configuration", "LocationConstraint=eu-west-1");
        account.Ask(
            "ssm", "put-parameter", "--name", "/evenkeel/shop/incarnation", "--type", "String", "--value", Incarnation);
        foreach (var (revision, at) in new[] { (100, 1_795_000_000_000), (220, 1_795_000_060_000) })
        {
            var name = $"{revision}-{at}";
            Put($"snapshots/{Incarnation}/{name}.json", StoredObjectJson.Write(
                new SnapshotInfo(name, revision, "aa", at, 1, [])));
        }
    }

    public void Dispose()
    {
        account.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task It_lists_snapshots_orders_one_and_waits_for_the_servers()
    {
        var (exit, listed) = Run();
        exit.ShouldBe(0);
        listed.ShouldContain("shop: 2 snapshots, the latest first");
        listed.IndexOf("220-1795000060000", StringComparison.Ordinal)
            .ShouldBeLessThan(listed.IndexOf("100-1795000000000", StringComparison.Ordinal));

        var (unknown, said) = Run("--from", "7-7");
        (unknown, said.Contains("error EK5014: there is no snapshot 7-7")).ShouldBe((3, true), said);
        said.ShouldContain("write one of 220-1795000060000, 100-1795000000000");
        Run("--from", "latest", "--gone", "x", "--yes").Output.ShouldContain("error EK5014: there is no slot x");
        Run("--from", "latest").Output.ShouldContain("error EK0010");

        var first = await RestoredAsync("--from", "latest", "--gone", "eu-west-1b", "eu-west-1c");
        first.ShouldBe(new RestoreOrder("1", "220-1795000060000", first.Gone, ""));
        first.Gone.ShouldBe(["eu-west-1b", "eu-west-1c"]);
        var second = await RestoredAsync("--from", "100-1795000000000");
        second.ShouldBe(new RestoreOrder("2", "100-1795000000000", second.Gone, "1"));
    }

    /// <summary>Orders a restore, waits for the order as servers do, and says as they do that it is done.</summary>
    private async Task<RestoreOrder> RestoredAsync(params string[] arguments)
    {
        using var process = Start([.. arguments, "--yes", "--output", "json"]);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var path = StoreKey.Order(Incarnation).Path;
        RestoreOrder? order = null;
        for (var i = 0; order is null || await IsDoneAsync(order); i++)
        {
            Assert.True(i < 300 && !process.HasExited, "nothing is ordered");
            var keys = account.Ask("s3api", "list-objects-v2", "--bucket", Bucket, "--prefix", path);
            order = keys.TryGetProperty("Contents", out _) ? Read(path) : null;
        }

        await Task.Delay(100);
        process.HasExited.ShouldBeFalse("it waits for the servers");
        Put(StoreKey.OrderMarker(Incarnation, order.Name).Path, StoredObjectJson.Write(
            new FoundingMarker(1, 2, "eu-west-1a", "token")));
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await error);
        using var result = JsonDocument.Parse(await output);
        result.RootElement.GetProperty("order").GetString().ShouldBe(order.Name);
        result.RootElement.GetProperty("snapshot").GetProperty("name").GetString().ShouldBe(order.Snapshot);
        return order;

        Task<bool> IsDoneAsync(RestoreOrder one) => Task.FromResult(account.Ask(
            "s3api", "list-objects-v2", "--bucket", Bucket, "--prefix",
            StoreKey.OrderMarker(Incarnation, one.Name).Path).TryGetProperty("Contents", out _));
    }

    private RestoreOrder Read(string key)
    {
        var file = Path.Combine(folder.FullName, "got");
        account.Ask("s3api", "get-object", "--bucket", Bucket, "--key", key, file);
        return StoredObjectJson.Read(File.ReadAllText(file)).ShouldBeOfType<RestoreOrder>();
    }

    private void Put(string key, string text)
    {
        var file = Path.Combine(folder.FullName, "put");
        File.WriteAllText(file, text);
        account.Ask("s3api", "put-object", "--bucket", Bucket, "--key", key, "--body", file);
    }

    private (int Exit, string Output) Run(params string[] arguments)
    {
        using var process = Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + error.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Dll, "restore", Cluster, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in account.Environment)
        {
            if (value.Length == 0) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
