using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Evenkeel.Lab.Etcd;
using Evenkeel.Lab.Faults;
using Evenkeel.Lab.Layout;
using Evenkeel.Lab.Processes;

namespace Evenkeel.Lab;

/// <summary>Asks every slot of a lab how it is, directly and not through the balancer.</summary>
internal sealed class LabObserver : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly LabFolder folder;
    private readonly LabSettings settings;
    private readonly TimeProvider time;
    private readonly HttpClient health = new() { Timeout = Patience };
    private Dictionary<string, EtcdClient>? members;

    public LabObserver(LabFolder folder, LabSettings settings, TimeProvider time)
    {
        (this.folder, this.settings, this.time) = (folder, settings, time);
    }

    /// <summary>Clients of every slot's member; null while the cluster has no certificates.</summary>
    private Dictionary<string, EtcdClient>? Members
    {
        get
        {
            if (members is null
                && ClientCertificate.Load(folder, settings.Cluster, time) is var (own, authority))
            {
                members = settings.Slots.ToDictionary(s => s.Name, s => Client(s, own, authority));
            }

            return members;
        }
    }

    /// <summary>The lab just now.</summary>
    public async Task<LabStatus> LookAsync(CancellationToken cancellation)
    {
        var marks = new LabMarks(folder.Root);
        var processes = marks.Find();
        var slots = await Task.WhenAll(settings.Slots.Select(s => LookAsync(s, processes, cancellation)));
        var why = await WhyNotWholeAsync(slots, cancellation);
        return new(
            slots, processes.Any(p => p.Part == LabMarks.Balancer) ? folder.Report() : null,
            [.. new FaultInjector(folder, settings).InForce.Select(f => f.ToString())], why is null, why,
            $"https://{settings.Name}:{settings.ClientPort}");
    }

    /// <summary>What each member says of itself; those that are silent are left out.</summary>
    public async Task<IReadOnlyList<(string Slot, EtcdMemberStatus Status)>> StatusesAsync(
        CancellationToken cancellation)
    {
        var found = await Task.WhenAll(settings.Slots.Select(async s => (
            s.Name, Status: await StatusAsync(s, cancellation))));
        return [.. found.Where(f => f.Status is not null).Select(f => (f.Name, f.Status!))];
    }

    /// <summary>The slot that leads; null where none does.</summary>
    public async Task<string?> LeaderAsync(CancellationToken cancellation) =>
        (await StatusesAsync(cancellation)).Where(s => s.Status.LeaderId == s.Status.MemberId)
            .OrderByDescending(s => s.Status.Term).Select(s => s.Slot).FirstOrDefault();

    /// <summary>Waits until the lab is whole.</summary>
    /// <returns>Null once it is; after the limit, why it is not.</returns>
    public async Task<string?> AwaitWholeAsync(TimeSpan limit, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var status = await LookAsync(cancellation);
            if (status.IsWhole || time.GetElapsedTime(begun) > limit)
            {
                return status.Why;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        health.Dispose();
        foreach (var client in members?.Values.ToList() ?? [])
        {
            client.Dispose();
        }
    }

    private EtcdClient Client(LabSlot slot, X509Certificate2 own, X509Certificate2 authority) =>
        new($"https://{slot.Address}:{settings.ClientPort}", own, authority, Patience);

    private async Task<SlotStatus> LookAsync(
        LabSlot slot, IReadOnlyList<LabProcess> processes, CancellationToken cancellation)
    {
        var asked = VerdictAsync(slot, cancellation);
        var status = await StatusAsync(slot, cancellation);
        var (verdict, reasons) = await asked;
        return new(
            slot.Name, slot.Zone, slot.Address, verdict, reasons,
            status switch
            {
                null => "silent",
                { IsLearner: true } => "learner",
                { LeaderId: 0 } => "lost",
                _ when status.LeaderId == status.MemberId => "leader",
                _ => "follower",
            },
            status?.ClusterId.ToString("x", CultureInfo.InvariantCulture) ?? "", status?.Term ?? 0,
            status?.Revision ?? 0,
            [.. processes.Where(p => p.Part == slot.Name).Select(p => $"{p.Name} {p.Id}")]);
    }

    private async Task<EtcdMemberStatus?> StatusAsync(LabSlot slot, CancellationToken cancellation)
    {
        try
        {
            return Members is { } clients ? await clients[slot.Name].StatusAsync(cancellation) : null;
        }
        catch (Exception e) when (EtcdClient.IsSilence(e, cancellation))
        {
            return null;
        }
    }

    private async Task<(string Verdict, IReadOnlyList<SlotReason> Reasons)> VerdictAsync(
        LabSlot slot, CancellationToken cancellation)
    {
        try
        {
            using var answer = await health.GetAsync(
                new Uri($"http://{slot.Address}:{settings.HealthPort}/healthz?verbose"), cancellation);
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
            var root = document.RootElement;
            return (root.GetProperty("status").GetString() ?? "",
                [.. root.GetProperty("reasons").EnumerateArray().Select(r => new SlotReason(
                    r.GetProperty("code").GetString() ?? "", r.GetProperty("text").GetString() ?? ""))]);
        }
        catch (Exception e) when (
            e is JsonException or KeyNotFoundException || EtcdClient.IsSilence(e, cancellation))
        {
            return ("silent", []);
        }
    }

    private async Task<string?> WhyNotWholeAsync(SlotStatus[] slots, CancellationToken cancellation)
    {
        if (slots.FirstOrDefault(s => s.Verdict is "silent" or "failing") is { } bad)
        {
            return $"slot {bad.Name} is {bad.Verdict}"
                + (bad.Reasons.Count > 0 ? $": {bad.Reasons[0].Code}, {bad.Reasons[0].Text}" : "");
        }

        if (slots.FirstOrDefault(s => s.Etcd is not ("leader" or "follower")) is { } other)
        {
            return $"etcd of slot {other.Name} is {other.Etcd}";
        }

        if (slots.Select(s => s.ClusterId).Distinct().Count() != 1)
        {
            return "there is more than one cluster";
        }

        try
        {
            var (members, voters) = await Members![slots[0].Name].MembersAsync(cancellation);
            return members == slots.Length && voters == slots.Length ? null
                : $"the cluster has {members} members, {voters} of them voters";
        }
        catch (Exception e) when (EtcdClient.IsSilence(e, cancellation))
        {
            return $"etcd of slot {slots[0].Name} is silent";
        }
    }
}
