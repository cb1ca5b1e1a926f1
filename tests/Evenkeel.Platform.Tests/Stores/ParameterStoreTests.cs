using Evenkeel.Platform.Parameters;
using Evenkeel.Platform.Tests.Aws;

namespace Evenkeel.Platform.Tests.Stores;

/// <summary>One contract, held by the parameter store of AWS, a folder and memory.</summary>
public sealed class ParameterStoreTests(AwsAccount account) : IClassFixture<AwsAccount>, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string folder = Directory.CreateTempSubdirectory("evenkeel-parameters").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("memory")]
    [InlineData("folder")]
    [InlineData("ssm")]
    public async Task What_is_there_is_not_added_again_and_can_be_replaced(string kind)
    {
        IParameterStore store = kind switch
        {
            "memory" => new MemoryParameterStore(),
            "folder" => new FolderParameterStore(Path.Combine(folder, "parameters")),
            _ => new SsmParameterStore(account.Api, key: null),
        };
        const string Name = "/evenkeel/shop/control-plane/ca-key";
        (await store.GetAsync(Name, None)).ShouldBeNull();
        (await store.AddAsync(Name, "first\nline", None)).ShouldBeTrue();
        (await store.AddAsync(Name, "second", None)).ShouldBeFalse();
        (await store.GetAsync(Name, None)).ShouldBe("first\nline");
        await store.PutAsync(Name, new string('x', 5000), None);
        (await store.GetAsync(Name, None)).ShouldBe(new string('x', 5000));
        await store.DeleteAsync(Name, None);
        await store.DeleteAsync(Name, None);
        (await store.GetAsync(Name, None)).ShouldBeNull();
    }

    [Fact]
    public async Task Secrets_are_encrypted_in_the_parameter_store_and_their_owners_alone_in_a_folder()
    {
        var root = Path.Combine(folder, "secret");
        await new FolderParameterStore(root).AddAsync("a", "b", None);
        File.GetUnixFileMode(root).ShouldBe(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await new SsmParameterStore(account.Api, key: null).AddAsync("/evenkeel/shop/worker/token", "b", None);
        account.Emulator.Ask("ssm", "get-parameter", "--name", "/evenkeel/shop/worker/token")
            .GetProperty("Parameter").GetProperty("Type").GetString().ShouldBe("SecureString");
    }
}
