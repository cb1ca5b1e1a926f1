using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Evenkeel.Agent.Etcd;

/// <summary>
/// Leases and the record of a repair in etcd, under <c>evenkeel/</c>: each change is one transaction of the
/// own
/// member, which a quorum confirms.
/// </summary>
/// <param name="gateway">The gateway.</param>
/// <param name="members">The members.</param>
/// <param name="holder">This life of the agent.</param>
internal sealed class EtcdLeases(EtcdGateway gateway, EtcdMembers members, string holder)
{
    private const string RepairKey = "evenkeel/repair";
    private readonly Lock gate = new();
    private readonly Dictionary<string, string> granted = [];

    /// <summary>Takes or renews a lease; whether it is this node's for the whole time from now on.</summary>
    public async Task<bool> HoldAsync(string name, int seconds, CancellationToken cancellation)
    {
        var lease = await RenewAsync(name, cancellation)
            ?? await GrantAsync(name, seconds, cancellation);
        var (key, value) = (Base64(LeaseKey(name)), Base64(holder));
        var answer = await gateway.CallAsync(
            members.OwnUrl, "kv/txn",
            $$"""
            {"compare":[{"key":"{{key}}","target":"CREATE","createRevision":"0","result":"EQUAL"}],
             "success":[{"requestPut":{"key":"{{key}}","value":"{{value}}","lease":"{{lease}}"} }],
             "failure":[{"requestRange":{"key":"{{key}}"} }]}
            """, cancellation);
        return Succeeded(answer) || (Found(answer) is { } present
            && present.GetProperty("value").GetString() == value
            && EtcdGateway.Number(present, "lease").ToString(CultureInfo.InvariantCulture) == lease);
    }

    /// <summary>Writes that a repair begins, where this node has the lease and no other repair is under
    /// way.</summary>
    public async Task<bool> BeginRepairAsync(
        string lease, string instance, string node, CancellationToken cancellation)
    {
        var value = JsonSerializer.Serialize(
            new Dictionary<string, string> { ["instance"] = instance, ["node"] = node });
        var answer = await gateway.CallAsync(
            members.OwnUrl, "kv/txn",
            $$"""
            {"compare":[
              {"key":"{{Base64(LeaseKey(lease))}}","target":"VALUE","value":"{{Base64(holder)}}",
               "result":"EQUAL"},
              {"key":"{{Base64(RepairKey)}}","target":"CREATE","createRevision":"0","result":"EQUAL"}],
             "success":[{"requestPut":{"key":"{{Base64(RepairKey)}}","value":"{{Base64(value)}}"} }]}
            """, cancellation);
        return Succeeded(answer);
    }

    /// <summary>Takes the record of a repair of an instance away.</summary>
    public async Task EndRepairAsync(string instance, CancellationToken cancellation)
    {
        if (await ReadRepairAsync(cancellation) is { } repair && repair.Instance == instance)
        {
            await gateway.CallAsync(
                members.OwnUrl, "kv/txn",
                $$"""
                {"compare":[{"key":"{{Base64(RepairKey)}}","target":"MOD","modRevision":"{{repair.Revision}}",
                  "result":"EQUAL"}],
                 "success":[{"requestDeleteRange":{"key":"{{Base64(RepairKey)}}"} }]}
                """, cancellation);
        }
    }

    /// <summary>The repair that is under way, and the revision at which it was written; null for
    /// none.</summary>
    public async Task<(string Instance, string Node, long Revision)?> ReadRepairAsync(
        CancellationToken cancellation)
    {
        var answer = await gateway.CallAsync(
            members.OwnUrl, "kv/range", $$"""{"key":"{{Base64(RepairKey)}}"}""", cancellation);
        if (!answer.TryGetProperty("kvs", out var found) || found.GetArrayLength() == 0)
        {
            return null;
        }

        using var value = JsonDocument.Parse(
            Convert.FromBase64String(found[0].GetProperty("value").GetString()!));
        return (value.RootElement.GetProperty("instance").GetString()!,
            value.RootElement.GetProperty("node").GetString()!, EtcdGateway.Number(found[0], "mod_revision"));
    }

    private static string LeaseKey(string name) => "evenkeel/leases/" + name;

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static bool Succeeded(JsonElement answer) =>
        answer.TryGetProperty("succeeded", out var succeeded) && succeeded.GetBoolean();

    private static JsonElement? Found(JsonElement answer) =>
        answer.TryGetProperty("responses", out var responses)
            && responses[0].TryGetProperty("response_range", out var range)
            && range.TryGetProperty("kvs", out var found) ? found[0] : null;

    private async Task<string?> RenewAsync(string name, CancellationToken cancellation)
    {
        string? lease;
        lock (gate)
        {
            granted.TryGetValue(name, out lease);
        }

        if (lease is null)
        {
            return null;
        }

        var answer = await gateway.CallAsync(
            members.OwnUrl, "lease/keepalive", $$"""{"ID":"{{lease}}"}""", cancellation);
        return answer.TryGetProperty("result", out var result) && EtcdGateway.Number(result, "TTL") > 0
            ? lease : null;
    }

    private async Task<string> GrantAsync(string name, int seconds, CancellationToken cancellation)
    {
        var answer = await gateway.CallAsync(
            members.OwnUrl, "lease/grant",
            string.Create(CultureInfo.InvariantCulture, $$"""{"TTL":"{{seconds}}"}"""), cancellation);
        var lease = EtcdGateway.Number(answer, "ID").ToString(CultureInfo.InvariantCulture);
        lock (gate)
        {
            granted[name] = lease;
        }

        return lease;
    }
}
