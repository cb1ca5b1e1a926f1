using Evenkeel.Lab.Drills;

namespace Evenkeel.Lab.Tests.Drills;

/// <summary>Writers and what they find again, on one member of a real etcd.</summary>
public sealed class WriteSessionTests : IDisposable
{
    private readonly PlainEtcd etcd = new();

    public void Dispose() => etcd.Dispose();

    [Fact]
    public async Task Everything_acknowledged_is_found_again_though_etcd_was_killed_meanwhile()
    {
        var session = await StartedAsync();
        etcd.Kill();
        await Task.Delay(300);
        etcd.Start();
        await etcd.AwaitAsync();
        var before = session.Acknowledged;
        await Until(() => session.Acknowledged > before + 100);
        (await session.StopAsync()).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(250));
        var found = await session.CompareAsync(default);
        found.Lost.ShouldBeEmpty();
        found.Acknowledged.ShouldBeGreaterThan(before);
        (found.Refused + found.Unknown).ShouldBeGreaterThan(0);
        session.Failures().Values.Sum().ShouldBe(found.Refused + found.Unknown);
    }

    [Fact]
    public async Task An_acknowledged_key_that_is_deleted_behind_its_back_is_lost()
    {
        var session = await StartedAsync();
        await session.StopAsync();
        (await session.CompareAsync(default)).Lost.ShouldBeEmpty();
        using var client = etcd.Client();
        var key = (await client.RangeAsync("/evenkeel/drill/t/1/", "/evenkeel/drill/t/10", 3, default))[1].Key;
        (await client.DeleteAsync(key, "", default)).ShouldBe(1);
        (await session.CompareAsync(default)).Lost.ShouldBe([key]);
    }

    [Fact]
    public async Task An_acknowledged_key_with_another_value_is_lost()
    {
        var session = await StartedAsync();
        await session.StopAsync();
        using var client = etcd.Client();
        var key = (await client.RangeAsync("/evenkeel/drill/t/0/", "/evenkeel/drill/t/00", 1, default))[0].Key;
        await client.PutAsync(key, "something else", default);
        (await session.CompareAsync(default)).Lost.ShouldBe([key]);
    }

    [Fact]
    public async Task Pages_of_keys_are_read_to_the_end_and_deleted()
    {
        var session = await StartedAsync(2100, writers: 1);
        await session.StopAsync();
        var found = await session.CompareAsync(default);
        (found.Acknowledged, found.Lost.Count).ShouldBe((session.Acknowledged, 0));
        await session.DeleteAsync(default);
        (await session.CompareAsync(default)).Lost.Count.ShouldBe(found.Acknowledged);
    }

    [Fact]
    public async Task Without_anybody_there_writes_are_refused_and_none_is_unknown()
    {
        await etcd.AwaitAsync();
        using var client = new Etcd.EtcdClient(
            $"http://127.0.0.1:{FreePorts.Next()}", null, null, TimeSpan.FromSeconds(1));
        (await client.PutAsync("a", "b", default)).Outcome.ShouldBe(Etcd.WriteOutcome.Refused);
    }

    private async Task<WriteSession> StartedAsync(int writes = 300, int writers = 2)
    {
        await etcd.AwaitAsync();
        var session = new WriteSession(etcd.Client, "t", writers, TimeProvider.System);
        session.Start(TimeSpan.Zero);
        await Until(() => session.Acknowledged >= writes);
        return session;
    }

    private static async Task Until(Func<bool> isSo)
    {
        for (var i = 0; !isSo(); i++)
        {
            Assert.True(i < 6000, "it did not come about in a minute");
            await Task.Delay(10);
        }
    }
}
