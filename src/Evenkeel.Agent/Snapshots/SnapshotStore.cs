using System.Globalization;
using System.Text;
using Evenkeel.Agent.Etcd;
using Evenkeel.Agent.Volumes;
using Evenkeel.Core.Model.Node;
using Evenkeel.Platform.Objects;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Snapshots;

/// <summary>
/// Snapshots in the store. The database is put there first, and then the document beside it, which makes it
/// count:
/// one without the other is not seen.
/// </summary>
internal sealed class SnapshotStore(
    IObjectStore store, SnapshotTools tools, EtcdMembers members, NodeFolders folders, TimeProvider time)
{
    private const string Document = ".json";
    private const string Database = ".db";

    /// <summary>Takes one of the own member where it answers, else of any other.</summary>
    public async Task<Answer> TakeAsync(
        string incarnation, IReadOnlyList<MemberMark> marks, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folders.Scratch);
        var file = Path.Combine(folders.Scratch, Path.GetRandomFileName() + Database);
        try
        {
            var problems = new List<string>();
            foreach (var url in members.Urls)
            {
                try
                {
                    var status = await members.StatusAsync(url, cancellation);
                    if (status is { LeaderId: not 0, IsLearner: false })
                    {
                        await tools.SaveAsync(url, file, cancellation);
                        var revision = await tools.CheckAsync(file, cancellation);
                        return new SnapshotTaken(await PutAsync(
                            incarnation, file, revision, status.ClusterId, marks, cancellation));
                    }

                    problems.Add($"{url}: no voter with a leader");
                }
                catch (Exception e) when (
                    !cancellation.IsCancellationRequested
                    && (EtcdMembers.IsProblem(e) || e is InvalidDataException))
                {
                    problems.Add($"{url}: {e.Message}");
                }
            }

            return new Failed(string.Join("; ", problems));
        }
        finally
        {
            File.Delete(file);
            File.Delete(file + ".part");
        }
    }

    /// <summary>Fetches one again and checks it.</summary>
    public Task<Answer> VerifyAsync(string incarnation, string name, CancellationToken cancellation) =>
        WithFileAsync(incarnation, name, static (_, _) => Task.FromResult<Answer>(Done.Value), cancellation);

    /// <summary>The latest; null where there is none.</summary>
    public async Task<SnapshotInfo?> FindLatestAsync(string incarnation, CancellationToken cancellation)
    {
        foreach (var name in await NamesAsync(incarnation, cancellation))
        {
            if (await ReadAsync(incarnation, name, cancellation) is { } info)
            {
                return info;
            }
        }

        return null;
    }

    /// <summary>Deletes all but the latest.</summary>
    public async Task PruneAsync(string incarnation, int keep, CancellationToken cancellation)
    {
        foreach (var name in (await NamesAsync(incarnation, cancellation)).Skip(keep))
        {
            await store.DeleteAsync(Key(incarnation, name, Document), cancellation);
            await store.DeleteAsync(Key(incarnation, name, Database), cancellation);
        }
    }

    /// <summary>
    /// Makes one the data of a slot's member, which is then alone: by etcd's own tool, or as K3s does it.
    /// </summary>
    public Task<Answer> RestoreAsync(
        string incarnation, RestoreSnapshot order, SlotAddress slot, string peerUrl, SlotVolume volume,
        Func<string, CancellationToken, Task>? byK3s, Func<DiskState> inspect,
        CancellationToken cancellation) =>
        WithFileAsync(incarnation, order.Name, async (file, token) =>
        {
            if (byK3s is not null)
            {
                await byK3s(file, token);
                return new SnapshotRestored(inspect());
            }

            var target = volume.DataFolder + ".restoring";
            if (Directory.Exists(target))
            {
                Directory.Delete(target, recursive: true);
            }

            await tools.RestoreAsync(
                tools.RestoreArguments(file, target, slot.Name, peerUrl, order.Token), token);
            volume.Install(target);
            return new SnapshotRestored(inspect());
        }, cancellation);

    private async Task<Answer> WithFileAsync(
        string incarnation, string name, Func<string, CancellationToken, Task<Answer>> use,
        CancellationToken cancellation)
    {
        if (await ReadAsync(incarnation, name, cancellation) is not { } info)
        {
            return new Refused(Refusal.Other, $"there is no snapshot {name}");
        }

        Directory.CreateDirectory(folders.Scratch);
        var file = Path.Combine(folders.Scratch, Path.GetRandomFileName() + Database);
        try
        {
            if (!await store.GetFileAsync(Key(incarnation, name, Database), file, cancellation))
            {
                return new Refused(Refusal.Other, $"{name}: its database is not there");
            }

            if (await SnapshotTools.HashAsync(file, cancellation) != info.Hash)
            {
                return new Refused(Refusal.Other, $"{name}: its hash is not the one that was written down");
            }

            await tools.CheckAsync(file, cancellation);
            return await use(file, cancellation);
        }
        catch (InvalidDataException e)
        {
            return new Refused(Refusal.Other, $"{name}: {e.Message}");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<SnapshotInfo> PutAsync(
        string incarnation, string file, long revision, ulong cluster, IReadOnlyList<MemberMark> marks,
        CancellationToken cancellation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var name = string.Create(CultureInfo.InvariantCulture, $"{revision}-{now}");
        var info = new SnapshotInfo(
            name, revision, await SnapshotTools.HashAsync(file, cancellation), now, cluster, marks);
        await store.PutFileAsync(Key(incarnation, name, Database), file, cancellation);
        await store.PutAsync(
            Key(incarnation, name, Document), Encoding.UTF8.GetBytes(StoredObjectJson.Write(info)),
            WriteCondition.Always, cancellation);
        return info;
    }

    private async Task<SnapshotInfo?> ReadAsync(
        string incarnation, string name, CancellationToken cancellation) =>
        await store.GetAsync(Key(incarnation, name, Document), cancellation) is { } found
            ? StoredObjectJson.Read(Encoding.UTF8.GetString(found.Content)) as SnapshotInfo
            : null;

    /// <summary>The names, the latest first.</summary>
    private async Task<IReadOnlyList<string>> NamesAsync(
        string incarnation, CancellationToken cancellation) =>
        [.. (await store.ListAsync($"snapshots/{incarnation}/", cancellation))
            .Where(static entry => entry.Key.EndsWith(Document, StringComparison.Ordinal))
            .Select(static entry => Path.GetFileNameWithoutExtension(entry.Key))
            .OrderByDescending(TakenAt).ThenByDescending(static name => name, StringComparer.Ordinal)];

    private static long TakenAt(string name) =>
        long.TryParse(name.AsSpan(name.IndexOf('-', StringComparison.Ordinal) + 1), out var at) ? at : 0;

    private static string Key(string incarnation, string name, string ending) =>
        $"snapshots/{incarnation}/{name}{ending}";
}
