using System.Text.Json;

namespace Evenkeel.Compiler.Tests.Lowering;

/// <summary>
/// What <c>state: {bucket: …}</c> renders, on the emulator: Terraform keeps its state in the bucket, and of two runs the
/// second is refused while the first one works.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class RemoteStateTests : IDisposable
{
    private const string Bucket = "shop-state";
    private const string Key = "shop/terraform.tfstate";
    private const string Lock = Key + ".tflock";

    /// <summary>Something that is not done before somebody says so.</summary>
    private const string Work = """
        {"resource": {"terraform_data": {"work": {
          "provisioner": [{"local-exec": {"command": "until [ -e ../done ]; do sleep 0.1; done"}}]}}}}
        """;

    private readonly Terraform terraform = new();
    private readonly AwsEmulator account = new();

    public void Dispose()
    {
        account.Dispose();
        terraform.Dispose();
    }

    [Fact]
    public async Task State_is_in_the_bucket_and_locked_there_while_a_run_works()
    {
        var folder = terraform.Write("remote",
        [
            KeyValuePair.Create("terraform/versions.tf.json", Renders.Of("account").Files["terraform/versions.tf.json"]),
            KeyValuePair.Create("terraform/work.tf.json", Work),
        ]);
        account.Ask("s3api", "create-bucket", "--bucket", Bucket, "--create-bucket-configuration", "LocationConstraint=eu-west-1");
        var (exit, output) = Run(folder, "init", "-backend-config=use_path_style=true");
        exit.ShouldBe(0, output);

        var first = Task.Run(() => Run(folder, "apply", "-auto-approve"), TestContext.Current.CancellationToken);
        while (!Keys().Contains(Lock) && !first.IsCompleted)
        {
            // It takes as long as it takes.
        }

        try
        {
            first.IsCompleted.ShouldBeFalse();
            (exit, output) = Run(folder, "plan", "-lock-timeout=0s");
            exit.ShouldBe(1, output);
            output.ShouldContain("Error acquiring the state lock");
            output.ShouldContain($"{Bucket}/{Key}");
        }
        finally
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "..", "done"), "", TestContext.Current.CancellationToken);
            (exit, output) = await first;
        }

        exit.ShouldBe(0, output);
        Keys().ShouldBe([Key], "the lock is gone");
        account.Ask("s3api", "head-object", "--bucket", Bucket, "--key", Key).GetProperty("ServerSideEncryption").GetString()
            .ShouldBe("AES256");
        Directory.GetFiles(folder, "*.tfstate*").ShouldBeEmpty("nothing of it is here");
        (exit, output) = Run(folder, "plan", "-detailed-exitcode", "-lock-timeout=0s");
        exit.ShouldBe(0, output);
    }

    private (int Exit, string Output) Run(string folder, string command, params string[] more) =>
        terraform.Run(folder, account.Environment, [command, "-input=false", "-no-color", .. more]);

    private IEnumerable<string> Keys() =>
        account.Ask("s3api", "list-objects-v2", "--bucket", Bucket).TryGetProperty("Contents", out var objects)
            ? objects.EnumerateArray().Select(o => o.GetProperty("Key").GetString()!)
            : [];
}
