using System.Text;
using Evenkeel.Platform.Objects;
using Evenkeel.Platform.Tests.Aws;

namespace Evenkeel.Platform.Tests.Stores;

/// <summary>One contract, held by a bucket, a folder and memory.</summary>
public sealed class ObjectStoreTests(AwsAccount account) : IClassFixture<AwsAccount>, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly string folder = Directory.CreateTempSubdirectory("evenkeel-store").FullName;

    public static TheoryData<string> Kinds => ["memory", "folder", "s3"];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Only_one_of_many_writes_where_nothing_is(string kind)
    {
        var store = await OpenAsync(kind);
        var versions = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(
            () => store.PutAsync("founding/1/claim", Bytes($"{i}"), WriteCondition.IfAbsent, None))));
        var winner = versions.Select((version, i) => (version, i)).Where(pair => pair.version is not null)
            .ShouldHaveSingleItem();
        var there = await store.GetAsync("founding/1/claim", None);
        Encoding.UTF8.GetString(there.ShouldNotBeNull().Content).ShouldBe($"{winner.i}");
        there.Version.ShouldBe(winner.version);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Of_those_who_read_the_same_version_one_replaces_it(string kind)
    {
        var store = await OpenAsync(kind);
        var first = await store.PutAsync("claim", Bytes("0"), WriteCondition.IfAbsent, None);
        var condition = WriteCondition.IfUnchanged(first.ShouldNotBeNull());
        // The emulator checks and writes in two steps; against it they come one after the other.
        var versions = new List<string?>();
        if (kind == "s3")
        {
            for (var i = 1; i < 5; i++) versions.Add(await store.PutAsync("claim", Bytes($"{i}"), condition, None));
        }
        else
        {
            versions.AddRange(await Task.WhenAll(Enumerable.Range(1, 12).Select(i => Task.Run(
                () => store.PutAsync("claim", Bytes($"{i}"), condition, None)))));
        }

        versions.Where(version => version is not null).ShouldHaveSingleItem();
        (await store.PutAsync("missing", Bytes("x"), condition, None)).ShouldBeNull();
        (await store.GetAsync("missing", None)).ShouldBeNull();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Files_go_and_come_back_and_are_listed_in_order(string kind)
    {
        var store = await OpenAsync(kind);
        var source = Path.Combine(folder, "source");
        await File.WriteAllTextAsync(source, "the snapshot", None);
        await store.PutFileAsync("snapshots/1/b.db", source, None);
        await store.PutFileAsync("snapshots/1/a.db", source, None);
        await store.PutAsync("snapshots/2/c.db", Bytes("x"), WriteCondition.Always, None);

        var entries = await store.ListAsync("snapshots/1/", None);
        entries.Select(entry => (entry.Key, entry.Bytes)).ShouldBe([("snapshots/1/a.db", 12), ("snapshots/1/b.db", 12)]);

        var target = Path.Combine(folder, "target");
        (await store.GetFileAsync("snapshots/1/a.db", target, None)).ShouldBeTrue();
        (await File.ReadAllTextAsync(target, None)).ShouldBe("the snapshot");
        (await store.GetFileAsync("snapshots/1/z.db", target, None)).ShouldBeFalse();

        await store.DeleteAsync("snapshots/1/a.db", None);
        await store.DeleteAsync("snapshots/1/a.db", None);
        (await store.ListAsync("snapshots/1/", None)).ShouldHaveSingleItem().Key.ShouldBe("snapshots/1/b.db");
        (await store.ListAsync("nothing/", None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_bucket_that_does_not_exist_is_a_failure_and_not_an_absent_object()
    {
        using var store = new S3ObjectStore(
            "no-such-bucket", "eu-west-1", account.Environment, TimeSpan.FromSeconds(10), AwsAccount.Credentials);
        (await Should.ThrowAsync<IOException>(() => store.GetAsync("key", None))).Message
            .ShouldStartWith("s3://no-such-bucket/key: ");
        await Should.ThrowAsync<IOException>(() => store.PutAsync("key", [], WriteCondition.IfAbsent, None));
    }

    [Theory]
    [InlineData("../escape")]
    [InlineData("a//b")]
    [InlineData("/etc/passwd")]
    public async Task A_folder_takes_no_key_that_leaves_it(string key) =>
        await Should.ThrowAsync<IOException>(() =>
            new FolderObjectStore(folder).PutAsync(key, [], WriteCondition.Always, None));

    private async Task<IObjectStore> OpenAsync(string kind)
    {
        if (kind == "memory") return new MemoryObjectStore(TimeProvider.System);
        if (kind == "folder") return new FolderObjectStore(Path.Combine(folder, "bucket"));

        var bucket = $"evenkeel-{Guid.NewGuid():N}";
        account.Emulator.Ask(
            "s3api", "create-bucket", "--bucket", bucket, "--create-bucket-configuration", "LocationConstraint=eu-west-1");
        await Task.Yield();
        return new S3ObjectStore(
            bucket, "eu-west-1", account.Environment, TimeSpan.FromSeconds(20), AwsAccount.Credentials);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
