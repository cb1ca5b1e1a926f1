using System.Text.Json;

namespace Evenkeel.Cli.Tests.Provisioning;

/// <summary>
/// A cluster whose state lies in a bucket, made from one folder of the emulator's operators and planned from another.
/// It takes both cores for two minutes and more: <c>./test --long SharedStateTests</c>.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class SharedStateTests : IDisposable
{
    private const string Bucket = "shop-state";
    private readonly ClusterAccount account = new(ClusterAccount.Small + $"  state: {{bucket: {Bucket}}}\n");

    public void Dispose() => account.Dispose();

    [Fact(Explicit = true)]
    public void What_one_operator_makes_another_finds()
    {
        account.Tell("s3api", "create-bucket", "--bucket", Bucket, "--create-bucket-configuration", "LocationConstraint=eu-west-1");
        var (exit, output, error) = account.Run("up", account.ClusterFile, "--yes", "--no-wait");
        exit.ShouldBe(0, error);
        account.Ask("Contents", "s3api", "list-objects-v2", "--bucket", Bucket)
            .Select(o => o.GetProperty("Key").GetString()).ShouldBe(["shop/terraform.tfstate"]);
        File.Exists(account.State).ShouldBeFalse("nothing of it is here");

        var elsewhere = Directory.CreateDirectory(Path.Combine(account.Folder, "elsewhere")).FullName;
        var file = Path.Combine(elsewhere, "cluster.yaml");
        File.WriteAllText(file, File.ReadAllText(account.ClusterFile).Replace("max: 3}", "max: 4}"));
        (exit, output, error) = account.Run("plan", file, "--output", "json");
        exit.ShouldBe(0, error);
        var plan = JsonDocument.Parse(output).RootElement;
        plan.GetProperty("changes").GetRawText().Replace(" ", "").Replace("\n", "")
            .ShouldBe("{\"created\":0,\"updated\":1,\"replaced\":0,\"destroyed\":0,\"adopted\":0}");
        plan.GetProperty("unknownBefore").ValueKind.ShouldBe(JsonValueKind.Null, output);
    }
}
