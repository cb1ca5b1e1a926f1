using Evenkeel.Lab.Restores;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Lab.Tests;

/// <summary>
/// The lab sees what goes wrong without a rule, one after the other in one lab: where a real agent refuses, and says
/// what an operator has to do, one that lacks the rule goes on in the same place, and does the harm.
/// </summary>
[Trait("Speed", "Slow")]
public sealed class BrokenRulesTests : IDisposable
{
    private static readonly string[] Others = ["b", "c"];
    private readonly LabInstance lab = new();

    public void Dispose() => lab.Dispose();

    [Fact]
    public async Task An_agent_that_lacks_a_rule_does_the_harm_that_real_agents_refuse()
    {
        Programs.Require("etcd", "the Debian package etcd-server");
        await lab.UpAsync();
        await ARestoreThatWaitsForNobodyMakesASecondCluster();
        await AnOldCopyThatIsAcceptedLosesAcknowledgedWrites();
        await AnEmptyDiskThatAsksForNoMarkerFoundsASecondCluster();
    }

    /// <summary>Ends well: who went on serving joins what was restored.</summary>
    private async Task ARestoreThatWaitsForNobodyMakesASecondCluster()
    {
        var before = await ClusterAsync("b");
        lab.Machine("a").PowerOff(isReplaced: false);
        foreach (var slot in Others) lab.Machine(slot).Signal("agent", Processes.Signals.Stop);
        await OrderAsync();
        lab.Machine("a").PowerOn();
        await lab.RefusedAsync("a", "restoring", "slots that have not stopped could still serve: b, c");
        lab.Machine("a", missing: "WaitsForStops").RestartAgent();
        await lab.UntilAsync("a", s => s.ClusterId.Length > 0 && s.ClusterId != before);
        foreach (var slot in Others) (await ClusterAsync(slot)).ShouldBe(before);
        lab.Machine("a").RestartAgent();
        foreach (var slot in Others) lab.Machine(slot).PowerOff(isReplaced: false);
        foreach (var slot in Others) lab.Machine(slot).PowerOn();
        await lab.WholeAsync();
    }

    /// <summary>Leaves a lab that has lost writes.</summary>
    private async Task AnOldCopyThatIsAcceptedLosesAcknowledgedWrites()
    {
        lab.Machine("c").PowerOff(isReplaced: false);
        lab.Machine("a").PowerOff(isReplaced: false);
        lab.Machine("a").Disk.CopyTo(lab.Folder.Copy("a"));
        lab.Machine("a").PowerOn();
        await lab.UntilAsync("a", s => s.Verdict == "ok");
        var session = await lab.WrittenAsync("stale", 50);

        // Who has the writes is gone; the copy from before them, and who never had them, would be a quorum.
        lab.Machine("b").PowerOff(isReplaced: false);
        lab.Machine("a").PowerOff(isReplaced: false);
        lab.Machine("a").Disk.Restore(lab.Folder.Copy("a"));
        lab.Machine("a").PowerOn();
        lab.Machine("c").PowerOn();
        await lab.RefusedAsync("a", "stale-volume", "evenkeel restore");
        lab.Machine("a", missing: "RefusesStaleVolumes").RestartAgent();
        await lab.UntilAsync("c", s => s.Etcd is "leader" or "follower" && s.Verdict == "ok");
        (await session.CompareAsync(default)).Lost.Count.ShouldBeGreaterThanOrEqualTo(50);
    }

    /// <summary>The second one listens where nobody is told of, as a cluster that is being founded does.</summary>
    private async Task AnEmptyDiskThatAsksForNoMarkerFoundsASecondCluster()
    {
        var before = await ClusterAsync("c");
        foreach (var slot in lab.Folder.Settings().Slots) lab.Machine(slot.Name).PowerOff(isReplaced: true);
        lab.Machine("a").Disk.Blank();
        lab.Machine("a").PowerOn();
        await lab.RefusedAsync("a", "empty-without-quorum", "evenkeel restore");
        lab.Machine("a", missing: "AsksForMarker").RestartAgent();
        (await FoundedAsync("a")).ShouldNotBe(before);
    }

    /// <summary>The cluster that a slot's etcd has founded, asked where it listens until it counts.</summary>
    private async Task<string> FoundedAsync(string slot)
    {
        var listens = Path.Combine(lab.Folder.Run(slot), "children", "etcd.private");
        for (var i = 0; ; i++)
        {
            Assert.True(i < 1800, "nothing is founded");
            await Task.Delay(100);
            try
            {
                using var client = lab.ClientOf((await File.ReadAllTextAsync(listens)).Trim());
                if (await client.StatusAsync(default) is { LeaderId: not 0 } founded)
                {
                    return founded.ClusterId.ToString("x", System.Globalization.CultureInfo.InvariantCulture);
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
            {
                // It does not run yet.
            }
        }
    }

    private async Task<string> ClusterAsync(string slot) =>
        (await lab.UntilAsync(slot, s => s.ClusterId.Length > 0)).ClusterId;

    /// <summary>Orders a restore as `lab restore` does, but heals nothing before.</summary>
    private async Task OrderAsync()
    {
        var restore = new LabRestore(lab.Folder, TimeProvider.System);
        while ((await restore.ListAsync(default)).Count == 0) await Task.Delay(100);

        var snapshot = (await restore.ListAsync(default))[0].Name;
        var path = Path.Combine(
            lab.Folder.Snapshots,
            StoreKey.Order(Directory.GetDirectories(Path.Combine(lab.Folder.Snapshots, "founding"))
                .Select(Path.GetFileName).Single()!).Path);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, StoredObjectJson.Write(new RestoreOrder("1", snapshot, [], "")));
    }
}
