using System.Globalization;
using System.Text;
using System.Text.Json;
using Evenkeel.Core.Model.Node;
using Evenkeel.Supervision.Contract;

namespace Evenkeel.Agent.Etcd;

/// <summary>
/// The members of the cluster, as requests of the decisions ask them. What has to be known for sure is asked
/// of the
/// own member first and of each other one after it, until one was asked for certain.
/// </summary>
internal sealed class EtcdMembers(NodeConfiguration node, EtcdGateway gateway, Func<SlotAddress?> own)
{
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(2);
    private readonly bool listsLinearizably = EtcdVersion.Of(node.Etcd.Version) != EtcdVersion.V34;

    /// <summary>The own member listens somewhere else just now; null for where its slot says.</summary>
    public Func<string?> PrivateUrl { get; set; } = static () => null;

    /// <summary>The URL for clients of a slot's member.</summary>
    public string UrlOf(SlotAddress slot) =>
        (slot.Name == own()?.Name ? PrivateUrl() : null)
        ?? string.Create(CultureInfo.InvariantCulture, $"https://{slot.Address}:{node.Etcd.ClientPort}");

    /// <summary>The own member's URL.</summary>
    public string OwnUrl => own() is { } slot ? UrlOf(slot) : throw new IOException("no slot is taken yet");

    /// <summary>Every slot's URL, the own one first.</summary>
    public IReadOnlyList<string> Urls => own() is { } slot
        ? [UrlOf(slot), .. node.Slots.Where(s => s.Name != slot.Name).Select(UrlOf)]
        : [.. node.Slots.Select(UrlOf)];

    /// <summary>A member's status, with the alarms that it knows.</summary>
    public async Task<EtcdStatus> StatusAsync(string url, CancellationToken cancellation)
    {
        var status = await gateway.CallAsync(url, "maintenance/status", "{}", cancellation);
        var header = status.GetProperty("header");
        var isLearner = status.TryGetProperty("isLearner", out var learner) && learner.GetBoolean();
        return new EtcdStatus(
            EtcdGateway.Id(header, "cluster_id"), EtcdGateway.Id(header, "member_id"),
            EtcdGateway.Id(status, "leader"), EtcdGateway.Id(status, "raftTerm"),
            EtcdGateway.Number(status, "raftAppliedIndex"), EtcdGateway.Number(header, "revision"),
            isLearner, isLearner ? [] : await AlarmsAsync(url, cancellation));
    }

    /// <summary>A read that a quorum confirms.</summary>
    public Task<JsonElement> ReadAsync(string url, CancellationToken cancellation) =>
        gateway.CallAsync(url, "kv/range", $$"""{"key":"{{Base64("evenkeel/read")}}"}""", cancellation);

    /// <summary>Every other slot's status at once.</summary>
    public async Task<IReadOnlyList<PeerState>> PeersAsync(
        Func<SlotAddress, CancellationToken, Task<bool>> isServing, CancellationToken cancellation)
    {
        var others = node.Slots.Where(s => s.Name != own()?.Name);
        return await Task.WhenAll(others.Select(async slot =>
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(ShortPatience);
            EtcdStatus? status = null;
            try
            {
                status = await StatusAsync(UrlOf(slot), patience.Token);
            }
            catch (Exception e) when (IsProblem(e))
            {
                // It does not answer: that is the answer.
            }

            var serves = status is not null && await isServing(slot, patience.Token);
            return new PeerState(slot.Name, status, serves);
        }));
    }

    /// <summary>The members, as a leader of a quorum confirms them.</summary>
    public Task<Answer> ListAsync(CancellationToken cancellation) => AnyAsync(async (url, patience) =>
    {
        // 3.4 answers from the member's own view; a linearizable read before and after makes it the quorum's.
        if (!listsLinearizably)
        {
            await ReadAsync(url, patience);
        }

        var list = await gateway.CallAsync(
            url, "cluster/member/list", listsLinearizably ? """{"linearizable":true}""" : "{}", patience);
        var read = await ReadAsync(url, patience);
        var header = read.GetProperty("header");
        return new MembersListed(
            EtcdGateway.Id(header, "cluster_id"), EtcdGateway.Number(header, "revision"), Members(list));
    }, isRead: true, cancellation);

    /// <summary>Adds a learner.</summary>
    public Task<Answer> AddLearnerAsync(string peerUrl, CancellationToken cancellation) =>
        AnyAsync(async (url, patience) =>
        {
            var body = $$"""{"peerURLs":[{{JsonSerializer.Serialize(peerUrl)}}],"isLearner":true}""";
            var added = await gateway.CallAsync(url, "cluster/member/add", body, patience);
            return new LearnerAdded(EtcdGateway.Id(added.GetProperty("member"), "ID"), Members(added));
        }, isRead: false, cancellation);

    /// <summary>Makes a learner a voter.</summary>
    public Task<Answer> PromoteAsync(ulong member, CancellationToken cancellation) =>
        DoAnywhereAsync("cluster/member/promote", $$"""{"ID":"{{member}}"}""", cancellation);

    /// <summary>Removes a member.</summary>
    public Task<Answer> RemoveAsync(ulong member, CancellationToken cancellation) =>
        DoAnywhereAsync("cluster/member/remove", $$"""{"ID":"{{member}}"}""", cancellation);

    /// <summary>Compacts the store.</summary>
    public Task<Answer> CompactAsync(long revision, CancellationToken cancellation) =>
        DoAnywhereAsync(
            "kv/compaction", $$"""{"revision":"{{revision}}","physical":true}""", cancellation,
            TimeSpan.FromMinutes(1));

    /// <summary>Takes the alarm NOSPACE back.</summary>
    public Task<Answer> DisarmAsync(CancellationToken cancellation) =>
        DoAnywhereAsync("maintenance/alarm", """{"action":"DEACTIVATE","alarm":"NOSPACE"}""", cancellation);

    /// <summary>Defragments a slot's member.</summary>
    public Task<Answer> DefragmentAsync(string slot, CancellationToken cancellation) => OneAsync(
        UrlOf(node.Slots.First(s => s.Name == slot)), "maintenance/defragment", "{}", cancellation);

    /// <summary>Hands leadership over.</summary>
    public Task<Answer> MoveLeaderAsync(ulong member, CancellationToken cancellation) => OneAsync(
        OwnUrl, "maintenance/transfer-leadership", $$"""{"targetID":"{{member}}"}""", cancellation);

    /// <summary>Bytes as the gateway writes them.</summary>
    public static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether an exception says that a call has no result.</summary>
    public static bool IsProblem(Exception e) => e is IOException or EtcdException
        or OperationCanceledException or KeyNotFoundException or FormatException;

    /// <summary>What a refusal means.</summary>
    public static Refused Refusal(EtcdException e) => new(
        e.Message.Contains("too many learner", StringComparison.Ordinal)
            ? Supervision.Contract.Refusal.TooManyLearners
        : e.Message.Contains("can only promote a learner member which is in sync", StringComparison.Ordinal)
            ? Supervision.Contract.Refusal.LearnerNotReady
        : e.Message.Contains("unhealthy cluster", StringComparison.Ordinal)
            || e.Message.Contains("not enough started members", StringComparison.Ordinal)
            ? Supervision.Contract.Refusal.Unhealthy
        : Supervision.Contract.Refusal.Other, e.Message);

    private async Task<Answer> OneAsync(
        string url, string path, string body, CancellationToken cancellation)
    {
        try
        {
            await gateway.CallAsync(url, path, body, cancellation);
            return Done.Value;
        }
        catch (EtcdException e)
        {
            return IsUnsure(e) ? new Failed(e.Message) : Refusal(e);
        }
    }

    private Task<Answer> DoAnywhereAsync(
        string path, string body, CancellationToken cancellation, TimeSpan? patience = null) =>
        AnyAsync(async (url, token) =>
        {
            await gateway.CallAsync(url, path, body, token);
            return Done.Value;
        }, isRead: false, cancellation, patience);

    /// <summary>
    /// Asks one member after the other. What changes something goes on to the next only where the one before
    /// surely did nothing.
    /// </summary>
    private async Task<Answer> AnyAsync(
        Func<string, CancellationToken, Task<Answer>> ask, bool isRead, CancellationToken cancellation,
        TimeSpan? patienceOfEach = null)
    {
        var problems = new List<string>();
        foreach (var url in Urls)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            patience.CancelAfter(patienceOfEach ?? ShortPatience);
            try
            {
                return await ask(url, patience.Token);
            }
            catch (EtcdException e) when (isRead || IsOfLearner(e))
            {
                problems.Add($"{url}: {e.Message}");
            }
            catch (EtcdException e)
            {
                return IsUnsure(e) ? new Failed(e.Message) : Refusal(e);
            }
            catch (Exception e) when (IsProblem(e)
                && (isRead || e is EtcdUnreachableException { IsSurelyUndone: true }))
            {
                problems.Add(e is OperationCanceledException ? $"{url}: no answer" : e.Message);
            }

            if (cancellation.IsCancellationRequested)
            {
                break;
            }
        }

        return new Failed(string.Join("; ", problems));
    }

    private static bool IsOfLearner(EtcdException e) =>
        e.Message.Contains("not supported for learner", StringComparison.Ordinal);

    /// <summary>Time-outs and lost leaders: it may still happen.</summary>
    private static bool IsUnsure(EtcdException e) =>
        e.Status >= 500 && !e.Message.Contains("unhealthy cluster", StringComparison.Ordinal)
        && !e.Message.Contains("started members", StringComparison.Ordinal);

    private async Task<IReadOnlyList<EtcdAlarm>> AlarmsAsync(string url, CancellationToken cancellation)
    {
        var answer = await gateway.CallAsync(url, "maintenance/alarm", """{"action":"GET"}""", cancellation);
        if (!answer.TryGetProperty("alarms", out var alarms))
        {
            return [];
        }

        return [.. alarms.EnumerateArray().Select(a => new EtcdAlarm(
            EtcdGateway.Id(a, "memberID"),
            a.TryGetProperty("alarm", out var kind) && kind.GetString() == "CORRUPT"
                ? EtcdAlarmKind.Corrupt : EtcdAlarmKind.NoSpace))];
    }

    private static IReadOnlyList<EtcdMember> Members(JsonElement answer) =>
        [.. answer.GetProperty("members").EnumerateArray().Select(m => new EtcdMember(
            EtcdGateway.Id(m, "ID"),
            m.TryGetProperty("name", out var name) ? name.GetString() ?? "" : "",
            m.TryGetProperty("peerURLs", out var urls) ? urls[0].GetString() ?? "" : "",
            m.TryGetProperty("isLearner", out var learner) && learner.GetBoolean()))];
}
